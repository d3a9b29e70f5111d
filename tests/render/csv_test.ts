import { assertEquals } from "@std/assert";
import { type Block, text } from "../../src/model/report.ts";
import { renderCsv } from "../../src/render/csv.ts";

function table(titles: readonly string[], rows: readonly (readonly string[])[]): Block {
  return {
    kind: "table",
    columns: titles.map((title) => ({ title, priority: 1, flex: true })),
    rows: rows.map((row) => row.map((text) => ({ text, tone: "bad" as const }))),
  };
}

Deno.test("renderCsv() writes headings and rows with CRLF, in full and without colour", () => {
  const long = "x".repeat(500);
  assertEquals(
    renderCsv({ blocks: [table(["PORT", "COMMAND"], [["80", long]])] }),
    `PORT,COMMAND\r\n80,${long}\r\n`,
  );
});

Deno.test("renderCsv() quotes commas and quotes", () => {
  assertEquals(
    renderCsv({ blocks: [table(["A"], [["1,2"], ['say "x"']])] }),
    'A\r\n"1,2"\r\n"say ""x"""\r\n',
  );
});

Deno.test("renderCsv() makes control characters visible", () => {
  assertEquals(renderCsv({ blocks: [table(["A"], [["a\r\nb\x1b"]])] }), "A\r\na\\r\\nb\\x1b\r\n");
});

Deno.test("renderCsv() leaves values alone that a spreadsheet takes for formulas", () => {
  assertEquals(
    renderCsv({ blocks: [table(["A"], [["=1+1"], ["-5"], ["@x"]])] }),
    "A\r\n=1+1\r\n-5\r\n@x\r\n",
  );
});

Deno.test("renderCsv() fills up short rows and ignores what has no column", () => {
  assertEquals(
    renderCsv({ blocks: [table(["A", "B"], [["1"], ["1", "2", "3"]])] }),
    "A,B\r\n1,\r\n1,2\r\n",
  );
});

Deno.test("renderCsv() writes every table, also those in sections, an empty line between", () => {
  const inner: Block = { kind: "section", title: "S", blocks: [table(["B"], [["2"]])] };
  assertEquals(
    renderCsv({ blocks: [text("x"), table(["A"], [["1"]]), inner] }),
    "A\r\n1\r\n\r\nB\r\n2\r\n",
  );
});

Deno.test("renderCsv() is empty without a table and shows the headings of an empty one", () => {
  assertEquals(renderCsv({ blocks: [text("nothing")] }), "");
  assertEquals(renderCsv({ blocks: [table(["A", "B"], [])] }), "A,B\r\n");
});
