import type { Block, Column, Span } from "../model/report.ts";

/** The table shape of a report's blocks. */
export type Table = Extract<Block, { kind: "table" }>;

/**
 * A table as people see it: without columns that are meant for programs or have nothing in them, and each
 * cell in its brief form. A table that has headings and no rows is empty.
 */
export function shownTable(table: Table): Pick<Table, "columns" | "rows"> {
  const { columns, rows } = table;
  if (rows.length === 0 && columns.some(({ title }) => title !== "")) return NOTHING;
  const kept = columns.map((column, i) => ({ column, i })).filter(({ column, i }) =>
    isShown(column, rows, i)
  );
  return {
    columns: kept.map(({ column }) => column),
    rows: rows.map((row) => kept.map(({ i }) => brief(row[i]))),
  };
}

const NOTHING: Pick<Table, "columns" | "rows"> = { columns: [], rows: [] };

function isShown({ forPrograms, sparse }: Column, rows: Table["rows"], i: number): boolean {
  if (forPrograms) return false;
  return !sparse || rows.some((row) => (row[i]?.text ?? "") !== "");
}

function brief(span: Span = { text: "" }): Span {
  return span.brief === undefined ? span : { ...span, text: span.brief };
}
