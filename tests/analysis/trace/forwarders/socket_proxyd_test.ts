import { assertEquals } from "@std/assert";
import { socketProxyd } from "../../../../src/analysis/trace/forwarders/socket_proxyd.ts";
import { ways } from "../paper.ts";

const to = (...argv: string[]) =>
  ways(socketProxyd, ["/lib/systemd/systemd-socket-proxyd", ...argv])?.[0]?.[1];

Deno.test("socketProxyd() reads its one argument: host, port or a Unix socket", () => {
  assertEquals(to("127.0.0.1:8080"), "127.0.0.1:8080");
  assertEquals(to("--exit-idle-time=60", "web"), "web:80");
  assertEquals(to("/run/app.sock"), "unix:/run/app.sock");
});

Deno.test("socketProxyd() is silent about others", () => {
  assertEquals(ways(socketProxyd, ["node", "127.0.0.1:80"]), undefined);
  assertEquals(to(), undefined);
});
