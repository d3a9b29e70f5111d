import { assertEquals } from "@std/assert";
import { parseWin32Processes } from "../../../src/probe/windows/win32_process.ts";
import { recorded } from "../paper.ts";

function read(file: string) {
  return parseWin32Processes(JSON.parse(recorded(`windows-powershell/${file}.json`)));
}

Deno.test("parseWin32Processes() reads a process, and dates to the millisecond", () => {
  assertEquals(read("processes").find(({ pid }) => pid === 8120), {
    pid: 8120,
    ppid: 8100,
    name: "node.exe",
    commandLine:
      String.raw`"C:\Program Files\nodejs\node.exe"  server.js --title "my café" --dir C:\src` +
      "\\",
    path: String.raw`C:\Program Files\nodejs\node.exe`,
    started: Date.parse("2026-11-20T16:55:40.123Z"),
  });
});

Deno.test("parseWin32Processes() does without what an ordinary user may not see", () => {
  assertEquals(read("processes").find(({ pid }) => pid === 0), {
    pid: 0,
    ppid: 0,
    name: "System Idle Process",
  });
});

Deno.test("parseWin32Processes() reads the dates and the wrapped list of Windows PowerShell", () => {
  const processes = read("processes_5_1_dates");
  assertEquals(processes.length, 10);
  assertEquals(processes.find(({ pid }) => pid === 8120)?.started, 1763665921123);
});

Deno.test("parseWin32Processes() leaves out what is no process", () => {
  const rubbish = [null, 7, "x", {}, [{ ProcessId: "7", Name: "x" }], { missing: "powershell" }];
  for (const answer of rubbish) assertEquals(parseWin32Processes(answer), []);
  assertEquals(parseWin32Processes({ ProcessId: 7, Name: "x", CreationDate: "soon" }), [
    { pid: 7, ppid: 0, name: "x" },
  ]);
});
