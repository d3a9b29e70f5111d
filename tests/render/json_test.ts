import { assertEquals } from "@std/assert";
import type { Report } from "../../src/model/report.ts";
import { renderError, renderJson, renderNdjson } from "../../src/render/json.ts";

const gap = { fact: "owners", source: "/proc", reason: "needs root" } as const;

function report(data: unknown): Report {
  return { kind: "who", data, blocks: [], gaps: [gap], exit: 0 };
}

Deno.test("renderJson() puts data and gaps into the envelope, two blanks deep", () => {
  const [first, second, third] = renderJson(report({ ports: [] })).split("\n");
  assertEquals([first, second, third], ["{", '  "schema": 1,', '  "kind": "who",']);
  const document = JSON.parse(renderJson(report({ ports: [] })));
  assertEquals(document, { schema: 1, kind: "who", data: { ports: [] }, gaps: [gap] });
  assertEquals(Object.keys(document), ["schema", "kind", "data", "gaps"]);
});

Deno.test("renderNdjson() writes the same document on one line", () => {
  const line = renderNdjson(report({ name: "a\nb" }));
  assertEquals(line.split("\n").length, 2);
  assertEquals(line.endsWith("}\n"), true);
  assertEquals(JSON.parse(line), JSON.parse(renderJson(report({ name: "a\nb" }))));
});

Deno.test("renderJson() escapes what a terminal obeys, and keeps the value", () => {
  const name =
    "\x1b]0;pwn\x07 \r\n\x7f \x9b31m \u202e\u2066\u200f\u061c \u200b\ufeff \u2028 \u{e0041} \ud800";
  const json = renderJson(report({ [name]: name }));
  assertEquals(
    /[^\P{Cc}\n]|\p{Bidi_Control}|\p{Zl}|\p{Cs}|[\u200b\ufeff]|\p{Cf}/u.test(json),
    false,
  );
  assertEquals(JSON.parse(json).data, { [name]: name });
  assertEquals(json.includes("\\u202e\\u2066"), true);
  assertEquals(json.includes("\\udb40\\udc41"), true);
  assertEquals(json.includes("\\ud800"), true);
});

Deno.test("renderJson() leaves readable text of any script readable", () => {
  assertEquals(renderJson(report("é 日本 👨‍👩‍👧")).includes('"é 日本 👨‍👩‍👧"'), true);
});

Deno.test("renderError() says what failed instead of data, with a hint where there is one", () => {
  const error = { code: "bad-port", message: "'0' is not a port", hint: "Ports go from 1" };
  assertEquals(JSON.parse(renderError(error)), { schema: 1, kind: "error", error });
  const bare = { code: "bad-port", message: "'\x1b' is not a port" };
  assertEquals(
    renderError(bare, "ndjson"),
    '{"schema":1,"kind":"error","error":{"code":"bad-port","message":"\'\\u001b\' is not a port"}}\n',
  );
});
