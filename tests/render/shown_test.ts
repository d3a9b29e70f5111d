import { assertEquals } from "@std/assert";
import { shownTable, type Table } from "../../src/render/shown.ts";

function shown(columns: Table["columns"], ...rows: string[][]): string[] {
  const table: Table = {
    kind: "table",
    columns,
    rows: rows.map((row) => row.map((text) => ({ text }))),
  };
  const { columns: kept, rows: left } = shownTable(table);
  return [kept.map(({ title }) => title), ...left.map((row) => row.map(({ text }) => text))]
    .map((cells) => cells.join("|"));
}

Deno.test("shownTable() hides what is for programs, and sparse columns with nothing in them", () => {
  const port = { title: "PORT", forPrograms: true } as const;
  const from = { title: "FROM", sparse: true } as const;
  const columns = [port, { title: "PID" }, from];
  assertEquals(shown(columns, ["80", "7", ""], ["80", "8", ""]), ["PID", "7", "8"]);
  assertEquals(shown(columns, ["80", "7", ""], ["80", "8", "x"]), ["PID|FROM", "7|", "8|x"]);
});

Deno.test("shownTable() is empty where headings have nothing below them", () => {
  assertEquals(shown([{ title: "PORT" }]), [""]);
});

Deno.test("shownTable() has cells in their brief form", () => {
  const rows = [[{ text: "10800", brief: "3 h", tone: "dim" }, { text: "x" }]] as const;
  assertEquals(shownTable({ kind: "table", columns: [{ title: "" }, { title: "" }], rows }).rows, [
    [{ text: "3 h", brief: "3 h", tone: "dim" }, { text: "x" }],
  ]);
});
