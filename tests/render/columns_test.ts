import { assertEquals } from "@std/assert";
import type { Column } from "../../src/model/report.ts";
import { fitColumns } from "../../src/render/columns.ts";

const port: Column = { title: "PORT" };
const state: Column = { title: "STATE", priority: 1 };
const age: Column = { title: "AGE", priority: 2 };
const command: Column = { title: "COMMAND", flex: true };

/** The columns that are left, as `TITLE:width`. */
function fit(columns: readonly Column[], natural: readonly number[], room?: number): string {
  return fitColumns(columns, natural, room)
    .map(({ index, width }) => `${columns[index]?.title}:${width}`).join(" ");
}

Deno.test("fitColumns() shows everything in full where nothing limits the width", () => {
  assertEquals(fit([port, age, command], [5, 10, 900]), "PORT:5 AGE:10 COMMAND:900");
});

Deno.test("fitColumns() counts two blanks between columns", () => {
  assertEquals(fit([port, age], [5, 10], 17), "PORT:5 AGE:10");
  assertEquals(fit([port, age], [5, 10], 16), "PORT:5");
});

Deno.test("fitColumns() drops the highest priority first, and no more than it must", () => {
  assertEquals(fit([port, state, age], [5, 10, 10], 20), "PORT:5 STATE:10");
  assertEquals(fit([port, age, state], [5, 10, 10], 20), "PORT:5 STATE:10");
});

Deno.test("fitColumns() drops the rightmost of equal priorities", () => {
  assertEquals(fit([state, port, { ...state, title: "LAST" }], [5, 5, 5], 12), "STATE:5 PORT:5");
});

Deno.test("fitColumns() never drops columns without a priority, however narrow the terminal", () => {
  assertEquals(
    fit([port, { ...port, title: "NAME", priority: 0 }], [50, 50], 10),
    "PORT:50 NAME:50",
  );
});

Deno.test("fitColumns() gives a flex column what room is left", () => {
  assertEquals(fit([port, command], [5, 900], 80), "PORT:5 COMMAND:73");
});

Deno.test("fitColumns() lets one long command line cost nobody a column", () => {
  assertEquals(fit([port, age, command], [5, 10, 3000], 80), "PORT:5 AGE:10 COMMAND:61");
});

Deno.test("fitColumns() drops columns before a flex column gets uncomfortable", () => {
  assertEquals(fit([port, age, command], [5, 10, 100], 42), "PORT:5 COMMAND:35");
});

Deno.test("fitColumns() shrinks flex columns to eight and no further", () => {
  assertEquals(fit([port, command], [5, 100], 20), "PORT:5 COMMAND:13");
  assertEquals(fit([port, command], [5, 100], 3), "PORT:5 COMMAND:8");
  assertEquals(fit([port, command], [5, 7], 3), "PORT:5 COMMAND:7");
});

Deno.test("fitColumns() takes from the widest flex column first", () => {
  const name: Column = { title: "NAME", flex: true };
  assertEquals(fit([name, command], [12, 100], 62), "NAME:12 COMMAND:48");
  assertEquals(fit([name, command], [100, 100], 62), "NAME:30 COMMAND:30");
});

Deno.test("fitColumns() survives a room of nothing and a table without columns", () => {
  assertEquals(fit([port, command], [5, 100], -4), "PORT:5 COMMAND:8");
  assertEquals(fit([], [], 80), "");
});

Deno.test("fitColumns() lets a wrapped column yield as a flex one does", () => {
  const meaning: Column = { title: "MEANING", wrap: true };
  assertEquals(fit([port, age, meaning], [5, 10, 100], 80), "PORT:5 AGE:10 MEANING:61");
  assertEquals(fit([port, age, meaning], [5, 10, 100], 42), "PORT:5 MEANING:35");
});
