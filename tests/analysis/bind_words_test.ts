import { assertEquals } from "@std/assert";
import { addressesWith, worksWords } from "../../src/analysis/bind_words.ts";

Deno.test("addressesWith() finds the addresses of one outcome, in their order", () => {
  const bindable = { "127.0.0.1": "ok", "::1": "EACCES", "0.0.0.0": "ok" };
  assertEquals(addressesWith(bindable, "ok"), ["127.0.0.1", "0.0.0.0"]);
  assertEquals(addressesWith(bindable, "EADDRINUSE"), []);
});

Deno.test("worksWords() says it of one address and of several", () => {
  assertEquals(worksWords(["::1"]), "binding ::1 works");
  assertEquals(worksWords(["127.0.0.1", "::1"]), "binding 127.0.0.1 and ::1 work");
});
