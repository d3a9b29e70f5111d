import { assertEquals } from "@std/assert";
import { replaySight } from "../../../src/host/replay.ts";
import { parseSysctl, readCaller } from "../../../src/probe/darwin/kernel.ts";
import { machine } from "../machine.ts";

function caller(printed: string) {
  return readCaller(replaySight(machine("darwin", [[["id", "-u"], printed]])), {
    probeTimeout: 2000,
  });
}

Deno.test("readCaller() knows root from an ordinary user", async () => {
  assertEquals(await caller("501\n"), {
    pid: 4000,
    uid: 501,
    mayBindPrivileged: false,
    seesAllOwners: false,
  });
  assertEquals(await caller("0\n"), {
    pid: 4000,
    uid: 0,
    mayBindPrivileged: true,
    seesAllOwners: true,
  });
});

Deno.test("readCaller() claims nothing of a caller that it does not know", async () => {
  assertEquals(await caller("id: no\n"), { pid: 4000 });
});

Deno.test("parseSysctl() reads the range of outgoing ports", () => {
  const output = "net.inet.ip.portrange.first: 49152\nnet.inet.ip.portrange.last: 65535\n";
  assertEquals(parseSysctl(output), {
    unprivilegedPortStart: 1024,
    ephemeralRange: { first: 49152, last: 65535 },
  });
  assertEquals(parseSysctl(""), { unprivilegedPortStart: 1024 });
});
