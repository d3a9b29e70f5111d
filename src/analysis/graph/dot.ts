import { type Graph, labelOf, portOf } from "./node.ts";

/**
 * A graph in the DOT language of Graphviz (graphviz.org/doc/info/lang.html), line by line. Names stand in
 * double quotes, where only `"` and `\` mean something else; ids are numbers, so that no name is one.
 */
export function dotLines({ nodes, edges }: Graph): string[] {
  const ids = new Map(nodes.map(({ id }, i) => [id, `n${i + 1}`]));
  return [
    "digraph portik {",
    "  rankdir=LR;",
    "  node [shape=box];",
    ...nodes.map((node) => {
      const shape = node.kind === "address" ? ", shape=ellipse" : "";
      return `  ${ids.get(node.id)} [label=${quoted(labelOf(node))}${shape}];`;
    }),
    ...edges.map((edge) => {
      const label = quoted(`${portOf(edge)} (${edge.count})`);
      return `  ${ids.get(edge.from)} -> ${ids.get(edge.to)} [label=${label}];`;
    }),
    "}",
  ];
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
