import { assertEquals } from "@std/assert";
import { type RestartFacts, restartReport } from "../../../src/commands/restart/report.ts";
import type { RestartOutcome } from "../../../src/model/restart_outcome.ts";
import { renderJson } from "../../../src/render/json.ts";
import { quietMachine } from "../../../src/testing.ts";
import { PLAN } from "../../actions/paper_restart.ts";
import { problemsOfAnswer } from "../../schemas.ts";
import { FLAGS, textOf } from "../paper_world.ts";

const TARGET = { port: 3000, protos: ["tcp"] } as const;
const OUTCOME: RestartOutcome = {
  result: "restarted",
  pids: [900],
  by: { pid: 900, name: "node" },
  lines: [],
  exit: 0,
};

function report(flags: Partial<RestartFacts["flags"]>, rest: Partial<RestartFacts> = {}) {
  return restartReport({
    machine: quietMachine(),
    target: TARGET,
    plan: PLAN,
    ...rest,
    flags: { ...FLAGS, dryRun: false, yes: true, ...flags },
  });
}

/** Which of the plan, the changes and the outcome a person is told. */
function told(flags: Partial<RestartFacts["flags"]>, outcome?: RestartOutcome): boolean[] {
  const text = textOf(report(flags, outcome ? { outcome } : {})).replace(/\s+/g, " ");
  return ["Stops 1 process", "goes to /state/log", "is held again by node"].map((words) =>
    text.includes(words)
  );
}

Deno.test("restartReport() tells the plan before, and the outcome after", () => {
  assertEquals(told({ dryRun: true }), [true, true, false]);
  assertEquals(told({}, OUTCOME), [false, true, true]);
  assertEquals(told({ verbose: true }, OUTCOME), [true, true, true]);
  assertEquals(told({ quiet: true }, OUTCOME), [false, false, true]);
});

Deno.test("restartReport() exits as the outcome says, and keeps to its schema", () => {
  const failed = { ...OUTCOME, result: "ended", reason: "it ended", exit: 5 } as const;
  const memory = { failure: "the disk is full", blocks: () => [] };
  for (const rest of [{}, { outcome: OUTCOME }, { outcome: failed, memory }]) {
    assertEquals(problemsOfAnswer(JSON.parse(renderJson(report({}, rest)))), []);
  }
  assertEquals(report({}, { outcome: failed }).exit, 5);
});
