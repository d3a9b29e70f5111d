import { assertEquals, assertThrows } from "@std/assert";
import { parseConnectionStates, parseStates } from "../../src/cli/states.ts";
import { Refusal } from "../../src/model/refusal.ts";

Deno.test("parseStates() reads a state as people and programs write it", () => {
  for (const word of ["ESTAB", "established", "Established"]) {
    assertEquals(parseStates(word), ["ESTABLISHED"]);
  }
  for (const word of ["TIME-WAIT", "time_wait", "timewait", "Time Wait"]) {
    assertEquals(parseStates(word), ["TIME_WAIT"]);
  }
  assertEquals(parseStates("fin-wait-1"), ["FIN_WAIT_1"]);
  assertEquals(parseStates("syn-recv"), ["SYN_RECEIVED"]);
  assertEquals(parseStates("listening"), ["LISTEN"]);
});

Deno.test("parseStates() reads several, each once", () => {
  assertEquals(parseStates("estab,TIME-WAIT,established"), ["ESTABLISHED", "TIME_WAIT"]);
});

Deno.test("parseStates() refuses a word that is none, and says which it may mean", () => {
  assertThrows(() => parseStates("establised"), Refusal, "did you mean ESTABLISHED?");
  assertThrows(() => parseStates("happy"), Refusal, "'happy' is not a state of a socket");
  assertThrows(() => parseStates(""), Refusal, "an empty word");
});

Deno.test("parseConnectionStates() refuses the states of who waits for clients", () => {
  assertEquals(parseConnectionStates("close-wait"), ["CLOSE_WAIT"]);
  for (const word of ["LISTEN", "unconn"]) {
    assertThrows(() => parseConnectionStates(word), Refusal, "is not a state of a connection");
  }
});
