import { assert, assertEquals } from "@std/assert";
import {
  canonicalAddress,
  formatEndpoint,
  formatIpv6,
  formatListener,
  isIpv4Text,
  isIpv6,
  isLinkLocal,
  isLoopback,
  isWildcard,
  meets,
  reachOf,
  withZone,
} from "../../src/model/address.ts";
import type { Family } from "../../src/model/socket.ts";

Deno.test("isWildcard() knows the two addresses that stand for all", () => {
  assert(isWildcard("0.0.0.0") && isWildcard("::"));
  for (const address of ["127.0.0.1", "::1", "10.0.0.0", ""]) assert(!isWildcard(address), address);
});

Deno.test("isLoopback() knows all of 127.0.0.0/8 and ::1", () => {
  for (const one of ["127.0.0.1", "127.0.0.53", "127.255.255.254", "::1"]) assert(isLoopback(one));
  for (const one of ["128.0.0.1", "0.0.0.0", "::", "::2", "1.127.0.0"]) {
    assert(!isLoopback(one), one);
  }
});

Deno.test("isIpv6() tells the families apart by the text", () => {
  assert(isIpv6("::") && isIpv6("fe80::1"));
  assert(!isIpv6("0.0.0.0"));
});

for (
  const [address, zone, reach] of [
    ["127.0.0.1", undefined, "loopback"],
    ["::1", undefined, "loopback"],
    ["127.0.0.1", "eth0", "loopback"],
    ["0.0.0.0", undefined, "everyone"],
    ["::", undefined, "everyone"],
    ["0.0.0.0", "lo", "loopback"],
    ["::", "lo0", "loopback"],
    ["0.0.0.0", "eth0", "interface"],
    ["10.0.0.5", undefined, "interface"],
    ["fe80::1", "eth0", "interface"],
    ["2001:db8::1", undefined, "interface"],
  ] as const
) {
  const name = zone === undefined ? address : `${address}%${zone}`;
  Deno.test(`reachOf() lets ${reach} reach ${name}`, () => {
    assertEquals(reachOf(address, zone), reach);
  });
}

/** Of each socket, the hosts at which a bind meets it; the kernel refuses these with EADDRINUSE. */
const MEETINGS: readonly (readonly [address: string, family: Family, hosts: readonly string[]])[] =
  [
    ["127.0.0.1", "ipv4", ["127.0.0.1", "0.0.0.0", "::", "localhost"]],
    ["127.0.0.53", "ipv4", ["127.0.0.53", "0.0.0.0", "::"]],
    ["10.0.0.5", "ipv4", ["10.0.0.5", "0.0.0.0", "::"]],
    ["0.0.0.0", "ipv4", [
      ...["127.0.0.1", "127.0.0.53", "10.0.0.5", "0.0.0.0", "::", "localhost"],
    ]],
    ["::1", "ipv6", ["::1", "::", "localhost"]],
    ["fe80::1", "ipv6", ["fe80::1", "::"]],
    ["::", "ipv6", ["::1", "fe80::1", "::", "localhost"]],
    ["::", "dual", [
      ...["127.0.0.1", "127.0.0.53", "10.0.0.5", "0.0.0.0", "::1", "fe80::1", "::", "localhost"],
    ]],
  ];

const HOSTS = [...new Set(MEETINGS.flatMap(([, , hosts]) => hosts))];

for (const [address, family, hosts] of MEETINGS) {
  Deno.test(`meets() finds the ${family} socket on ${address} at ${hosts.join(", ")}`, () => {
    assertEquals(HOSTS.filter((host) => meets({ address, family }, host)).sort(), hosts.toSorted());
    assert(meets({ address, family }, undefined), "without a host, everything is meant");
  });
}

for (
  const [endpoint, text] of [
    [{ address: "127.0.0.1", port: 80 }, "127.0.0.1:80"],
    [{ address: "::1", port: 80 }, "[::1]:80"],
    [{ address: "fe80::1", zone: "eth0", port: 443 }, "[fe80::1%eth0]:443"],
    [{ address: "0.0.0.0", zone: "lo", port: 53 }, "0.0.0.0%lo:53"],
  ] as const
) {
  Deno.test(`formatEndpoint() writes ${text}`, () => assertEquals(formatEndpoint(endpoint), text));
}

