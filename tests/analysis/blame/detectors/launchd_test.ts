import { assertEquals } from "@std/assert";
import { launchd } from "../../../../src/analysis/blame/detectors/launchd.ts";
import { caseFor, lineOf } from "../line.ts";

const LAUNCHD = { name: "launchd", argv: ["/sbin/launchd"], uid: 0 };

function found(exe: string, platform: "darwin" | "linux" = "darwin") {
  const cause = launchd(caseFor(lineOf(LAUNCHD, { name: "x", argv: [exe], exe }), { platform }));
  return cause && [cause.name, cause.confidence, cause.stopWith];
}

Deno.test("launchd() is certain of what belongs to the system", () => {
  assertEquals(found("/usr/libexec/rapportd"), [undefined, "certain", undefined]);
  assertEquals(
    found("/System/Library/CoreServices/ControlCenter.app/Contents/MacOS/ControlCenter"),
    [
      undefined,
      "certain",
      undefined,
    ],
  );
});

Deno.test("launchd() names services of Homebrew, and only guesses that", () => {
  assertEquals(found("/opt/homebrew/opt/postgresql@14/bin/postgres"), [
    "homebrew.mxcl.postgresql@14",
    "guess",
    ["brew", "services", "stop", "postgresql@14"],
  ]);
});

Deno.test("launchd() names a job by the list of jobs, and what stops it for good", () => {
  const sessions = [{ by: "launchd", pid: 101, name: "gui/501/com.example.web" }] as const;
  const line = lineOf(LAUNCHD, { name: "x", argv: ["/Users/ada/bin/x"] });
  const cause = launchd(caseFor(line, { platform: "darwin", sessions }));
  assertEquals([cause?.name, cause?.confidence, cause?.stopWith], [
    "com.example.web",
    "certain",
    ["launchctl", "bootout", "gui/501/com.example.web"],
  ]);
});

Deno.test("launchd() only guesses about what may have lost its parent", () => {
  assertEquals(found("/Users/ada/bin/server"), [undefined, "guess", undefined]);
});

Deno.test("launchd() is silent elsewhere, and where the line ends before pid 1", () => {
  assertEquals(found("/usr/libexec/rapportd", "linux"), undefined);
  const line = lineOf({ pid: 44, ppid: 43, name: "x" }, { name: "y" });
  assertEquals(launchd(caseFor(line, { platform: "darwin" })), undefined);
});
