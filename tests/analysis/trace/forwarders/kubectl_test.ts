import { assertEquals } from "@std/assert";
import { kubectl } from "../../../../src/analysis/trace/forwarders/kubectl.ts";
import { ways } from "../paper.ts";

const beyond = (line: string) => ways(kubectl, line.split(" "))?.[0]?.[1];

Deno.test("kubectl() names the port, the resource and its namespace", () => {
  assertEquals(beyond("kubectl port-forward svc/web 3000:80"), "port 80 of svc/web");
  assertEquals(
    beyond("kubectl -n shop port-forward --address 0.0.0.0 pod/db 3000:5432 8080:80"),
    "port 5432 of pod/db in namespace shop",
  );
  assertEquals(
    beyond("kubectl port-forward deploy/web 3000 --namespace=shop"),
    "port 3000 of deploy/web in namespace shop",
  );
});

Deno.test("kubectl() takes the pair that leaves its own port open", () => {
  assertEquals(beyond("kubectl port-forward web :8443"), "port 8443 of web");
});

Deno.test("kubectl() is silent about its other commands", () => {
  assertEquals(beyond("kubectl proxy"), undefined);
  assertEquals(beyond("node port-forward"), undefined);
});
