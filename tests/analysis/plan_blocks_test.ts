import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { declinedBlocks, planBlocks, planQuestion } from "../../src/analysis/plan_blocks.ts";
import type { ContainerStep, ProcessStep, StopPlan, StopPort } from "../../src/model/plan.ts";
import type { Block } from "../../src/model/report.ts";
import { renderText } from "../../src/render/text.ts";
import { simpleRuler } from "../../src/render/width.ts";

const NODE: ProcessStep = {
  kind: "process",
  pid: 812,
  startTicks: 1,
  name: "node",
  argv: ["node", "server.js"],
  user: "me",
  why: "listens on 3000/tcp",
};

const WEB: ContainerStep = {
  kind: "container",
  engine: "docker",
  id: "c0ffee",
  name: "web",
  run: ["docker", "stop", "-t", "5", "web"],
  start: ["docker", "start", "web"],
  why: "publishes 80/tcp",
};

const PORT: StopPort = {
  port: 3000,
  proto: "tcp",
  address: "127.0.0.1",
  clients: 0,
  asked: true,
  freed: true,
};

const PLAN: StopPlan = {
  steps: [NODE],
  signal: "SIGTERM",
  escalates: true,
  timeoutSeconds: 5,
  ports: [PORT],
  spared: [],
  comebacks: [],
  declined: [],
};

function textOf(blocks: readonly Block[]): string {
  return renderText({ blocks }, { width: 100, color: false, ruler: simpleRuler });
}

function shown(fields: Partial<StopPlan> = {}): string {
  return textOf(planBlocks({ ...PLAN, ...fields }));
}

Deno.test("planBlocks() says who is stopped, how and why", () => {
  const text = shown();
  assertStringIncludes(text, "Stops 1 process by SIGTERM, and by SIGKILL after 5 s:");
  assertStringIncludes(text, "812  node server.js  me    listens on 3000/tcp");
  assert(!shown({ escalates: false }).includes("SIGKILL"));
});

Deno.test("planBlocks() shows the command that stops a container, and no signal", () => {
  const text = shown({ steps: [WEB], ports: [] });
  assertStringIncludes(text, "Stops 1 container:");
  assertStringIncludes(text, "docker stop -t 5 web");
  assert(!text.includes("SIG"));
  assertStringIncludes(shown({ steps: [NODE, WEB] }), "Stops 1 process and 1 container by SIGTERM");
});

Deno.test("planBlocks() tells clients, further ports, and what stays held", () => {
  const ports = [
    { ...PORT, clients: 2 },
    { ...PORT, port: 9229, asked: false },
    { ...PORT, port: 3001, freed: false, clients: 1 },
  ];
  const text = shown({ ports });
  assertStringIncludes(text, "With it, 9229/tcp goes.");
  assertStringIncludes(text, "Somebody else will still hold 3001/tcp.");
  assertStringIncludes(text, "3 connections of 3000/tcp and 3001/tcp will be cut.");
});

Deno.test("planBlocks() names who is not touched, a few of many", () => {
  const spared = Array.from({ length: 12 }, (_, i) => ({ pid: i, name: "curl", why: "a client" }));
  const text = shown({ spared });
  assertStringIncludes(text, "curl (pid 0): a client");
  assertStringIncludes(text, "and 4 more");
});

Deno.test("planBlocks() tells what would start it again, and the command that ends that", () => {
  const text = shown({
    comebacks: [{ message: "node (pid 812): runit will", stopWith: ["sv", "down", "x"] }],
  });
  assertStringIncludes(text, "node (pid 812): runit will.");
  assertStringIncludes(text, "sv down x");
});

Deno.test("planBlocks() shortens an argument list of any length, and marks a worker that is left to its master", () => {
  const argv = ["node", "x".repeat(300_000)];
  assert(textOf(planBlocks({ ...PLAN, steps: [{ ...NODE, argv }] })).length < 1000);
  const worker: ProcessStep = { ...NODE, endsWith: 1, untouched: true };
  assertStringIncludes(shown({ steps: [worker] }).replaceAll(/\s+/g, " "), "nobody but its master");
});

Deno.test("planBlocks() shows a program without its folder, and a title as it is", () => {
  const shown = (...argv: readonly string[]) =>
    textOf(planBlocks({ ...PLAN, steps: [{ ...NODE, argv }] }));
  const text = shown("/usr/local/lib/runtime/bin/python3", "app.py", "/srv/app.conf");
  assertStringIncludes(text, "  python3 app.py /srv/app.conf ");
  assertStringIncludes(shown("C:\\Program Files\\x\\node.exe", "a.js"), "  node a.js ");
  const title = "nginx: master process nginx -c /etc/nginx.conf";
  assertStringIncludes(shown(title), title);
  assertStringIncludes(
    shown("/opt/pg/bin/postgres -D /opt/pg/data"),
    "  postgres -D /opt/pg/data ",
  );
});

Deno.test("declinedBlocks() says why something is not done, and what would do it", () => {
  const declined = { what: "1", code: "x", message: "it is holy", exit: 3 };
  assertStringIncludes(textOf(declinedBlocks([declined])), "Not stopped: it is holy.");
  const nothing = textOf(declinedBlocks([{ ...declined, message: "nothing to kill", exit: 1 }]));
  assertEquals(nothing, "Nothing to kill.\n");
  const run = textOf(declinedBlocks([{ ...declined, hint: "Use this", run: ["a", "b c"] }]));
  assertStringIncludes(run, "Use this:\n    a 'b c'");
});

Deno.test("planQuestion() names what is stopped, or how many", () => {
  assertEquals([[NODE], [WEB], [NODE, WEB]].map((steps) => planQuestion({ steps })), [
    "Stop node (pid 812)?",
    "Stop container web?",
    "Stop 1 process and 1 container?",
  ]);
});
