import type { Block, Report, Span } from "../model/report.ts";
import { harmless } from "./harmless.ts";
import { fedLine } from "./shell.ts";
import { paint, paintAll } from "./style.ts";
import { type Layout, tableLines } from "./table.ts";
import { wrap } from "./wrap.ts";

/** Width of paragraphs where nothing says how wide the terminal is. */
const PARAGRAPH = 80;

/** How far a section's blocks stand below its heading. */
const STEP = 2;

/**
 * A report for people. Ends in one newline, or is empty where the report has nothing to show. Without a
 * width, tables are as wide as they need to be and paragraphs are wrapped at 80 columns.
 */
export function renderText(report: Pick<Report, "blocks">, layout: Layout): string {
  // Some pseudo-terminals, of containers for instance, say that they are 0 columns wide.
  const width = layout.width || undefined;
  const lines = collapse(linesOf(report.blocks, 0, { ...layout, width }));
  return lines.map((line) => `${line}\n`).join("");
}

/** The lines without empty ones at the start, at the end, and after another. */
function collapse(lines: Iterable<string>): readonly string[] {
  const kept: string[] = [];
  for (const line of lines) if (line !== "" || (kept.at(-1) ?? "") !== "") kept.push(line);
  if (kept.at(-1) === "") kept.pop();
  return kept;
}

function* linesOf(blocks: readonly Block[], indent: number, layout: Layout): Generator<string> {
  for (const block of blocks) {
    switch (block.kind) {
      case "space":
        yield "";
        break;
      case "section":
        yield margin(indent) + paint(harmless(block.title), "strong", layout.color);
        yield* linesOf(block.blocks, indent + STEP, layout);
        break;
      case "command":
        yield margin(indent + (block.indent ?? 0)) +
          paint(fedLine(block), "accent", layout.color);
        break;
      case "table": {
        const left = indent + (block.indent ?? 0);
        const edge = layout.width ??
          (block.columns.some(({ wrap }) => wrap) ? PARAGRAPH : undefined);
        const width = edge === undefined ? undefined : edge - left;
        for (const line of tableLines(block, { ...layout, width })) yield margin(left) + line;
        break;
      }
      case "text":
        yield* paragraph(block, indent + (block.indent ?? 0), layout);
    }
  }
}

function* paragraph(
  { spans, hang = 0, line: whole }: Extract<Block, { kind: "text" }>,
  left: number,
  { width = whole ? Infinity : PARAGRAPH, color, ruler }: Layout,
): Generator<string> {
  const clean = spans.map((span): Span => ({ ...span, text: harmless(span.text) }));
  let first = true;
  for (const line of wrap(clean, { width: width - left, hang, ruler })) {
    yield margin(first ? left : left + hang) + paintAll(line, color);
    first = false;
  }
}

function margin(columns: number): string {
  return " ".repeat(columns);
}
