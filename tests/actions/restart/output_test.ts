import { assertEquals } from "@std/assert";
import { outputsOf } from "../../../src/actions/restart/output.ts";
import type { Stream } from "../../../src/model/likeness.ts";

const toLog = { path: "/state/log", opener: "portik" } as const;
const LOG = { log: toLog, logWanted: false };

Deno.test("outputsOf() goes on with files and devices, and asks for no log then", () => {
  const choice = {
    get log(): Stream {
      throw new Error("No log is needed");
    },
    logWanted: false,
  };
  const streams = ["/dev/null", "/srv/out", "/dev/null"] as const;
  assertEquals(outputsOf({ streams, kinds: ["device", "file", "device"] }, choice), {
    stdout: { path: "/srv/out", opener: "process" },
    stderr: { path: "/dev/null", opener: "process" },
    changes: [],
  });
});

Deno.test("outputsOf() puts what cannot go on into the log, and says why", () => {
  for (
    const [link, why] of [
      ["pipe:[1]", "it went to a pipe"],
      ["socket:[1]", "it went to a socket"],
      ["/dev/tty1", "it went to a terminal"],
      ["/srv/out (deleted)", "its file was deleted"],
      ["/run/fifo", "it went to /run/fifo"],
    ] as const
  ) {
    const both = outputsOf({ streams: ["", link, link], kinds: ["device", "other", "other"] }, LOG);
    const said = `its output goes to /state/log, because ${why}`;
    assertEquals(both, { stdout: toLog, stderr: toLog, changes: [said] });
    const one = outputsOf({
      streams: ["", "/dev/null", link],
      kinds: ["device", "device", "other"],
    }, LOG);
    assertEquals(one.changes, [`its errors go to /state/log, because ${why}`]);
  }
});

Deno.test("outputsOf() gives a closed stream /dev/null", () => {
  const closed = { failed: "ENOENT" };
  const { stdout } = outputsOf({
    streams: ["", closed, closed],
    kinds: ["device", "other", "other"],
  }, LOG);
  assertEquals(stdout, { path: "/dev/null", opener: "process" });
});

Deno.test("outputsOf() follows a person who names a file", () => {
  const streams = ["", "/srv/out", "/dev/null"] as const;
  const wanted = { ...LOG, logWanted: true };
  assertEquals(outputsOf({ streams, kinds: ["device", "file", "device"] }, wanted), {
    stdout: toLog,
    stderr: toLog,
    changes: ["its output goes to /state/log"],
  });
});
