import { assertEquals, assertThrows } from "@std/assert";
import { fillMarkers, markdownTable } from "../../scripts/markdown.ts";

Deno.test("markdownTable() lays a table out as deno fmt does", () => {
  assertEquals(
    markdownTable(["Code", "Meaning"], [["0", "Done…"], ["12", "No"]]),
    ["| Code | Meaning |", "| ---- | ------- |", "| 0    | Done…   |", "| 12   | No      |"]
      .join("\n"),
  );
});

Deno.test("markdownTable() keeps what would end a cell or a row inside it", () => {
  assertEquals(markdownTable(["A"], [["a|b\nc"]]).split("\n").at(-1), "| a\\|b c |");
});

Deno.test("markdownTable() rules a narrow column with three dashes", () => {
  assertEquals(markdownTable(["A"], [["1"]]), "| A   |\n| --- |\n| 1   |");
});

Deno.test("fillMarkers() puts each part between its marks and leaves the rest alone", () => {
  const page = "# T\n\n<!-- a -->\nold\n<!-- /a -->\n\nb\n\n<!-- b -->\n<!-- /b -->\n";
  const filled = fillMarkers(page, { a: "new", b: "| x |" });
  assertEquals(
    filled,
    "# T\n\n<!-- a -->\n\nnew\n\n<!-- /a -->\n\nb\n\n<!-- b -->\n\n| x |\n\n<!-- /b -->\n",
  );
  assertEquals(fillMarkers(filled, { a: "new", b: "| x |" }), filled);
});

Deno.test("fillMarkers() takes a part as it is, whatever signs are in it", () => {
  assertEquals(fillMarkers("<!-- a --><!-- /a -->", { a: "$& $1" }).includes("$& $1"), true);
});

Deno.test("fillMarkers() refuses a page without the place, half of it, or with two", () => {
  for (const page of ["", "<!-- a -->", "<!-- /a -->", "<!-- /a --><!-- a -->"]) {
    assertThrows(() => fillMarkers(page, { a: "x" }), Error, "<!-- a --> and <!-- /a -->");
  }
  const twice = "<!-- a --><!-- /a -->".repeat(2);
  assertThrows(() => fillMarkers(twice, { a: "x" }), Error, "once");
});
