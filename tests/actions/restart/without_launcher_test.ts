import { assertEquals } from "@std/assert";
import { withoutLauncher } from "../../../src/actions/restart/without_launcher.ts";
import type { Process } from "../../../src/model/process.ts";
import { process, quietMachine } from "../../../src/testing.ts";
import { LIKENESS } from "../paper_restart.ts";

const INIT = process({ pid: 1, ppid: 0, name: "init", uid: 0 });
const NPM = process({ pid: 90, name: "npm", argv: ["npm", "run", "dev"] });
const TITLE = { why: "it has a title" };

/** What becomes of node (pid 812) without what is above it, of which these pids cannot be restarted. */
function without(above: readonly Process[], titled: readonly number[] = []) {
  const node = process({ pid: 812, ppid: above.at(-1)?.pid ?? 1 });
  return withoutLauncher(quietMachine({ processes: [INIT, ...above, node] }), {
    what: "3000/tcp",
    step: node,
    resemble: ({ pid }) => titled.includes(pid) ? TITLE : { likeness: LIKENESS, changes: [] },
  });
}

/** The hint of a refusal. */
function hint(answer: ReturnType<typeof without>): string | undefined {
  return "message" in answer ? answer.hint : undefined;
}

Deno.test("withoutLauncher() has nothing to say of what nobody would start again", () => {
  assertEquals(without([]), []);
  assertEquals(without([process({ pid: 90, name: "bash", argv: ["bash"] })]), []);
});

Deno.test("withoutLauncher() proposes --tree for what a launcher has started", () => {
  assertEquals(without([NPM]), {
    what: "3000/tcp",
    code: "launcher",
    message:
      "node (pid 812) was started by npm run dev (pid 90): alone, it would not come back as " +
      "it was",
    hint: "--tree restarts npm run dev (pid 90) with everything below it",
    exit: 3,
  });
});

Deno.test("withoutLauncher() leaves out a runner that has forgotten its arguments, and says so", () => {
  assertEquals(without([NPM], [90]), [
    "what started it, npm run dev (pid 90), ends with it and is not started again: it has a title",
  ]);
});

Deno.test("withoutLauncher() takes nothing away from a watcher, or from what ends others with it", () => {
  const words = ["portik cannot restart npm run dev (pid 90) either: it has a title"];
  for (const name of ["nodemon", "concurrently"]) {
    const between = process({ pid: 91, ppid: 90, name: "node", argv: ["node", name, "x.js"] });
    assertEquals([hint(without([NPM, between], [90]))], words);
  }
});
