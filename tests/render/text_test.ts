import { assertEquals } from "@std/assert";
import { type Block, text } from "../../src/model/report.ts";
import { renderText } from "../../src/render/text.ts";
import { unicodeRuler as ruler } from "../../src/render/width_unicode.ts";

function show(blocks: readonly Block[], width?: number): string {
  return renderText({ blocks }, { width, color: false, ruler });
}

const verdict = "5432 is held by postgres (pid 812, user postgres) on 127.0.0.1 and ::1, started " +
  "3 h ago by systemd unit postgresql.service.";

Deno.test("renderText() wraps paragraphs at the width", () => {
  assertEquals(show([text("one two three")], 8), "one two\nthree\n");
});

Deno.test("renderText() wraps paragraphs at 80 columns in a pipe", () => {
  assertEquals(
    show([text(verdict)]),
    "5432 is held by postgres (pid 812, user postgres) on 127.0.0.1 and ::1, started\n" +
      "3 h ago by systemd unit postgresql.service.\n",
  );
});

Deno.test("renderText() indents a paragraph and hangs its continuation lines", () => {
  const block: Block = { kind: "text", spans: [{ text: "one two three" }], indent: 2, hang: 3 };
  assertEquals(show([block], 10), "  one two\n     three\n");
});

Deno.test("renderText() keeps long paths whole", () => {
  const path = `/srv/${"deep/".repeat(20)}`;
  assertEquals(show([text(`in ${path}`)], 40), `in\n${path}\n`);
});

Deno.test("renderText() keeps a command on one line, whatever the width", () => {
  const argv = ["sudo", "systemctl", "disable", "--now", "a very long unit.service"];
  assertEquals(
    show([{ kind: "command", argv, indent: 2 }], 20),
    "  sudo systemctl disable --now 'a very long unit.service'\n",
  );
});

Deno.test("renderText() indents the blocks of a section below its heading", () => {
  const inner: Block = { kind: "section", title: "Inner", blocks: [text("deep")] };
  const list: Block = {
    kind: "table",
    columns: [{ title: "PORT" }],
    rows: [[{ text: "80" }]],
    indent: 1,
  };
  assertEquals(
    show([{ kind: "section", title: "Next", blocks: [text("shallow"), inner, list] }]),
    "Next\n  shallow\n  Inner\n    deep\n   PORT\n   80\n",
  );
});

Deno.test("renderText() counts the indent in the width of a table", () => {
  const list: Block = {
    kind: "table",
    columns: [{ title: "COMMAND", flex: true }],
    rows: [[{ text: "x".repeat(50) }]],
  };
  assertEquals(
    show([{ kind: "section", title: "S", blocks: [list] }], 12),
    "S\n  COMMAND\n  xxxxxxxxx…\n",
  );
});

Deno.test("renderText() collapses empty lines, and shows none at the start or the end", () => {
  const space: Block = { kind: "space" };
  const section: Block = { kind: "section", title: "S", blocks: [text("b"), space] };
  assertEquals(
    show([space, text("a"), space, space, section, space, text("c"), space]),
    "a\n\nS\n  b\n\nc\n",
  );
});

Deno.test("renderText() shows nothing of nothing", () => {
  assertEquals(show([]), "");
  assertEquals(show([{ kind: "space" }, text("")]), "");
});

Deno.test("renderText() makes text from outside harmless in every block", () => {
  const evil = "\x1b]0;pwn\x07\r\n\u202e";
  const shown = show([
    text(evil),
    { kind: "section", title: evil, blocks: [{ kind: "command", argv: [evil] }] },
    { kind: "table", columns: [{ title: evil }], rows: [[{ text: evil }]] },
  ]);
  assertEquals(/[^\P{Cc}\n]|\p{Bidi_Control}/u.test(shown), false);
  assertEquals(shown.split("\n").length, 6);
});

Deno.test("renderText() shows the same text with colour as without", () => {
  const blocks: Block[] = [
    {
      kind: "text",
      spans: [{ text: "5432", tone: "strong" }, { text: ` ${verdict}`, tone: "bad" }],
    },
    { kind: "section", title: "Next", blocks: [{ kind: "command", argv: ["kill", "812"] }] },
    {
      kind: "table",
      columns: [{ title: "PORT" }, { title: "NAME" }],
      rows: [[{ text: "80", tone: "dim" }, { text: "日本", tone: "warn" }]],
    },
  ];
  for (const width of [undefined, 30, 80]) {
    const colored = renderText({ blocks }, { width, color: true, ruler });
    assertEquals(colored.includes("\x1b[1mNext\x1b[22m\n  \x1b[36mkill 812\x1b[39m\n"), true);
    assertEquals(colored.replace(/\p{Cc}\[\d+m/gu, ""), show(blocks, width));
  }
});

Deno.test("renderText() takes a width of 0, which some pseudo-terminals report, for none", () => {
  assertEquals(show([text(verdict)], 0), show([text(verdict)]));
});

Deno.test("renderText() wraps a cell at the edge of a paragraph where there is no terminal", () => {
  const words: Block = {
    kind: "table",
    columns: [{ title: "", wrap: true }],
    rows: [[{ text: "x".repeat(40) + " " + "y".repeat(40) }]],
    indent: 2,
  };
  assertEquals(show([words]), `  ${"x".repeat(40)}\n  ${"y".repeat(40)}\n`);
});
