import { assertEquals } from "@std/assert";
import { objectOf, parseObject } from "../../../src/probe/containers/json.ts";

Deno.test("parseObject() reads one object, and nothing else", () => {
  assertEquals(parseObject('{"a":1}'), { a: 1 });
  for (const line of ["", "hello", "null", "7", "[]", '"a"', '{"a":']) {
    assertEquals(parseObject(line), undefined, line);
  }
});

Deno.test("objectOf() takes no list and no nothing for an object", () => {
  assertEquals(objectOf({ a: 1 }), { a: 1 });
  for (const value of [null, undefined, [], 7, "a", true]) assertEquals(objectOf(value), undefined);
});
