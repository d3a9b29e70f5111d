import { type Block, type Column, type Span, text, type Tone } from "../../model/report.ts";
import { count } from "../sentence.ts";
import { type Edge, type Graph, labelOf, type Node, portOf } from "./node.ts";

const COLUMNS: readonly Column[] = [
  { title: "CLIENT", flex: true },
  { title: "SERVER", flex: true },
  { title: "PORT", align: "right" },
  { title: "CONNECTIONS", align: "right" },
  { title: "STATES", priority: 1 },
];

/** A graph for people: one line for each client of each port of a server, the busiest first. */
export function graphBlocks({ nodes, edges }: Graph): Block[] {
  const labels = new Map(nodes.map((node) => [node.id, labelOf(node)]));
  const outside = new Set(nodes.filter((node) => node.outside).map(({ id }) => id));
  const end = (id: string): { readonly text: string; readonly tone: Tone } => ({
    text: labels.get(id) ?? id,
    tone: outside.has(id) ? "accent" : "plain",
  });
  const towards = (id: string): Span => ({ ...end(id), brief: `→ ${end(id).text}` });
  const known = new Set(nodes.filter(isTelling).map(({ id }) => id));
  const told = edges.filter(({ from, to, states }) =>
    known.has(from) || known.has(to) || Object.keys(states).some((state) => state !== "TIME_WAIT")
  );
  const rows = told.map((edge): Span[] => [
    end(edge.from),
    towards(edge.to),
    { text: portOf(edge) },
    { text: String(edge.count) },
    {
      text: Object.entries(edge.states).map(([state, number]) => `${number} ${state}`).join(", "),
      tone: "dim",
    },
  ]);
  const total = sum(told);
  const over = sum(edges) - total;
  return [
    { kind: "table", columns: COLUMNS, rows },
    { kind: "space" },
    told.length === 0
      ? text("Nobody is connected.")
      : text(`${count(total, "connection")} of ${count(endsIn(told), "end")}`, "dim"),
    ...(over === 0 ? [] : [
      text(`${count(over, "connection")} in TIME_WAIT, of nobody who is known, not shown`, "dim"),
    ]),
  ];
}

/** True for an end that says who it is, even when its process is gone. */
function isTelling({ kind, outside }: Node): boolean {
  return kind === "process" || kind === "hidden" || outside === true;
}

function sum(edges: readonly Edge[]): number {
  return edges.reduce((all, { count }) => all + count, 0);
}

function endsIn(edges: readonly Edge[]): number {
  return new Set(edges.flatMap(({ from, to }) => [from, to])).size;
}

/** Lines that are neither wrapped nor cut: a table of one column has no edge. */
export function lineBlocks(lines: readonly string[]): Block[] {
  return [{ kind: "table", columns: [{ title: "" }], rows: lines.map((text) => [{ text }]) }];
}
