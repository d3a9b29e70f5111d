import { type Block, type Column, type Span, text } from "../../model/report.ts";
import { count } from "../sentence.ts";
import { type Graph, labelOf, portOf } from "./node.ts";

const COLUMNS: readonly Column[] = [
  { title: "CLIENT", flex: true },
  { title: "" },
  { title: "SERVER", flex: true },
  { title: "PORT", align: "right" },
  { title: "CONNECTIONS", align: "right" },
  { title: "STATES", priority: 1 },
];

/** A graph for people: one line for each client of each port of a server, the busiest first. */
export function graphBlocks({ nodes, edges }: Graph): Block[] {
  if (edges.length === 0) return [text("Nobody is connected.")];
  const labels = new Map(nodes.map((node) => [node.id, labelOf(node)]));
  const outside = new Set(nodes.filter((node) => node.outside).map(({ id }) => id));
  const end = (id: string): Span => ({
    text: labels.get(id) ?? id,
    tone: outside.has(id) ? "accent" : "plain",
  });
  const rows = edges.map((edge): Span[] => [
    end(edge.from),
    { text: "→", tone: "dim" },
    end(edge.to),
    { text: portOf(edge) },
    { text: String(edge.count) },
    {
      text: Object.entries(edge.states).map(([state, number]) => `${number} ${state}`).join(", "),
      tone: "dim",
    },
  ]);
  const total = edges.reduce((sum, edge) => sum + edge.count, 0);
  return [
    { kind: "table", columns: COLUMNS, rows },
    { kind: "space" },
    text(`${count(total, "connection")} between ${nodes.length} ends`, "dim"),
  ];
}

/** Lines that are neither wrapped nor cut: a table of one column has no edge. */
export function lineBlocks(lines: readonly string[]): Block[] {
  return [{ kind: "table", columns: [{ title: "" }], rows: lines.map((text) => [{ text }]) }];
}
