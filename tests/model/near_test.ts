import { assertEquals } from "@std/assert";
import { nearestWord } from "../../src/model/near.ts";

const WORDS = ["address", "process", "port", "user"];

Deno.test("nearestWord() finds the word in which a letter is wrong, missing, too many or swapped", () => {
  for (const word of ["adress", "addresss", "addrees", "adrdess", "ADDRESS"]) {
    assertEquals(nearestWord(word, WORDS), "address", word);
  }
});

Deno.test("nearestWord() finds none where too much is wrong", () => {
  for (const word of ["xyz", "", "addressbook of mine"]) {
    assertEquals(nearestWord(word, WORDS), undefined, word);
  }
});

Deno.test("nearestWord() prefers the word that begins so", () => {
  assertEquals(nearestWord("por", ["pot", "port"]), "port");
});
