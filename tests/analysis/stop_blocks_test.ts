import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { portWords, stepWords, stopBlocks } from "../../src/analysis/stop_blocks.ts";
import type {
  ContainerOutcome,
  PortOutcome,
  ProcessOutcome,
  StopOutcome,
} from "../../src/model/stop_outcome.ts";
import { renderText } from "../../src/render/text.ts";
import { simpleRuler } from "../../src/render/width.ts";

const NODE: ProcessOutcome = {
  kind: "process",
  pid: 812,
  name: "node",
  result: "ended",
  signals: ["SIGTERM"],
  afterSeconds: 0.031,
  exit: 0,
};

const WEB: ContainerOutcome = {
  kind: "container",
  engine: "docker",
  name: "web",
  result: "stopped",
  afterSeconds: 12,
  exit: 0,
};

const PORT: PortOutcome = {
  port: 3000,
  proto: "tcp",
  address: "::1",
  result: "free",
  proof: "bind",
  exit: 0,
};

Deno.test("stepWords() has a sentence for all that can become of a process", () => {
  const words = (fields: Partial<ProcessOutcome>) => stepWords({ ...NODE, ...fields });
  assertEquals(words({}), "node (pid 812) ended after 0.03 s.");
  assertEquals(words({ afterSeconds: 0.004 }), "node (pid 812) ended at once.");
  assertEquals(words({ signals: [] }), "node (pid 812) ended with its master after 0.03 s.");
  assertEquals(
    words({ result: "killed", signals: ["SIGTERM", "SIGKILL"], afterSeconds: 5 }),
    "node (pid 812) did not heed SIGTERM and was killed after 5.00 s.",
  );
  assertEquals(
    words({ result: "killed", signals: ["SIGKILL"] }),
    "node (pid 812) was killed after 0.03 s.",
  );
  assertEquals(words({ result: "gone" }), "node (pid 812) had ended already.");
  for (const result of ["replaced", "not-permitted", "left", "alive", "interrupted"] as const) {
    assertStringIncludes(words({ result, reason: "because" }), ": because.");
  }
});

Deno.test("stepWords() has a sentence for all that can become of a container", () => {
  const words = (fields: Partial<ContainerOutcome>) => stepWords({ ...WEB, ...fields });
  assertEquals(words({}), "Container web was stopped after 12 s.");
  assertEquals(
    words({ result: "failed", reason: "docker said: no" }),
    "Container web could not be stopped: docker said: no.",
  );
  assertEquals(words({ result: "interrupted" }), "Container web may still run.");
});

Deno.test("portWords() has a sentence for all that can become of a port", () => {
  const words = (fields: Partial<PortOutcome>) => portWords({ ...PORT, ...fields });
  const by = { pid: 9, name: "node" };
  assertEquals(words({}), "[::1]:3000/tcp is free.");
  assertEquals(words({ proof: "look" }), "[::1]:3000/tcp is free, as far as can be seen.");
  assertEquals(words({ result: "held", by }), "[::1]:3000/tcp is still held by node (pid 9).");
  assertStringIncludes(words({ result: "taken-again", by }), "node (pid 9) was started meanwhile.");
  const startedBy = { pid: 7, name: "sh" };
  assertStringIncludes(words({ result: "taken-again", by, startedBy }), "meanwhile by sh (pid 7).");
  assertStringIncludes(words({ result: "closing" }), "not closed yet");
  assertStringIncludes(words({ result: "unchecked" }), "not checked");
});

Deno.test("stopBlocks() ends with a line that sums up, where it was interrupted", () => {
  const outcome: StopOutcome = {
    steps: [NODE, { ...NODE, result: "interrupted", exit: 5 }],
    ports: [PORT, { ...PORT, result: "unchecked", exit: 5 }],
    interrupted: true,
    exit: 130,
  };
  const text = (one: StopOutcome) =>
    renderText({ blocks: stopBlocks(one) }, { width: 120, color: false, ruler: simpleRuler });
  const last = text(outcome).trim().split("\n").at(-1);
  assertEquals(
    last,
    "Interrupted: 1 of 2 are stopped, 1 of 2 ports are known to be free.",
  );
  assert(!text({ ...outcome, exit: 0 }).includes("Interrupted"));
  const stopWith = { ...PORT, result: "taken-again", stopWith: ["sv", "down", "x"] } as const;
  assertStringIncludes(text({ ...outcome, ports: [stopWith] }), "sv down x");
});
