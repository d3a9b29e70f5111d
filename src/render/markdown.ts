import type { Block, Report } from "../model/report.ts";
import { harmless } from "./harmless.ts";
import { fedLine } from "./shell.ts";
import { shownTable, type Table } from "./shown.ts";

/**
 * A report in GitHub Flavored Markdown (github.github.com/gfm), to paste into an issue: paragraphs,
 * tables with pipes, commands as fenced code, sections under `##`. Text from outside stays text: it can
 * make no link, picture or HTML. Ends in one newline, or is empty where there is nothing to show.
 */
export function renderMarkdown(report: Pick<Report, "blocks">): string {
  const parts = [...partsOf(report.blocks, 2)];
  return parts.length === 0 ? "" : `${parts.join("\n\n")}\n`;
}

function* partsOf(blocks: readonly Block[], level: number): Generator<string> {
  for (const block of blocks) {
    switch (block.kind) {
      case "space":
        break;
      case "section":
        yield `${"#".repeat(Math.min(level, 6))} ${inline(block.title)}`;
        yield* partsOf(block.blocks, level + 1);
        break;
      case "command":
        yield fenced(fedLine(block));
        break;
      case "table":
        yield* pipes(block);
        break;
      case "text": {
        const words = inline(block.spans.map(({ text }) => text).join("").trim());
        if (words !== "") yield notABlock(words);
      }
    }
  }
}

function* pipes(table: Table): Generator<string> {
  const { columns, rows } = shownTable(table);
  if (columns.length === 0) return;
  const record = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  yield [
    record(columns.map(({ title }) => inline(title))),
    record(columns.map(({ align }) => align === "right" ? "--:" : "---")),
    ...rows.map((row) => record(columns.map((_, i) => inline(row[i]?.text ?? "")))),
  ].join("\n");
}

/** Text that means nothing to Markdown wherever it stands in a line. */
function inline(text: string): string {
  return harmless(text).replace(/[\\`*_[\]<&|~]/g, "\\$&");
}

/** A paragraph whose first word is not taken for a heading, a quotation or the item of a list. */
function notABlock(words: string): string {
  return words.replace(/^[#>+=-]/, "\\$&").replace(/^(\d+)([.)])/, "$1\\$2");
}

/** A code block (section 4.5) whose fence is longer than any run of backticks in it. */
function fenced(code: string): string {
  const longest = Math.max(...[...code.matchAll(/`+/g)].map(([run]) => run.length), 2);
  const fence = "`".repeat(longest + 1);
  return `${fence}sh\n${code}\n${fence}`;
}
