import { assertEquals } from "@std/assert";
import type { Platform } from "../../src/model/snapshot.ts";
import { look } from "../../src/probe/mod.ts";
import { asking, onPaper } from "./paper.ts";

const OPTIONS = { probeTimeout: 2000 };

/** A look at a machine of this system that answers nothing. */
function blindLook(os: string) {
  return look({ ...onPaper({}), os: os as Platform }, asking(80), OPTIONS);
}

Deno.test("look() has probes for every operating system that it knows", async () => {
  const sources: Readonly<Record<Platform, readonly string[]>> = {
    linux: ["ss", "/proc/net", "lsof", "netstat"],
    darwin: ["lsof", "netstat"],
    windows: ["netstat", "PowerShell"],
  };
  for (const [os, expected] of Object.entries(sources)) {
    const { platform, gaps, known } = await blindLook(os);
    const sockets = gaps.filter(({ fact }) => fact === "sockets").map(({ source }) => source);
    assertEquals<unknown[]>([platform, sockets], [os, expected]);
    assertEquals(known, ["caller"]);
  }
});

Deno.test("look() says that it cannot look at any other operating system, and knows nothing", async () => {
  const snapshot = await blindLook("freebsd");
  assertEquals([snapshot.sockets, snapshot.known, snapshot.asked], [[], [], []]);
  assertEquals(snapshot.gaps, [{
    fact: "sockets",
    source: "freebsd",
    reason: "portik has no way to look at freebsd yet",
  }]);
  assertEquals([snapshot.takenAt, snapshot.caller], ["2026-01-01T00:00:00.000Z", { pid: 4000 }]);
});
