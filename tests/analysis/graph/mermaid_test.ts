import { assertEquals } from "@std/assert";
import { mermaidLines } from "../../../src/analysis/graph/mermaid.ts";

Deno.test("mermaidLines() writes nodes and edges, and nothing of a name means anything", () => {
  const nodes = [
    { id: "address:::1", kind: "address", name: "::1", outside: true },
    { id: "pid:7", kind: "process", name: '"]; click <b>#x`', pid: 7 },
  ] as const;
  const edge = {
    from: "address:::1",
    to: "pid:7",
    proto: "tcp",
    port: 80,
    count: 3,
    states: {},
  } as const;
  assertEquals(mermaidLines({ nodes, edges: [edge] }), [
    "flowchart LR",
    '  n1(["::1"])',
    '  n2["#34;#93;#59; click #60;b#62;#35;x#96; (pid 7)"]',
    '  n1 -->|"80/tcp (3)"| n2',
  ]);
});
