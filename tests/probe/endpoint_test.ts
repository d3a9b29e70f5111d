import { assertEquals } from "@std/assert";
import { parseEndpoint } from "../../src/probe/endpoint.ts";

Deno.test("parseEndpoint() reads addresses with and without brackets, zones and wildcards", () => {
  assertEquals(parseEndpoint("127.0.0.1", "80", "0.0.0.0"), { address: "127.0.0.1", port: 80 });
  assertEquals(parseEndpoint("[::1]", "80", "0.0.0.0"), { address: "::1", port: 80 });
  assertEquals(parseEndpoint("*", "80", "0.0.0.0"), { address: "0.0.0.0", port: 80 });
  assertEquals(parseEndpoint("*", "*", "::"), { address: "::", port: 0 });
  assertEquals(parseEndpoint("::ffff:10.0.0.1", "80", "::"), { address: "10.0.0.1", port: 80 });
  const scoped = { address: "fe80::1", zone: "en0", port: 53 };
  assertEquals(parseEndpoint("fe80::1%en0", "53", "::"), scoped);
  assertEquals(parseEndpoint("[fe80::1%en0]", "53", "::"), scoped);
});

Deno.test("parseEndpoint() leaves out what is no address and no port", () => {
  for (
    const [host, port] of [["", "80"], ["name", "80"], ["1.2.3", "80"], ["::1", "http"], [
      "::1",
      "70000",
    ]] as const
  ) {
    assertEquals(parseEndpoint(host, port, "::"), undefined);
  }
});
