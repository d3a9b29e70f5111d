import { assertEquals } from "@std/assert";
import {
  parseDarwin,
  parsePulse,
  parseWindows,
  readPulses,
} from "../../../src/actions/stop/pulse.ts";
import type { Failure, Ran } from "../../../src/host/host.ts";

const STAT = "812 (a) b (c) S 1 812 812 0 -1 4194560 1 0 0 0 1 2 0 0 20 0 7 0 8133 1 2";

Deno.test("parsePulse() reads state, threads and start after a name that holds brackets", () => {
  assertEquals(parsePulse(STAT), { startTicks: 8133, state: "S", dead: false });
});

Deno.test("parsePulse() calls a zombie dead when no thread of it lives", () => {
  const zombie = STAT.replace(") S ", ") Z ");
  assertEquals(parsePulse(zombie)?.dead, false);
  assertEquals(parsePulse(zombie.replace(" 7 0 8133", " 1 0 8133"))?.dead, true);
  assertEquals(parsePulse(STAT.replace(") S ", ") X "))?.dead, true);
});

Deno.test("parsePulse() understands nothing else", () => {
  assertEquals([parsePulse(""), parsePulse("1 (a) S")], [undefined, undefined]);
});

Deno.test("parseDarwin() reads what ps of macOS prints, in UTC", () => {
  const pulses = parseDarwin(
    "  812 Ss   Fri Nov 20 17:55:40 2026    \n 9 Z+ Fri Nov 20 17:55:41 2026\nrubbish\n",
  );
  const startTicks = Date.parse("2026-11-20T17:55:40Z") / 1000;
  assertEquals([...pulses], [
    [812, { startTicks, state: "S", dead: false }],
    [9, { startTicks: startTicks + 1, state: "Z", dead: true }],
  ]);
});

Deno.test("parseWindows() reads what PowerShell prints, to the millisecond", () => {
  const pulses = parseWindows("8120 2026-11-20T16:55:40.1234567Z\r\n\r\n");
  const startTicks = Date.parse("2026-11-20T16:55:40.123Z");
  assertEquals([...pulses], [[8120, { startTicks, state: "?", dead: false }]]);
});

Deno.test("readPulses() asks by the means of the system, and nobody about nobody", async () => {
  const asked: string[][] = [];
  const run = (argv: readonly string[]): Promise<Ran | Failure> => {
    asked.push([...argv]);
    return Promise.resolve({ code: 0, stdout: "", stderr: "" });
  };
  const readText = (path: string) => path === "/proc/812/stat" ? STAT : { failed: "ENOENT" };
  const on = (os: "linux" | "darwin" | "windows", ...pids: number[]) =>
    readPulses({ os, run, readText }, pids);
  assertEquals([...(await on("linux", 812, 813)).keys()], [812]);
  await on("darwin");
  assertEquals(asked, []);
  await on("darwin", 812, 813);
  await on("windows", 812, 813);
  assertEquals(asked.map(([program]) => program), ["env", "powershell"]);
  assertEquals(asked[0]?.slice(-2), ["-p", "812,813"]);
  assertEquals(asked[1]?.at(-1)?.includes("ProcessId=812 OR ProcessId=813"), true);
});
