import type { Column, Span } from "../model/report.ts";
import { fitColumns, GAP, type Placed } from "./columns.ts";
import { harmless } from "./harmless.ts";
import { shownTable, type Table } from "./shown.ts";
import { paint } from "./style.ts";
import type { Ruler } from "./width.ts";
import { wrap } from "./wrap.ts";

/** How text is laid out. `width` is missing where nothing limits it, as in a pipe. */
export interface Layout {
  readonly width?: number | undefined;
  readonly color: boolean;
  readonly ruler: Ruler;
}

/**
 * The lines of a table: headings, unless all are empty, then rows, two blanks between columns and none at
 * the end of a line. Columns are as wide as what stands in them, as far as the layout's width allows.
 */
export function tableLines(table: Table, layout: Layout): readonly string[] {
  const { columns, rows: shown } = shownTable(table);
  if (columns.length === 0) return [];
  const heading = columns.map(({ title }) => cell({ text: title, tone: "dim" }));
  const cells = shown.map((row) => columns.map((column, i) => cell(row[i], column)));
  const rows = [heading, ...cells];
  const natural = columns.map((_, i) =>
    rows.reduce((most, row) => Math.max(most, layout.ruler.widthOf(row[i]?.text ?? "")), 0)
  );
  const placed = fitColumns(columns, natural, layout.width);
  const titled = columns.some(({ title }) => title !== "");
  return rows.slice(titled ? 0 : 1)
    .flatMap((row) => folded(row, placed, { columns, ruler: layout.ruler }))
    .map((row) => line(row, placed, columns, layout));
}

/** A row and the rows below it on which its wrapped cells go on. */
function folded(
  row: readonly Span[],
  placed: readonly Placed[],
  { columns, ruler }: { readonly columns: readonly Column[]; readonly ruler: Ruler },
): readonly (readonly Span[])[] {
  if (!columns.some(({ wrap }) => wrap)) return [row];
  const widths = new Map(placed.map(({ index, width }) => [index, width]));
  const cells = row.map((span, i) => {
    const width = widths.get(i);
    if (!columns[i]?.wrap || width === undefined) return [span];
    return wrap([span], { width, hang: 0, ruler })
      .map((words): Span => ({ ...span, text: words.map(({ text }) => text).join("") }));
  });
  const height = Math.max(1, ...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, i) => cells.map((lines) => lines[i] ?? { text: "" }));
}

function cell(span: Span | undefined, { blank = "" }: Pick<Column, "blank"> = {}): Span {
  const { text = "" } = span ?? {};
  // A cell of blanks is meant to be empty.
  if (text === "" && blank !== "") return { text: blank, tone: "dim" };
  return { ...span, text: harmless(text).trimEnd() };
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
