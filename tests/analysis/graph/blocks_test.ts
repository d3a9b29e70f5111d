import { assert, assertEquals } from "@std/assert";
import { graphBlocks, lineBlocks } from "../../../src/analysis/graph/blocks.ts";
import type { Edge, Graph } from "../../../src/analysis/graph/node.ts";
import type { Block } from "../../../src/model/report.ts";
import { render } from "../../../src/render/mod.ts";

async function shown(blocks: readonly Block[], width = 80): Promise<string> {
  const report = { kind: "graph", data: {}, blocks, gaps: [], exit: 0 };
  return await render(report, { output: "text", width, color: false });
}

function graph(name: string): Graph {
  return {
    nodes: [
      { id: "a", kind: "process", name: "curl", pid: 8 },
      { id: "b", kind: "process", name, pid: 7 },
    ],
    edges: [{
      ...{ from: "a", to: "b", proto: "tcp", port: 80, count: 3 },
      states: { ESTABLISHED: 2, TIME_WAIT: 1 },
    }],
  };
}

Deno.test("graphBlocks() has a line for each edge, and a sum", async () => {
  assertEquals(
    await shown(graphBlocks(graph("nginx"))),
    `CLIENT        SERVER             PORT  CONNECTIONS  STATES
curl (pid 8)  → nginx (pid 7)  80/tcp            3  2 ESTABLISHED, 1 TIME_WAIT

3 connections of 2 ends
`,
  );
});

Deno.test("graphBlocks() leaves out what is over and tells of nobody, and counts it", async () => {
  const { nodes, edges } = graph("nginx");
  const here = { id: "c", kind: "address", name: "127.0.0.1" } as const;
  const gone = { id: "d", kind: "unknown", name: "gone or unseen" } as const;
  const over: Omit<Edge, "states"> = { from: "c", to: "d", proto: "tcp", port: 9, count: 2 };
  const text = await shown(graphBlocks({
    nodes: [...nodes, here, gone],
    edges: [
      ...edges,
      { ...over, states: { TIME_WAIT: 2 } },
      { ...over, port: 10, count: 1, states: { ESTABLISHED: 1 } },
      { ...over, port: 11, to: "b", count: 1, states: { TIME_WAIT: 1 } },
    ],
  }));
  assertEquals(text.includes("9/tcp"), false);
  assert(text.includes("10/tcp") && text.includes("11/tcp"), text);
  assert(text.includes("5 connections of 4 ends\n2 connections in TIME_WAIT, of nobody"), text);
});

Deno.test("graphBlocks() says that nobody is connected", async () => {
  assertEquals(await shown(graphBlocks({ nodes: [], edges: [] })), "Nobody is connected.\n");
});

Deno.test("graphBlocks() fits 80 columns, however long a name is", async () => {
  for (const line of (await shown(graphBlocks(graph("x".repeat(200))))).split("\n")) {
    assert(line.length <= 80, line);
  }
});

Deno.test("lineBlocks() are neither wrapped nor cut, and no character of them acts", async () => {
  const lines = [`  n1 [label="${"long ".repeat(40)}"];`, "  \x1b]0;x\x07\u202e"];
  assertEquals(
    await shown(lineBlocks(lines)),
    `${lines[0]}\n  \\x1b]0;x\\x07\\u202e\n`,
  );
});
