import { assert, assertEquals } from "@std/assert";
import { traceBlocks, traceLine } from "../../../src/analysis/trace/blocks.ts";
import type { Step, Trace } from "../../../src/analysis/trace/step.ts";
import { render } from "../../../src/render/mod.ts";

function step(summary: string, depth: number, fields: Partial<Step> = {}): Step {
  return { kind: "forward", summary, evidence: [], confidence: "certain", depth, ...fields };
}

const TRACE: Trace = {
  port: 8080,
  proto: "tcp",
  status: "listening",
  steps: [
    step("nginx (pid 7) listens on 0.0.0.0:8080", 0, { kind: "listener", evidence: ["nginx"] }),
    step("sends clients on to 127.0.0.1:3000", 1, {
      confidence: "guess",
      evidence: ["/etc/nginx/nginx.conf:7"],
    }),
    step("node (pid 9) listens on 127.0.0.1:3000", 2, { kind: "listener" }),
    step("talks to 127.0.0.1:5432 (postgres)", 3, { kind: "peer" }),
  ],
};

async function shown(trace: Trace): Promise<string> {
  const report = { kind: "trace", data: {}, blocks: traceBlocks(trace), gaps: [], exit: 0 };
  return await render(report, { output: "text", width: 80, color: false });
}

Deno.test("traceBlocks() goes one step to the right for each hop", async () => {
  assertEquals(
    await shown(TRACE),
    `8080/tcp
  nginx (pid 7) listens on 0.0.0.0:8080
    → sends clients on to 127.0.0.1:3000 (not certain)
      /etc/nginx/nginx.conf:7
      → node (pid 9) listens on 127.0.0.1:3000
        → talks to 127.0.0.1:5432 (postgres)
`,
  );
});

Deno.test("traceBlocks() fits 80 columns, however deep it goes", async () => {
  const steps = Array.from({ length: 30 }, (_, i) => step("passes connections on ".repeat(9), i));
  for (const line of (await shown({ ...TRACE, steps })).split("\n")) {
    assert(line.length <= 80, line);
  }
});

Deno.test("traceLine() says all of it but the peers in one line", () => {
  const line = traceLine(TRACE);
  assertEquals(
    line.kind === "text" ? line.spans.map(({ text }) => text).join("") : "",
    "8080/tcp: nginx (pid 7) listens on 0.0.0.0:8080; sends clients on to 127.0.0.1:3000; " +
      "node (pid 9) listens on 127.0.0.1:3000",
  );
});
