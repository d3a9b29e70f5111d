import { assertEquals } from "@std/assert";
import { limited } from "../../src/rules/limits.ts";

Deno.test("limited() hands every word to the program as it is", () => {
  const argv = ["/opt/my deno", "run", "$(id)", "--core=unlimited", "'"];
  assertEquals(limited(argv, "linux").slice(-argv.length - 1), ["--", ...argv]);
  assertEquals(limited(argv, "linux")[0], "prlimit");
});

Deno.test("limited() leaves the argument list alone where no program sets limits", () => {
  assertEquals(limited(["portik"], "windows"), ["portik"]);
  assertEquals(limited(["portik"], "darwin"), ["portik"]);
});
