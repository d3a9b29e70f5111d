import type { Block, Column, Span } from "../model/report.ts";
import { fitColumns, GAP, type Placed } from "./columns.ts";
import { harmless } from "./harmless.ts";
import { paint } from "./style.ts";
import type { Ruler } from "./width.ts";

/** The table shape of a report's blocks. */
export type Table = Extract<Block, { kind: "table" }>;

/** How text is laid out. `width` is missing where nothing limits it, as in a pipe. */
export interface Layout {
  readonly width?: number | undefined;
  readonly color: boolean;
  readonly ruler: Ruler;
}

/**
 * The lines of a table: headings, unless all are empty, then rows, two blanks between columns and none at the end of a line.
 * Columns are as wide as what stands in them, as far as the layout's width allows.
 */
export function tableLines(table: Table, layout: Layout): readonly string[] {
  const { columns } = table;
  if (columns.length === 0) return [];
  const heading = columns.map(({ title }) => cell({ text: title, tone: "dim" }));
  const cells = table.rows.map((row) => columns.map((column, i) => cell(row[i], column)));
  const rows = [heading, ...cells];
  const natural = columns.map((_, i) =>
    rows.reduce((most, row) => Math.max(most, layout.ruler.widthOf(row[i]?.text ?? "")), 0)
  );
  const placed = fitColumns(columns, natural, layout.width);
  const titled = columns.some(({ title }) => title !== "");
  return rows.slice(titled ? 0 : 1).map((row) => line(row, placed, columns, layout));
}

function cell(span: Span | undefined, { blank = "" }: Pick<Column, "blank"> = {}): Span {
  const text = harmless(span?.text ?? "").trimEnd();
  return text === "" && blank !== "" ? { text: blank, tone: "dim" } : { ...span, text };
}

/** One row. Blanks are owed until something follows them, so that no line ends in blanks. */
function line(
  row: readonly Span[],
  placed: readonly Placed[],
  columns: readonly Column[],
  { color, ruler }: Layout,
): string {
  let drawn = "";
  let owed = 0;
  for (const { index, width } of placed) {
    const { text, tone } = row[index] ?? { text: "" };
    const shown = columns[index]?.flex ? ruler.cut(text, width) : text;
    const blank = width - ruler.widthOf(shown);
    const before = columns[index]?.align === "right" ? blank : 0;
    if (shown !== "") {
      drawn += " ".repeat(owed + before) + paint(shown, tone, color);
      owed = 0;
    }
    owed += (shown === "" ? width : blank - before) + GAP;
  }
  return drawn;
}
