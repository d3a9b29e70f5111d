import { assertEquals } from "@std/assert";
import { previewOf } from "../../src/model/preview.ts";

const MOST = { most: 64 };
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("previewOf() shows text as it is, and an ellipsis for the rest", () => {
  assertEquals(previewOf(bytes("hé\n"), MOST), "hé\n");
  assertEquals(previewOf(bytes("a".repeat(64)), MOST), "a".repeat(64));
  assertEquals(previewOf(bytes("a".repeat(65)), MOST), `${"a".repeat(64)}…`);
  assertEquals(previewOf(bytes("ab"), { most: 64, length: 100 }), "ab…");
  assertEquals(previewOf(new Uint8Array(), MOST), "");
});

Deno.test("previewOf() cuts no character in halves", () => {
  assertEquals(previewOf(bytes(`${"a".repeat(63)}é!`), MOST), `${"a".repeat(63)}…`);
});

Deno.test("previewOf() spells bytes that are no text", () => {
  assertEquals(previewOf(new Uint8Array([0x41, 0xff, 0x00, 0x0a]), MOST), "A\\xff\\x00\n");
  assertEquals(previewOf(bytes("é").subarray(0, 1), MOST), "\\xc3");
});
