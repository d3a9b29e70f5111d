import { assert, assertEquals } from "@std/assert";
import { replaySight } from "../../../src/host/replay.ts";
import { lsofFor } from "../../../src/probe/darwin/lsof.ts";
import { lsofCommand } from "../../../src/probe/lsof.ts";
import { machine, type Printed } from "../machine.ts";
import { asking, recorded } from "../paper.ts";

const OPTIONS = { probeTimeout: 2000 };
const LSOF = recorded("macos-lsof/macos15_as_alice.txt");
const TCP = recorded("macos-netstat/macos15_tcp.txt");
const UDP = recorded("macos-netstat/macos15_udp.txt");
const ALICE = { pid: 4000, uid: 501, mayBindPrivileged: false, seesAllOwners: false };

function ask(ports: readonly number[], { lsof, tcp, udp, caller = ALICE }: {
  lsof: Printed;
  tcp: Printed;
  udp: Printed;
  caller?: typeof ALICE;
}) {
  const sight = replaySight(machine("darwin", [
    [lsofCommand(undefined), lsof],
    ["netstat -anvlW -p tcp".split(" "), tcp],
    ["netstat -anvlW -p udp".split(" "), udp],
  ]));
  return lsofFor(caller).read(sight, { ...asking(...ports), protos: ["tcp"] }, OPTIONS);
}

const GONE = { failed: "ENOENT" };

Deno.test("lsof of macOS names every holder, and netstat tells a dual-stack wildcard", async () => {
  const sockets = await ask([3000, 8000], { lsof: LSOF, tcp: TCP, udp: UDP });
  assertEquals(sockets, [
    {
      proto: "tcp",
      address: "::",
      port: 3000,
      family: "dual",
      state: "LISTEN",
      holders: [{ pid: 812, fd: 21 }],
      v6only: false,
    },
    {
      proto: "tcp",
      address: "127.0.0.1",
      port: 3000,
      family: "ipv4",
      state: "ESTABLISHED",
      peer: { address: "127.0.0.1", port: 55910 },
      holders: [{ pid: 812, fd: 24 }],
    },
    {
      proto: "tcp",
      address: "127.0.0.1",
      port: 8000,
      family: "ipv4",
      state: "LISTEN",
      holders: [{ pid: 901, fd: 5 }, { pid: 902, fd: 5 }, { pid: 903, fd: 5 }],
    },
    {
      proto: "tcp",
      address: "127.0.0.1",
      port: 3000,
      family: "ipv4",
      state: "TIME_WAIT",
      peer: { address: "127.0.0.1", port: 55900 },
      holders: [],
    },
  ]);
});

Deno.test("lsof of macOS shows sockets of other users by netstat", async () => {
  const sockets = await ask([80], { lsof: LSOF, tcp: TCP, udp: UDP });
  assert(!("missing" in sockets));
  assertEquals(sockets.map(({ address, holders }) => ({ address, holders })), [
    { address: "::", holders: [{ pid: 388 }] },
  ]);
});

Deno.test("lsof of macOS prints the interface inside a link-local address, netstat behind it", async () => {
  const sockets = await ask([61000], { lsof: LSOF, tcp: TCP, udp: UDP });
  assert(!("missing" in sockets));
  assertEquals(sockets.map(({ proto, address, zone, peer }) => [proto, address, zone, peer]), [
    ["udp", "127.0.0.1", undefined, { address: "127.0.0.1", port: 8125 }],
    ["tcp", "fe80::1c5c:3ff:fe12:3456", "en0", {
      address: "fe80::1c5c:3ff:fe12:7890",
      port: 445,
    }],
  ]);
});

Deno.test("lsof of macOS alone does not know about wildcards, and guesses nothing", async () => {
  const seen = async (...ports: number[]) => {
    const sockets = await ask(ports, { lsof: LSOF, tcp: GONE, udp: UDP });
    return "missing" in sockets
      ? sockets.missing
      : sockets.map(({ address, family, v6only }) => [address, family, v6only]);
  };
  assertEquals(await seen(7000), [["0.0.0.0", "ipv4", undefined], ["::", "ipv6", undefined]]);
  assertEquals(await seen(5432), [["::1", "ipv6", true], ["127.0.0.1", "ipv4", undefined]]);
  assertEquals(
    await seen(80),
    "lsof shows an ordinary user nothing but the sockets of their own processes",
  );
  const caller = { ...ALICE, seesAllOwners: true };
  assertEquals(await ask([80], { lsof: LSOF, tcp: GONE, udp: GONE, caller }), []);
});

Deno.test("lsof of macOS says why it has no answer", async () => {
  assertEquals(await ask([80], { lsof: { failed: "ETIMEDOUT" }, tcp: TCP, udp: UDP }), {
    missing: "lsof did not answer within 2 s",
  });
});
