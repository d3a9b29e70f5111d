import { assertEquals, assertStringIncludes } from "@std/assert";
import { undoBlocks, undoneBlocks } from "../../src/analysis/undo_blocks.ts";
import type { Block } from "../../src/model/report.ts";
import type { RestartOutcome } from "../../src/model/restart_outcome.ts";
import { renderText } from "../../src/render/text.ts";
import { simpleRuler } from "../../src/render/width.ts";

const STEP = {
  name: "node",
  user: "me",
  replaces: 812,
  ports: [{ port: 3000, proto: "tcp" }, { port: 3000, proto: "tcp" }],
  changes: ["its output goes to a log"],
  argv: ["node", "my server.js"],
  cwd: "/srv",
};

const DONE: RestartOutcome = { result: "restarted", pids: [900], lines: [], exit: 0 };

function textOf(blocks: readonly Block[]): string {
  return renderText({ blocks }, { width: 120, color: false, ruler: simpleRuler });
}

Deno.test("undoBlocks() says what is started, where, as whom, and what will be different", () => {
  const text = textOf(undoBlocks([STEP]));
  for (
    const words of [
      "(1 program)",
      "node in /srv as user me, to hold 3000/tcp",
      "node 'my server.js'",
      "its output goes to a log",
    ]
  ) assertStringIncludes(text, words);
  assertEquals(undoBlocks([]), []);
});

Deno.test("undoneBlocks() says who holds the port again, or what went wrong", () => {
  const by = { pid: 901, name: "node" };
  assertEquals(
    textOf(undoneBlocks(STEP, { ...DONE, by, startSeconds: 0.5 })),
    "3000/tcp is held again by node (pid 901) after 0.50 s.\n",
  );
  assertEquals(textOf(undoneBlocks({ ...STEP, ports: [] }, DONE)), "node (pid 900) runs again.\n");
  const failed = {
    ...DONE,
    result: "ended",
    reason: "it ended with code 3",
    lines: ["boom"],
  } as const;
  assertEquals(
    textOf(undoneBlocks(STEP, { ...failed, exit: 5 })),
    "node was not started again: it ended with code 3.\n  boom\n",
  );
});
