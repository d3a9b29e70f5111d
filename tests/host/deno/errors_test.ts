import { assertEquals, assertThrows } from "@std/assert";
import { attempt, errnoOf, failureOf } from "../../../src/host/deno/errors.ts";

Deno.test("attempt() makes a failure of an error of the operating system, and of no other", () => {
  assertEquals(attempt(() => 7), 7);
  assertEquals(attempt(() => Deno.readTextFileSync("no/such/file")), { failed: "ENOENT" });
  assertThrows(() => attempt((): unknown => JSON.parse("{")), SyntaxError);
});

Deno.test("errnoOf() takes the code, the class or the number of the error", () => {
  assertEquals(errnoOf(Object.assign(new Error("x"), { code: "ELOOP" })), "ELOOP");
  assertEquals(errnoOf(new Deno.errors.AddrInUse("x")), "EADDRINUSE");
  assertEquals(errnoOf(new Deno.errors.PermissionDenied("x")), "EACCES");
  assertEquals(errnoOf(new Error("No such process (os error 3)")), "errno 3");
  assertThrows(() => errnoOf(new Error("a bug")), Error, "a bug");
});

Deno.test("failureOf() is undefined for answers", () => {
  assertEquals(failureOf({ failed: "EPERM" }), { failed: "EPERM" });
  assertEquals(failureOf(undefined), undefined);
});
