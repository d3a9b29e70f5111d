import { assertEquals } from "@std/assert";
import { waysOn } from "../../../src/analysis/trace/forwarders.ts";
import { hopOf } from "./paper.ts";

Deno.test("waysOn() believes arguments before connections, and takes a server for the end", () => {
  const caddy = ["caddy", "reverse-proxy", "--from", ":3000", "--to", ":5000"];
  assertEquals(waysOn(hopOf({ argv: caddy }))?.map(({ to }) => to), ["localhost:5000"]);
  assertEquals(waysOn(hopOf({ argv: ["node", "server.js"] })), undefined);
});
