import type { FactName } from "../model/question.ts";
import { type Block, text } from "../model/report.ts";
import type { Snapshot } from "../model/snapshot.ts";

/** What `--verbose` adds: who answered for which fact, in how long, and who did not answer and why. */
export function askedBlocks({ asked, gaps }: Pick<Snapshot, "asked" | "gaps">): Block[] {
  const rows = [
    ...asked.map((
      { fact, source, milliseconds },
    ) => [fact, source, `answered; waited ${milliseconds} ms`]),
    ...gaps.map(({ fact, source, reason }) => [fact, source, reason]),
  ];
  if (rows.length === 0) return [];
  const table: Block = {
    kind: "table",
    columns: [{ title: "" }, { title: "" }, { title: "", flex: true }],
    rows: rows.map((row) => row.map((text) => ({ text, tone: "dim" }))),
  };
  return [{ kind: "section", title: "Asked", blocks: [table] }];
}

/**
 * What was not seen although a source answered, in a dim line for each reason. One container engine does
 * not stand in for another.
 */
export function unseenBlocks({ gaps, known }: Pick<Snapshot, "gaps" | "known">): Block[] {
  const stoodIn = (fact: FactName) => fact !== "containers" && known.includes(fact);
  return gaps.filter(({ fact }) => fact !== "sockets" && fact !== "namespaces" && !stoodIn(fact))
    .map(
      ({ fact, reason }): Block => text(`Not seen: ${fact}: ${reason}`, "dim"),
    );
}
