import { assertEquals } from "@std/assert";
import { type Block, text } from "../../src/model/report.ts";
import { renderMarkdown } from "../../src/render/markdown.ts";

function one(block: Block): string {
  return renderMarkdown({ blocks: [block] });
}

Deno.test("renderMarkdown() writes tables with pipes, aligned as the columns are", () => {
  const block: Block = {
    kind: "table",
    columns: [{ title: "PORT", align: "right" }, { title: "NAME" }],
    rows: [[{ text: "80" }, { text: "nginx", tone: "good" }], [{ text: "81" }]],
  };
  assertEquals(one(block), "| PORT | NAME |\n| --: | --- |\n| 80 | nginx |\n| 81 |  |\n");
});

Deno.test("renderMarkdown() lets nothing break out of a cell", () => {
  const block: Block = {
    kind: "table",
    columns: [{ title: "NAME" }],
    rows: [[{ text: "a|b" }], [{ text: "a\\|b" }], [{ text: "<script>" }], [{ text: "a\nb" }]],
  };
  const rows = one(block).split("\n").slice(2, -1);
  assertEquals(rows, ["| a\\|b |", "| a\\\\\\|b |", "| \\<script> |", "| a\\\\nb |"]);
});

Deno.test("renderMarkdown() separates paragraphs and drops spaces", () => {
  const blocks: Block[] = [text("one"), { kind: "space" }, text("two")];
  assertEquals(renderMarkdown({ blocks }), "one\n\ntwo\n");
});

Deno.test("renderMarkdown() keeps text from becoming markup", () => {
  assertEquals(
    one(text("![x](http://evil) *a* _b_ `c` &lt;")),
    "!\\[x\\](http://evil) \\*a\\* \\_b\\_ \\`c\\` \\&lt;\n",
  );
  assertEquals(one(text("# no heading")), "\\# no heading\n");
  assertEquals(one(text("- no item")), "\\- no item\n");
  assertEquals(one(text("80. no item")), "80\\. no item\n");
  assertEquals(one(text("5432 is free")), "5432 is free\n");
});

Deno.test("renderMarkdown() puts commands into fences that they cannot close", () => {
  assertEquals(one({ kind: "command", argv: ["kill", "812"] }), "```sh\nkill 812\n```\n");
  assertEquals(one({ kind: "command", argv: ["echo", "````"] }), "`````sh\necho '````'\n`````\n");
});

Deno.test("renderMarkdown() makes sections headings of their depth", () => {
  const inner: Block = { kind: "section", title: "In_ner", blocks: [text("b")] };
  assertEquals(
    one({ kind: "section", title: "Outer", blocks: [text("a"), inner] }),
    "## Outer\n\na\n\n### In\\_ner\n\nb\n",
  );
});

Deno.test("renderMarkdown() makes control characters visible", () => {
  assertEquals(one(text("\x1b[31m\u202e")), "\\\\x1b\\[31m\\\\u202e\n");
});

Deno.test("renderMarkdown() shows nothing of nothing", () => {
  assertEquals(renderMarkdown({ blocks: [] }), "");
  assertEquals(
    renderMarkdown({ blocks: [text(""), { kind: "table", columns: [], rows: [] }] }),
    "",
  );
});
