import { assertEquals } from "@std/assert";
import { defined } from "../../src/model/defined.ts";

Deno.test("defined() leaves out what is undefined, and nothing else", () => {
  const kept = { zero: 0, empty: "", no: false, nothing: null, list: [] };
  assertEquals(Object.keys(defined({ gone: undefined, ...kept })), Object.keys(kept));
  assertEquals(defined({ gone: undefined }), {});
});

Deno.test("defined() makes a copy, and looks no deeper than one level", () => {
  const inner = { gone: undefined };
  const fields = { inner, gone: undefined };
  const copy = defined(fields);
  assertEquals(Object.keys(fields), ["inner", "gone"]);
  assertEquals(copy.inner === inner, true);
  assertEquals("gone" in copy.inner, true);
});
