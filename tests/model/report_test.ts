import { assertEquals } from "@std/assert";
import { isStream, type Report, type Reports, text } from "../../src/model/report.ts";

Deno.test("text() is a paragraph of one piece, plain unless a tone is named", () => {
  assertEquals(text("hello"), { kind: "text", spans: [{ text: "hello", tone: "plain" }] });
  assertEquals(text("oh", "bad"), { kind: "text", spans: [{ text: "oh", tone: "bad" }] });
});

Deno.test("text() leaves words from outside as they are: renderers make them harmless", () => {
  const words = "\x1b[31m\nred";
  assertEquals(text(words), { kind: "text", spans: [{ text: words, tone: "plain" }] });
});

Deno.test("isStream() tells answers that go on from one that is complete", () => {
  const report: Report = { kind: "who", data: {}, blocks: [], gaps: [], exit: 0 };
  async function* reports(): Reports {
    yield await Promise.resolve(report);
  }
  assertEquals([isStream(report), isStream(reports())], [false, true]);
});
