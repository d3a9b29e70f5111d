import { assertEquals } from "@std/assert";
import { send } from "../../../src/actions/stop/send.ts";
import type { StopTools } from "../../../src/actions/stop/stopper.ts";
import type { Failure, Ran } from "../../../src/host/host.ts";

const STEP = { pid: 812, startTicks: Date.parse("2026-11-20T16:55:40.123Z") };

/** Windows, where taskkill ends with this code, and the process started at that time. */
function windows(code: number, started = "2026-11-20T16:55:40.1234567Z") {
  const asked: string[] = [];
  const run = (argv: readonly string[]): Promise<Ran | Failure> => {
    if (argv[0] === "powershell") {
      return Promise.resolve({ code: 0, stdout: `812 ${started}\r\n`, stderr: "" });
    }
    asked.push(argv.join(" "));
    return Promise.resolve({ code, stdout: "", stderr: "" });
  };
  const host = { os: "windows", run } as Partial<StopTools["host"]> as StopTools["host"];
  const tools = { host } as Partial<StopTools> as StopTools;
  return { tools, asked };
}

Deno.test("send() ends a program of Windows by taskkill, gently first", async () => {
  const { tools, asked } = windows(0);
  assertEquals(await send(tools, STEP, "SIGTERM"), "sent");
  assertEquals(await send(tools, STEP, "SIGKILL"), "sent");
  assertEquals(asked, ["taskkill /PID 812", "taskkill /PID 812 /F"]);
});

Deno.test("send() tells what taskkill could not do", async () => {
  assertEquals(await send(windows(128).tools, STEP, "SIGTERM"), "gone");
  assertEquals(await send(windows(1).tools, STEP, "SIGTERM"), "forced-only");
  assertEquals(await send(windows(1).tools, STEP, "SIGKILL"), "not-permitted");
});

Deno.test("send() leaves alone who has the pid now, on Windows, too", async () => {
  const { tools, asked } = windows(0, "2026-11-20T17:00:00.0000000Z");
  assertEquals([await send(tools, STEP, "SIGTERM"), asked], ["replaced", []]);
});

/** Linux, where pid 812 has these states and start times, one after the other; the last one stays. */
function linux(lives: readonly (readonly [state: string, start: number])[], failed?: string) {
  const left = [...lives];
  const signals: string[] = [];
  const readText = () => {
    const [state, start] = (left.length > 1 ? left.shift() : left[0]) ?? [];
    return state === undefined
      ? { failed: "ENOENT" }
      : `812 (a) b) ${state} ${"0 ".repeat(16)}1 0 ${start} 0`;
  };
  const host = { os: "linux", readText } as Partial<StopTools["host"]> as StopTools["host"];
  const signal = (pid: number, name: string) => {
    signals.push(`${name} ${pid}`);
    return failed === undefined ? undefined : { failed };
  };
  return { tools: { host, hands: { signal } } as Partial<StopTools> as StopTools, signals };
}

const NODE = { pid: 812, startTicks: 7 };

Deno.test("send() signals the very process that was shown, and nobody else", async () => {
  const own = linux([["S", 7]]);
  assertEquals([await send(own.tools, NODE, "SIGTERM"), own.signals], ["sent", ["SIGTERM 812"]]);
  const other = linux([["S", 8]]);
  assertEquals([await send(other.tools, NODE, "SIGKILL"), other.signals], ["replaced", []]);
  const gone = linux([]);
  assertEquals([await send(gone.tools, NODE, "SIGTERM"), gone.signals], ["gone", []]);
  const dead = linux([["Z", 7]]);
  assertEquals([await send(dead.tools, NODE, "SIGTERM"), dead.signals], ["gone", []]);
});

Deno.test("send() says at once what the system does not permit", async () => {
  assertEquals(await send(linux([["S", 7]], "EPERM").tools, NODE, "SIGTERM"), "not-permitted");
  assertEquals(await send(linux([["S", 7]], "ESRCH").tools, NODE, "SIGTERM"), "gone");
});

Deno.test("send() has a stopped process go on, unless another has its pid by then", async () => {
  const stopped = linux([["T", 7]]);
  await send(stopped.tools, NODE, "SIGTERM");
  assertEquals(stopped.signals, ["SIGTERM 812", "SIGCONT 812"]);
  const replaced = linux([["T", 7], ["T", 8]]);
  await send(replaced.tools, NODE, "SIGTERM");
  assertEquals(replaced.signals, ["SIGTERM 812"]);
  const killed = linux([["T", 7]]);
  await send(killed.tools, NODE, "SIGKILL");
  assertEquals(killed.signals, ["SIGKILL 812"]);
});
