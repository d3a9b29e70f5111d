import { assertEquals } from "@std/assert";
import stringWidth from "string-width";
import type { Table } from "../../src/render/shown.ts";
import { type Layout, tableLines } from "../../src/render/table.ts";
import { unicodeRuler as ruler } from "../../src/render/width_unicode.ts";

const PIPE: Layout = { color: false, ruler };
const NAMES = [
  "postgres",
  "日本語サーバー",
  "e\u0301te\u0301",
  "👨‍👩‍👧",
  "\x1b]0;pwn\x07",
  "a\rb",
  "\u202egnp",
];

/** A table as `list` has it: a row for each name, and a command line as long as real ones are. */
const listing: Table = {
  kind: "table",
  columns: [
    { title: "PORT", align: "right" },
    { title: "NAME" },
    { title: "STATE", priority: 1 },
    { title: "AGE", priority: 2, align: "right" },
    { title: "COMMAND", flex: true },
  ],
  rows: NAMES.map((name, i) => [
    { text: String(8 * 10 ** (i % 4)) },
    { text: name, tone: "accent" },
    { text: "LISTEN", tone: "good" },
    { text: `${i} min` },
    { text: `/opt/${name}/bin --listen 127.0.0.1 --data /var/lib/${name} `.repeat(4) },
  ]),
};

function table(columns: Table["columns"], rows: readonly (readonly string[])[]): Table {
  return { kind: "table", columns, rows: rows.map((row) => row.map((text) => ({ text }))) };
}

/** The column at which `word` begins in a line. */
function columnOf(line: string, word: string): number {
  return stringWidth(line.slice(0, line.indexOf(word)));
}

function withoutColor(text: string): string {
  return text.replace(/\p{Cc}\[\d+m/gu, "");
}

Deno.test("tableLines() sizes columns by content, with two blanks between them", () => {
  const small = table([{ title: "PORT", align: "right" }, { title: "NAME" }, { title: "PID" }], [
    ["80", "nginx", "7"],
    ["5432", "postgres", "812"],
  ]);
  assertEquals(tableLines(small, PIPE), [
    "PORT  NAME      PID",
    "  80  nginx     7",
    "5432  postgres  812",
  ]);
});

for (const width of [undefined, 200, 80]) {
  Deno.test(`tableLines() aligns names of every script at ${width ?? "no"} columns`, () => {
    const [heading = "", ...rows] = tableLines(listing, { width, color: false, ruler });
    const command = columnOf(heading, "COMMAND");
    assertEquals(rows.map((row) => columnOf(row, "/opt/")), NAMES.map(() => command));
    assertEquals(
      rows.map((row) => columnOf(row, "LISTEN")),
      NAMES.map(() => columnOf(heading, "STATE")),
    );
  });
}

Deno.test("tableLines() cuts and drops nothing in a pipe", () => {
  const lines = tableLines(listing, PIPE).join("\n");
  assertEquals(lines.includes("…"), false);
  assertEquals(lines.split("/var/lib/postgres").length, 5);
});

for (
  const [width, heading] of [
    [200, "PORT  NAME            STATE     AGE  COMMAND"],
    [80, "PORT  NAME            STATE     AGE  COMMAND"],
    [60, "PORT  NAME            STATE   COMMAND"],
    [40, "PORT  NAME            COMMAND"],
  ] as const
) {
  Deno.test(`tableLines() keeps within ${width} columns and drops what is least needed`, () => {
    const lines = tableLines(listing, { width, color: false, ruler });
    assertEquals(lines[0], heading);
    assertEquals(Math.max(...lines.map((line) => stringWidth(line))), width);
  });
}

Deno.test("tableLines() makes hostile names visible", () => {
  const lines = tableLines(listing, PIPE).join("\n");
  assertEquals(/[^\P{Cc}\n]|\p{Bidi_Control}/u.test(lines), false);
  assertEquals(lines.includes("\\x1b]0;pwn\\x07"), true);
  assertEquals(lines.includes("\\u202egnp"), true);
});

Deno.test("tableLines() draws the same columns with colour as without", () => {
  for (const width of [undefined, 200, 80, 40]) {
    const plain = tableLines(listing, { width, color: false, ruler });
    const colored = tableLines(listing, { width, color: true, ruler });
    assertEquals(colored.map(withoutColor), plain);
    assertEquals(colored[1]?.includes("\x1b[36mpostgres\x1b[39m"), true);
  }
});

Deno.test("tableLines() dims the headings", () => {
  const [heading] = tableLines(table([{ title: "PORT" }], [["80"]]), { color: true, ruler });
  assertEquals(heading, "\x1b[2mPORT\x1b[22m");
});

Deno.test("tableLines() ends no line in blanks, whatever is missing", () => {
  const sparse = table([{ title: "PORT" }, { title: "NAME" }, { title: "PID", align: "right" }], [
    ["80", "", ""],
    ["", "nginx "],
    [],
    ["443", "x", "7"],
  ]);
  assertEquals(tableLines(sparse, PIPE), [
    "PORT  NAME   PID",
    "80",
    "      nginx",
    "",
    "443   x        7",
  ]);
});

Deno.test("tableLines() shows nothing of a table without rows, or without columns", () => {
  assertEquals(tableLines(table([{ title: "PORT" }, { title: "NAME" }], []), PIPE), []);
  assertEquals(tableLines(table([], [["lost"]]), PIPE), []);
});

Deno.test("tableLines() cuts the heading with its column", () => {
  const wide = table([{ title: "COMMAND LINE", flex: true }], [["postgres -D /data"]]);
  assertEquals(tableLines(wide, { ...PIPE, width: 9 }), ["COMMAND …", "postgres…"]);
});

Deno.test("tableLines() puts what is to stand in for nothing into empty cells, and not into headings", () => {
  const lines = tableLines(
    table([{ title: "", blank: "-" }, { title: "PID", align: "right", blank: "-" }], [
      ["a", "1"],
      ["", ""],
    ]),
    PIPE,
  );
  assertEquals(lines, ["   PID", "a    1", "-    -"]);
});

Deno.test("tableLines() goes on below where a wrapped cell is too long", () => {
  const flags = table([{ title: "" }, { title: "", wrap: true }, { title: "" }], [
    ["--yes", "Do not ask", "x"],
    ["--to", "Only clients of this network", "y"],
    ["--all", "", "z"],
  ]);
  assertEquals(tableLines(flags, { ...PIPE, width: 24 }), [
    "--yes  Do not ask      x",
    "--to   Only clients    y",
    "       of this",
    "       network",
    "--all                  z",
  ]);
});
