import { assertEquals } from "@std/assert";
import { dotLines } from "../../../src/analysis/graph/dot.ts";

Deno.test("dotLines() writes nodes and edges, names in quotes", () => {
  const nodes = [
    { id: "address:192.0.2.7", kind: "address", name: "192.0.2.7", outside: true },
    { id: "pid:7", kind: "process", name: 'a"];evil\\', pid: 7 },
  ] as const;
  const edge = {
    from: "address:192.0.2.7",
    to: "pid:7",
    proto: "tcp",
    port: 80,
    count: 3,
    states: {},
  } as const;
  assertEquals(dotLines({ nodes, edges: [edge] }), [
    "digraph portik {",
    "  rankdir=LR;",
    "  node [shape=box];",
    '  n1 [label="192.0.2.7", shape=ellipse];',
    '  n2 [label="a\\"];evil\\\\ (pid 7)"];',
    '  n1 -> n2 [label="80/tcp (3)"];',
    "}",
  ]);
});

Deno.test("dotLines() writes a graph without anything in it", () => {
  assertEquals(dotLines({ nodes: [], edges: [] }).length, 4);
});
