import { type Graph, labelOf, portOf } from "./node.ts";

/**
 * A graph as a flowchart of Mermaid (mermaid.js.org/syntax/flowchart.html), line by line. In quoted text,
 * characters that could end it, mean HTML or Markdown, or begin an entity are written as entities, `#34;`.
 */
export function mermaidLines({ nodes, edges }: Graph): string[] {
  const ids = new Map(nodes.map(({ id }, i) => [id, `n${i + 1}`]));
  return [
    "flowchart LR",
    ...nodes.map((node) => {
      const text = quoted(labelOf(node));
      return `  ${ids.get(node.id)}${node.kind === "address" ? `([${text}])` : `[${text}]`}`;
    }),
    ...edges.map((edge) => {
      const label = quoted(`${portOf(edge)} (${edge.count})`);
      return `  ${ids.get(edge.from)} -->|${label}| ${ids.get(edge.to)}`;
    }),
  ];
}

function quoted(text: string): string {
  return `"${text.replace(/["#&;<>\\`*_[\]{}|~$%]/g, (one) => `#${one.charCodeAt(0)};`)}"`;
}
