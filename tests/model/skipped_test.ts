import { assertEquals } from "@std/assert";
import { countSkipped, skippedWords } from "../../src/model/skipped.ts";

Deno.test("countSkipped() counts, and leaves out what did not come", () => {
  assertEquals(countSkipped([]), {});
  assertEquals(countSkipped(["held", "leased", "held"]), { held: 2, leased: 1 });
});

Deno.test("skippedWords() tells each reason with its number", () => {
  assertEquals(skippedWords({}), "");
  assertEquals(skippedWords({ leased: 1, held: 12 }), "12 are held, 1 is leased");
  assertEquals(
    skippedWords({ denied: 3, published: 1, blocked: 2, reserved: 4 }),
    "3 are not yours to bind, 1 is published by a container, 2 are blocked by browsers, 4 are reserved by the system",
  );
});
