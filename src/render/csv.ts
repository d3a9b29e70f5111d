import type { Block, Report } from "../model/report.ts";
import { harmless } from "./harmless.ts";
import type { Table } from "./shown.ts";

/**
 * Every table of a report as comma-separated values (RFC 4180: headings first, CRLF at the end of each
 * record). Tables of the same columns are one; between two others is an empty line. Empty where the report
 * has no table. All columns are there in full. Control characters are made visible as on a terminal; the exact values are in the JSON form.
 *
 * A field that begins with `=`, `+`, `-` or `@` is left as it is, although a spreadsheet may take it for a
 * formula: scripts read this, and an apostrophe in front would be a wrong value.
 */
export function renderCsv(report: Pick<Report, "blocks">): string {
  const joined: { titles: string; table: Table; rows: Table["rows"][number][] }[] = [];
  for (const table of tablesOf(report.blocks)) {
    const before = joined.at(-1);
    const titles = titlesOf(table);
    if (before?.titles !== titles) joined.push({ titles, table, rows: [...table.rows] });
    else for (const row of table.rows) before.rows.push(row);
  }
  return joined.map(({ table, rows }) => csv({ ...table, rows })).join("\r\n");
}

function titlesOf({ columns }: Table): string {
  return columns.map(({ title }) => title).join("\n");
}

function* tablesOf(blocks: readonly Block[]): Generator<Table> {
  for (const block of blocks) {
    if (block.kind === "table") yield block;
    if (block.kind === "section") yield* tablesOf(block.blocks);
  }
}

function csv({ columns, rows }: Table): string {
  const records = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map((_, i) => row[i]?.text ?? "")),
  ];
  return records.map((record) => `${record.map(field).join(",")}\r\n`).join("");
}

function field(value: string): string {
  const text = harmless(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
