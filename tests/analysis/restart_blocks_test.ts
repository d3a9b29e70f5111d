import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  changeBlocks,
  restartBlocks,
  restartedBlocks,
  restartQuestion,
  restartSentence,
} from "../../src/analysis/restart_blocks.ts";
import type { Block } from "../../src/model/report.ts";
import type { ProcessRestart, RestartPlan } from "../../src/model/restart.ts";
import type { RestartOutcome } from "../../src/model/restart_outcome.ts";
import { LIKENESS, PLAN } from "../actions/paper_restart.ts";
import { textOf } from "../commands/paper_world.ts";

const CONTAINER: RestartPlan = {
  how: "container",
  names: ["web"],
  run: [["docker", "restart", "-t", "10", "web"]],
};

function shown(blocks: readonly Block[]): string {
  return textOf({ kind: "restart", data: {}, gaps: [], blocks, exit: 0 });
}

function flat(text: string): string {
  return text.replace(/\s+/g, " ");
}

Deno.test("restartBlocks() says what is stopped, what is started, and what will be different", () => {
  const text = flat(shown(restartBlocks(PLAN)));
  assertStringIncludes(text, "812");
  assertStringIncludes(text, "Then starts /usr/bin/node in /srv as user ada");
  assertStringIncludes(text, "node server.js");
  assertStringIncludes(text, "But its output goes to /state/log, because it went to a pipe.");
  assertEquals(text.includes("s3cret"), false);
});

Deno.test("restartBlocks() cuts arguments that no screen could hold", () => {
  const argv = ["node", ...Array(500).fill("x".repeat(1000))];
  const [step] = PLAN.stop.steps;
  if (step?.kind !== "process") throw new Error("no process");
  const long: ProcessRestart = {
    ...PLAN,
    stop: { ...PLAN.stop, steps: [{ ...step, argv }] },
    start: PLAN.start.map((one) => ({ ...one, likeness: { ...LIKENESS, argv } })),
  };
  const text = shown(restartBlocks(long));
  assertEquals(text.length < 4000, true);
  assertStringIncludes(flat(text), "(501 words, 500505 letters in all)");
});

Deno.test("restartBlocks() shows the command of an engine or of systemd", () => {
  const text = shown(restartBlocks(CONTAINER));
  assertStringIncludes(text, "Restarts container web:");
  assertStringIncludes(text, "docker restart -t 10 web");
});

Deno.test("restartQuestion() names what would be restarted", () => {
  assertEquals(restartQuestion(PLAN), "Restart node (pid 812)?");
  assertEquals(restartQuestion(CONTAINER), "Restart container web?");
  const units = ["a.socket", "a.service"];
  assertEquals(
    restartQuestion({ how: "unit", names: units, run: [] }),
    "Restart systemd units a.socket and a.service?",
  );
});

Deno.test("changeBlocks() tells the changes as sentences, if there are any", () => {
  assertStringIncludes(flat(shown(changeBlocks(PLAN))), "Its output goes to /state/log");
  assertEquals(changeBlocks(CONTAINER), []);
});

const BASE: RestartOutcome = { result: "restarted", pids: [900], lines: [], exit: 0 };

Deno.test("restartSentence() says who has the port again, and after how long", () => {
  const by = { pid: 900, name: "node" };
  assertEquals(
    restartSentence("3000/tcp", { ...BASE, by, startSeconds: 0.1234, downSeconds: 12 }),
    "3000/tcp is held again by node (pid 900), 0.12 s after its start; it was gone for 12 s",
  );
});

Deno.test("restartSentence() has a sentence for whatever goes wrong", () => {
  const results = [
    "not-prepared",
    "not-stopped",
    "taken",
    "not-started",
    "ended",
    "silent",
    "failed",
    "interrupted",
  ] as const;
  const sentences = results.map((result) =>
    restartSentence("3000/tcp", { ...BASE, result, reason: "the reason" })
  );
  assertEquals(sentences.every((one) => one.endsWith("the reason")), true);
  assertEquals(sentences.some((one) => one.includes("held again")), false);
});

Deno.test("restartedBlocks() shows the last lines of what did not come back", () => {
  const lines = ["Error: no database", "\x1b[31mred"];
  const outcome = { ...BASE, result: "ended", lines } as const;
  const text = shown(restartedBlocks(PLAN, { port: "3000/tcp", outcome }));
  assertStringIncludes(text, "Its last lines:\n  Error: no database\n");
  assertEquals(text.includes("\x1b"), false);
});

Deno.test("restartedBlocks() proposes a log where the last words were lost", () => {
  const nowhere = { path: "/dev/null", opener: "process" } as const;
  const likeness = { ...LIKENESS, stdout: nowhere, stderr: nowhere };
  const mute = { ...PLAN, start: PLAN.start.map((one) => ({ ...one, likeness })) };
  const text = (plan: RestartPlan, result: RestartOutcome["result"]) =>
    shown(restartedBlocks(plan, { port: "3000/tcp", outcome: { ...BASE, result } }));
  assertStringIncludes(text(mute, "ended"), "--log FILE");
  assertEquals([text(mute, "restarted"), text(PLAN, "ended")].join().includes("--log"), false);
});

Deno.test("restartedBlocks() is one line where little is wanted", () => {
  const step = { kind: "process", pid: 812, name: "node", result: "ended", signals: [] } as const;
  const steps = [{ ...step, afterSeconds: 1, exit: 0 }];
  const outcome = { ...BASE, stop: { steps, ports: [], interrupted: false, exit: 0 } };
  const count = (quiet: boolean) =>
    restartedBlocks(PLAN, { port: "3000/tcp", outcome, quiet }).length;
  assertEquals([count(false), count(true)], [2, 1]);
});