Deno.test("isIpv4Text() takes four octets and nothing that inet_aton would stretch", () => {
  for (const text of ["0.0.0.0", "255.255.255.255", "10.20.30.40"]) assert(isIpv4Text(text), text);
  const wrong = [
    "",
    "1.2.3",
    "1.2.3.4.5",
    "256.1.1.1",
    "01.2.3.4",
    "1.2.3.x",
    "1.2.3.",
    " 1.2.3.4",
  ];
  for (const text of wrong) assert(!isIpv4Text(text), text);
});

for (
  const [text, canonical] of [
    ["127.0.0.1", "127.0.0.1"],
    ["::", "::"],
    ["::1", "::1"],
    ["0:0:0:0:0:0:0:1", "::1"],
    ["2001:DB8::0", "2001:db8::"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"],
    ["fe80::00ff", "fe80::ff"],
    ["::ffff:127.0.0.1", "127.0.0.1"],
    ["::ffff:7f00:1", "127.0.0.1"],
    ["::ffff:0.0.0.0", "0.0.0.0"],
    ["64:ff9b::1.2.3.4", "64:ff9b::102:304"],
  ] as const
) {
  Deno.test(`canonicalAddress() writes ${text} as ${canonical}`, () => {
    assertEquals(canonicalAddress(text), canonical);
  });
}

Deno.test("canonicalAddress() has nothing for what is no address", () => {
  const wrong = [
    ...["", ":", ":::", "::1::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::"],
    ...["12345::", "g::1", "localhost", "::1%lo", "[::1]", "1.2.3.4::", "::1.2.3.4:5", "::1.2.3"],
    ...["::1.2.3.400", "1:2:3:4:5:6:7:1.2.3.4", ":1:2:3:4:5:6:7", "127.1", "1.2.3.4.5", "::-1"],
  ];
  for (const text of wrong) assertEquals(canonicalAddress(text), undefined, text);
});

Deno.test("formatIpv6() shortens the first of the longest runs of zeros, and no single zero", () => {
  assertEquals(formatIpv6([1, 0, 0, 2, 3, 0, 0, 4]), "1::2:3:0:0:4");
  assertEquals(formatIpv6([0, 0, 0, 0, 0, 0, 0, 0]), "::");
  assertEquals(formatIpv6([1, 0, 2, 3, 4, 5, 6, 7]), "1:0:2:3:4:5:6:7");
  assertEquals(formatIpv6([0, 0, 0, 0, 0, 0xffff, 0xc000, 0x0207]), "192.0.2.7");
  assertEquals(formatIpv6([0, 0, 0, 0, 1, 0xffff, 0xc000, 0x0207]), "::1:ffff:c000:207");
});

Deno.test("meets() tells the same link-local address on two interfaces apart", () => {
  const socket = { address: "fe80::1", family: "ipv6", zone: "eth0" } as const;
  assertEquals(meets(socket, "fe80::1%eth0"), true);
  assertEquals(meets(socket, "fe80::1%eth1"), false);
  assertEquals(meets(socket, "fe80::1"), true);
  assertEquals(meets({ address: "::", family: "dual" }, "fe80::1%eth1"), true);
});

Deno.test("formatListener() tells every address of both families from IPv6 alone, as ss does", () => {
  const any = { address: "::", port: 80 };
  assertEquals(formatListener({ ...any, family: "dual" }), "*:80");
  assertEquals(formatListener({ ...any, family: "dual", zone: "eth0" }), "*%eth0:80");
  assertEquals(formatListener({ ...any, family: "ipv6" }), "[::]:80");
  assertEquals(formatListener({ address: "0.0.0.0", port: 80, family: "ipv4" }), "0.0.0.0:80");
  const link = { address: "fe80::1", zone: "eth0", port: 80, family: "ipv6" } as const;
  assertEquals(formatListener(link), "[fe80::1%eth0]:80");
});

Deno.test("withZone() names the interface that an address is meant on", () => {
  assertEquals([withZone("fe80::1", "eth0"), withZone("::1", undefined)], ["fe80::1%eth0", "::1"]);
});

Deno.test("isLinkLocal() knows fe80::/10", () => {
  for (const one of ["fe80::1", "FE80::1", "febf::1"]) assert(isLinkLocal(one), one);
  for (const one of ["fec0::1", "fe8::1", "fe80", "::1", "169.254.0.1"]) {
    assert(!isLinkLocal(one), one);
  }
});
