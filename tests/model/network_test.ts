import { assertEquals, assertThrows } from "@std/assert";
import { formatNetwork, isIn, parseNetwork } from "../../src/model/network.ts";
import { Refusal } from "../../src/model/refusal.ts";

Deno.test("parseNetwork() reads addresses and networks of both families, and formatNetwork() writes them", () => {
  const words: readonly (readonly [string, string])[] = [
    ["203.0.113.9", "203.0.113.9"],
    ["203.0.113.9/32", "203.0.113.9"],
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["2001:DB8:0:0::1", "2001:db8::1"],
    ["2001:db8::/32", "2001:db8::/32"],
    ["::1/128", "::1"],
    ["::/0", "::/0"],
    ["::ffff:10.1.2.3", "10.1.2.3"],
  ];
  for (const [word, text] of words) assertEquals(formatNetwork(parseNetwork(word)), text, word);
});

Deno.test("parseNetwork() refuses what is not plain", () => {
  const words: readonly (readonly [string, string])[] = [
    ["10.1.2.3/8", "did you mean 10.0.0.0/8?"],
    ["2001:db8::1/64", "did you mean 2001:db8::/64?"],
    ["2001:db8:0:0:1::/65", "did you mean 2001:db8::/65?"],
    ["10.0.0.0/33", "no prefix from 0 to 32"],
    ["::/129", "no prefix from 0 to 128"],
    ["10.0.0.0/08", "no prefix"],
    ["10.0.0.0/", "no prefix"],
    ["10.0.0.0/8/8", "no address and no network"],
    ["::ffff:10.0.0.0/104", "write it as IPv4"],
    ...["localhost", "10.0.0", "010.0.0.1", "fe80::1%eth0", "", "any", "1.2.3.4; reboot"].map(
      (word) => [word, "no address and no network"] as const,
    ),
  ];
  for (const [word, sentence] of words) {
    const refusal = assertThrows(() => parseNetwork(word), Refusal, sentence);
    assertEquals([refusal.code, refusal.exit], ["bad-network", 2]);
  }
});

Deno.test("isIn() tells the addresses of a network", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["10.77.0.130", "10.77.0.128/25", true],
    ["10.77.0.2", "10.77.0.128/25", false],
    ["10.77.0.2", "0.0.0.0/0", true],
    ["::1", "0.0.0.0/0", false],
    ["10.0.0.1", "::/0", false],
    ["2001:db8::1", "2001:db8::/32", true],
    ["2001:db9::1", "2001:db8::/32", false],
    ["203.0.113.9", "203.0.113.9", true],
    ["203.0.113.8", "203.0.113.9", false],
  ];
  for (const [address, network, inside] of cases) {
    assertEquals(isIn(address, parseNetwork(network)), inside, `${address} ${network}`);
  }
});
