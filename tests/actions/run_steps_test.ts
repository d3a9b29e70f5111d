import { assertEquals } from "@std/assert";
import { runSteps, type StepEvent } from "../../src/actions/run_steps.ts";
import type { Failure, Ran, RunOptions, StopSignal } from "../../src/host/host.ts";

/** A host that fails the programs with these names, and notes what it ran. */
function host(
  fails: Readonly<Record<string, Ran | Failure>>,
  stopped: Promise<StopSignal> = new Promise(() => {}),
) {
  const ran: string[] = [];
  return {
    ran,
    now: () => 0,
    stopped: () => stopped,
    run(argv: readonly string[], { timeout, stdin = "" }: RunOptions) {
      ran.push(`${argv.join(" ")} ${stdin}${timeout}`);
      return Promise.resolve(fails[argv[0] ?? ""] ?? { code: 0, stdout: "", stderr: "" });
    },
  };
}

const step = (name: string) => ({ argv: [name], undo: { argv: [`un${name}`], stdin: "in" } });
const STEPS = [step("a"), step("b"), step("c")];
const BROKEN = { code: 2, stdout: "", stderr: "\n it broke \n" };

Deno.test("runSteps() runs each step with its input and a deadline", async () => {
  const machine = host({});
  const steps = [{ argv: ["a", "b"], stdin: "text" }, { argv: ["c"] }];
  assertEquals(await runSteps(machine, steps, { timeout: 9 }), { done: steps });
  assertEquals(machine.ran, ["a b text9", "c 9"]);
});

Deno.test("runSteps() stops at the first that fails and takes back the others, the last one first", async () => {
  const machine = host({ c: BROKEN });
  const { done, failed, undone } = await runSteps(machine, STEPS, { timeout: 9 });
  assertEquals([done.length, failed?.why, undone], [2, "exits with 2: it broke", true]);
  assertEquals(machine.ran, ["a 9", "b 9", "c 9", "unb in9", "una in9"]);
});

Deno.test("runSteps() says where something could not be taken back, and goes on with the rest", async () => {
  const machine = host({ c: { failed: "ENOENT" }, unb: BROKEN });
  const { failed, undone } = await runSteps(machine, STEPS, { timeout: 9 });
  assertEquals([failed?.why.startsWith("cannot be run: "), undone], [true, false]);
  assertEquals(machine.ran.at(-1), "una in9");
  const first = host({ a: BROKEN });
  assertEquals((await runSteps(first, STEPS, { timeout: 9 })).undone, undefined);
});

Deno.test("runSteps() takes back what ran out of time, because it may have worked", async () => {
  const machine = host({ a: { failed: "ETIMEDOUT" } });
  const { failed, undone } = await runSteps(machine, STEPS, { timeout: 9 });
  assertEquals([failed?.why, undone, machine.ran], ["did not end in time", true, [
    "a 9",
    "una in9",
  ]]);
});

Deno.test("runSteps() ends between two steps where it is asked to, and takes back what was done", async () => {
  const asked = Promise.withResolvers<StopSignal>();
  const machine = host({}, asked.promise);
  const run = (argv: readonly string[], options: RunOptions) => {
    if (argv[0] === "b") asked.resolve("SIGINT");
    return machine.run(argv, options);
  };
  const { failed, undone, interrupted } = await runSteps({ ...machine, run }, STEPS, {
    timeout: 9,
  });
  assertEquals([failed?.step.argv, undone, interrupted], [["c"], true, "SIGINT"]);
  assertEquals(machine.ran, ["a 9", "b 9", "unb in9", "una in9"]);
});

Deno.test("runSteps() takes back a step that failed while portik was asked to end", async () => {
  const asked = Promise.withResolvers<StopSignal>();
  const machine = host({ b: BROKEN }, asked.promise);
  const run = (argv: readonly string[], options: RunOptions) => {
    asked.resolve("SIGTERM");
    return machine.run(argv, options);
  };
  await runSteps({ ...machine, run }, STEPS.slice(1), { timeout: 9 });
  assertEquals(machine.ran, ["b 9", "unb in9"]);
});

Deno.test("runSteps() tells what happens, as it happens", async () => {
  const events: StepEvent[] = [];
  const machine = host({ c: BROKEN, una: BROKEN });
  await runSteps(machine, STEPS, { timeout: 9, tell: (event) => events.push(event) });
  const at = "1970-01-01T00:00:00.000Z";
  const reason = "exits with 2: it broke";
  assertEquals(events, [
    { at, argv: ["a"], event: "ran" },
    { at, argv: ["b"], event: "ran" },
    { at, argv: ["c"], event: "failed", reason },
    { at, argv: ["unb"], event: "taken-back" },
    { at, argv: ["una"], event: "left", reason },
  ]);
});
