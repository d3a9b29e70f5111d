import { assertEquals } from "@std/assert";
import { errnoWords, isNoAddress } from "../../src/model/errno.ts";

Deno.test("errnoWords() says in words what went wrong with a file", () => {
  const names = ["ENOENT", "EACCES", "EISDIR", "ENOTDIR", "ENOSPC", "EROFS", "EPERM", "EEXIST"];
  for (const name of names) {
    assertEquals(/^[a-z -]+$/.test(errnoWords(name)), true, errnoWords(name));
  }
  assertEquals(errnoWords("ENOENT"), "there is no such file or folder");
});

Deno.test("errnoWords() leaves a name that it has no words for as it is", () => {
  for (const name of ["EMFILE", "errno 117", "", "constructor"]) {
    assertEquals(errnoWords(name), name);
  }
});

Deno.test("isNoAddress() tells binds that fail for the address from those that fail for the port", () => {
  const names = ["ok", "EADDRINUSE", "EACCES", "EADDRNOTAVAIL", "EAFNOSUPPORT"];
  assertEquals(names.filter(isNoAddress), ["EADDRNOTAVAIL", "EAFNOSUPPORT"]);
});
