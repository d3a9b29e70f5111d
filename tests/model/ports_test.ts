import { assert, assertEquals, assertThrows } from "@std/assert";
import { parseHost, parsePorts } from "../../src/model/ports.ts";
import { Refusal } from "../../src/model/refusal.ts";

for (
  const [word, requests] of [
    ["5432", [{ first: 5432, last: 5432 }]],
    ["1", [{ first: 1, last: 1 }]],
    ["65535", [{ first: 65535, last: 65535 }]],
    [":5432", [{ first: 5432, last: 5432 }]],
    ["0080", [{ first: 80, last: 80 }]],
    ["3000-3010", [{ first: 3000, last: 3010 }]],
    ["80-80", [{ first: 80, last: 80 }]],
    ["53/udp", [{ first: 53, last: 53, proto: "udp" }]],
    ["53/UDP", [{ first: 53, last: 53, proto: "udp" }]],
    ["80/tcp", [{ first: 80, last: 80, proto: "tcp" }]],
    ["80-90/udp", [{ first: 80, last: 90, proto: "udp" }]],
    ["localhost:80", [{ first: 80, last: 80, host: "localhost" }]],
    ["LocalHost:80", [{ first: 80, last: 80, host: "localhost" }]],
    ["127.0.0.1:80", [{ first: 80, last: 80, host: "127.0.0.1" }]],
    ["0.0.0.0:80", [{ first: 80, last: 80, host: "0.0.0.0" }]],
    ["[::1]:80", [{ first: 80, last: 80, host: "::1" }]],
    ["[0:0:0:0:0:0:0:1]:80", [{ first: 80, last: 80, host: "::1" }]],
    ["[::ffff:127.0.0.1]:80", [{ first: 80, last: 80, host: "127.0.0.1" }]],
    ["[::]:80-90/udp", [{ first: 80, last: 90, host: "::", proto: "udp" }]],
    ["22,80", [{ first: 22, last: 22 }, { first: 80, last: 80 }]],
    [" 22, 80 ", [{ first: 22, last: 22 }, { first: 80, last: 80 }]],
    ["22,80/udp,localhost:3000-3010", [
      { first: 22, last: 22 },
      { first: 80, last: 80, proto: "udp" },
      { first: 3000, last: 3010, host: "localhost" },
    ]],
    ["80,80", [{ first: 80, last: 80 }, { first: 80, last: 80 }]],
  ] as const
) {
  Deno.test(`parsePorts() reads '${word}'`, () => {
    assertEquals<unknown>(parsePorts(word), requests);
  });
}

for (
  const [word, sentence] of [
    ["", "an empty word is not a port"],
    ["  ", "an empty word is not a port"],
    ["0", "'0' is not a port: ports go from 1 to 65535"],
    ["65536", "'65536' is not a port: ports go from 1 to 65535"],
    ["70000", "'70000' is not a port: ports go from 1 to 65535"],
    ["9".repeat(400), `'${"9".repeat(400)}' is not a port: ports go from 1 to 65535`],
    ["80abc", "'80abc' is not a port"],
    ["abc", "'abc' is not a port"],
    ["-5", "'-5' is not a port"],
    ["5-", "'5-' is not a port"],
    ["-", "'-' is not a port"],
    ["1-2-3", "'1-2-3' is not a port"],
    ["5–10", "'5–10' is not a port"],
    ["0-5", "'0-5' is not a port: ports go from 1 to 65535"],
    ["80-70000", "'80-70000' is not a port: ports go from 1 to 65535"],
    ["10-5", "'10-5' runs backwards: did you mean 5-10?"],
    ["+80", "'+80' is not a port"],
    ["1e3", "'1e3' is not a port"],
    ["0x50", "'0x50' is not a port"],
    ["80.0", "'80.0' is not a port"],
    ["٣", "'٣' is not a port"],
    ["８０", "'８０' is not a port"],
    ["8 0", "'8 0' is not a port"],
    ["80\n", undefined],
    [":", "':' is not a port"],
    ["localhost:", "'localhost:' is not a port"],
    ["22,,80", "'22,,80' has an empty item between its commas"],
    ["22,80abc", "'80abc' is not a port"],
    ["80/sctp", "'80/sctp' does not end in a protocol that portik knows: use /tcp or /udp"],
    ["80/", "'80/' does not end in a protocol that portik knows: use /tcp or /udp"],
    ["80/tcp/udp", "'80/tcp/udp' does not end in a protocol that portik knows: use /tcp or /udp"],
    ["/udp", "'/udp' is not a port"],
    ["::1:80", "'::1:80' is ambiguous: put an IPv6 address in brackets, as in [::1]:5432"],
    ["::1", "'::1' is ambiguous: put an IPv6 address in brackets, as in [::1]:5432"],
    ["1:2:3", "'1:2:3' is ambiguous: put an IPv6 address in brackets, as in [::1]:5432"],
    ["example.com:80", "'example.com' is not an IP address: portik looks at this machine only"],
    ["256.1.1.1:80", "'256.1.1.1' is not an IP address: portik looks at this machine only"],
    ["[]:80", "'[]' is not an IP address: portik looks at this machine only"],
  ] as const
) {
  if (sentence === undefined) {
    Deno.test(`parsePorts() passes over blanks around a word, line ends included`, () => {
      assertEquals(parsePorts(word), [{ first: 80, last: 80 }]);
    });
    continue;
  }
  const shown = word.length > 20 ? `${word.slice(0, 20)}…` : word;
  Deno.test(`parsePorts() refuses '${shown}'`, () => {
    const refusal = assertThrows(() => parsePorts(word), Refusal);
    assertEquals([refusal.message, refusal.exit], [sentence, 2]);
    assert(refusal.hint, "it says how it is done");
  });
}

Deno.test("parsePorts() says after a comma at the end that something is missing", () => {
  for (const word of ["22,", ",22", ","]) {
    const refusal = assertThrows(() => parsePorts(word), Refusal);
    assertEquals(refusal.message, `'${word}' has an empty item between its commas`);
  }
});

Deno.test("parsePorts() tells a bad port from a bad host by the refusal's code", () => {
  assertEquals(assertThrows(() => parsePorts("x"), Refusal).code, "bad-port");
  assertEquals(assertThrows(() => parsePorts("example.com:80"), Refusal).code, "bad-host");
});

Deno.test("parseHost() reads an address with or without brackets, and localhost", () => {
  assertEquals(parseHost("127.0.0.1"), "127.0.0.1");
  assertEquals(parseHost("[::1]"), "::1");
  assertEquals(parseHost("FE80::1"), "fe80::1");
  assertEquals(parseHost("LOCALHOST"), "localhost");
});

Deno.test("parseHost() takes the interface of a link-local address, which means nothing without", () => {
  assertEquals(parseHost("FE80:0::1%eth0"), "fe80::1%eth0");
  assertEquals(parseHost("[fe80::1%br-1a2b]"), "fe80::1%br-1a2b");
  assertEquals(parsePorts("[fe80::1%eth0]:80"), [{ first: 80, last: 80, host: "fe80::1%eth0" }]);
});

Deno.test("parseHost() refuses names, because it resolves none", () => {
  for (
    const word of ["example.com", "", "*", "::1%lo", "fe80::1%", "fe80::1%a b", "127.1", "[::1"]
  ) {
    const refusal = assertThrows(() => parseHost(word), Refusal);
    assertEquals(
      refusal.message,
      `'${word}' is not an IP address: portik looks at this machine only`,
    );
  }
});
