import { assertEquals } from "@std/assert";
import { joinProcesses } from "../../../src/probe/windows/processes.ts";

const T = Date.parse("2026-11-20T12:00:00Z");

Deno.test("joinProcesses() names programs without their ending, and splits command lines", () => {
  const [process] = joinProcesses(new Map(), [{
    pid: 8120,
    ppid: 7,
    name: "Node.EXE",
    commandLine: `"C:\\node.exe" "my app"`,
    path: "C:\\node.exe",
    started: T,
  }]).slice(1);
  assertEquals(process, {
    pid: 8120,
    ppid: 7,
    name: "Node",
    state: "running",
    argv: ["C:\\node.exe", "my app"],
    exe: "C:\\node.exe",
    startTicks: T,
    startedAt: "2026-11-20T12:00:00.000Z",
  });
});

Deno.test("joinProcesses() knows the kernel, and takes the idle process for none", () => {
  const names = new Map([[0, "System Idle Process"], [4, "Sistema"], [8120, "node.exe"]]);
  assertEquals(joinProcesses(names, []), [
    { pid: 4, ppid: 0, name: "System", state: "running", argv: [] },
    { pid: 8120, ppid: 0, name: "node", state: "running", argv: [] },
  ]);
  assertEquals(joinProcesses(new Map(), []).map(({ name }) => name), ["System"]);
});

Deno.test("joinProcesses() takes nobody younger for a parent", () => {
  const process = (pid: number, ppid: number, started?: number) => ({
    pid,
    ppid,
    name: "x",
    ...(started === undefined ? {} : { started }),
  });
  const parents = joinProcesses(new Map(), [
    process(10, 1, T),
    process(11, 10, T + 1),
    process(12, 11, T),
    process(13, 99, T),
    process(14, 10),
  ]).slice(1).map(({ ppid }) => ppid);
  assertEquals(parents, [1, 10, 0, 99, 10]);
});
