import { assertEquals } from "@std/assert";
import { wantedBy } from "../../../src/analysis/graph/wanted.ts";
import { parsePorts } from "../../../src/model/ports.ts";

Deno.test("wantedBy() goes by port, protocol and address of the server's end", () => {
  const wanted = wantedBy(parsePorts("80-90,53/udp,localhost:443"), ["tcp"]);
  const is = (proto: "tcp" | "udp", address: string, port: number) =>
    wanted(proto, { address, port });
  assertEquals([is("tcp", "10.0.0.2", 85), is("udp", "10.0.0.2", 85)], [true, false]);
  assertEquals([is("udp", "10.0.0.2", 53), is("tcp", "10.0.0.2", 53)], [true, false]);
  assertEquals([is("tcp", "127.0.0.1", 443), is("tcp", "10.0.0.2", 443)], [true, false]);
});

Deno.test("wantedBy() takes every port of the protocols where none is named", () => {
  const wanted = wantedBy([], ["udp"]);
  const to = { address: "10.0.0.2", port: 1 };
  assertEquals([wanted("udp", to), wanted("tcp", to)], [true, false]);
});
