import { assertEquals } from "@std/assert";
import { parseListen, targetOf } from "../../../src/probe/routes/endpoint_words.ts";

Deno.test("parseListen() reads a port with and without an address", () => {
  for (const word of ["80", ":80", "*:80"]) assertEquals(parseListen(word), { port: 80 }, word);
  assertEquals(parseListen("127.0.0.1:80"), { port: 80, address: "127.0.0.1" });
  assertEquals(parseListen("[::1]:80"), { port: 80, address: "::1" });
  assertEquals(parseListen("[::]:80"), { port: 80, address: "::" });
  assertEquals(parseListen(":::80"), { port: 80, address: "::" });
  assertEquals(parseListen("localhost:80"), { port: 80, address: "localhost" });
});

Deno.test("parseListen() takes the usual port where only an address is there", () => {
  assertEquals(parseListen("127.0.0.1", 80), { port: 80, address: "127.0.0.1" });
  assertEquals(parseListen("127.0.0.1"), undefined);
});

Deno.test("parseListen() reads no Unix sockets, names and nonsense", () => {
  for (const word of ["unix:/run/x.sock", "web:80", "80000", "0", "", "$port"]) {
    assertEquals(parseListen(word), undefined, word);
  }
});

Deno.test("targetOf() writes every target in one form", () => {
  assertEquals(targetOf("127.0.0.1:3000"), "127.0.0.1:3000");
  assertEquals(targetOf("[::1]:3000"), "[::1]:3000");
  assertEquals(targetOf("backend", 80), "backend:80");
  assertEquals(targetOf(":3000"), "localhost:3000");
  assertEquals(targetOf("ipv4@127.0.0.1:3000"), "127.0.0.1:3000");
  for (const word of ["/run/a.sock", "unix:/run/a.sock", "unix@/run/a.sock", "unix//run/a.sock"]) {
    assertEquals(targetOf(word), "unix:/run/a.sock", word);
  }
  assertEquals(targetOf("unix:/run/a.sock:/path"), "unix:/run/a.sock");
  assertEquals(targetOf("backend"), undefined);
});
