import { assertEquals } from "@std/assert";
import { announcesSecret, beforeSecret, isKnownProgram } from "../../src/model/secret_options.ts";

Deno.test("announcesSecret() knows whose option takes a secret in the next word", () => {
  const cases: readonly (readonly [program: string, word: string, does: boolean])[] = [
    ["sshpass", "-p", true],
    ["ssh", "-p", false],
    ["mysql", "-p", false],
    ["redis-cli", "-a", true],
    ["redis-cli", "-p", false],
    ["curl", "-u", true],
    ["curl", "-sSu", true],
    ["curl", "-sS", false],
    ["curl", "--user", true],
    ["docker", "--user", false],
    ["", "-p", false],
  ];
  for (const [program, word, does] of cases) {
    assertEquals(announcesSecret(program, word), does, `${program} ${word}`);
  }
});

Deno.test("beforeSecret() tells the option from the secret in the same word", () => {
  const cases: readonly (readonly [program: string, word: string, before?: string])[] = [
    ["mysql", "-phunter2", "-p"],
    ["mysql", "-p"],
    ["mysql", "-P3306"],
    ["mysql", "-p3306:3306"],
    ["mysql", "-p127.0.0.1:3306:3306/tcp"],
    ["curl", "-ume:x", "-u"],
    ["wget", "--user=me:x", "--user="],
    ["sqlplus", "scott/tiger@db", "scott/"],
    ["sqlplus", "//host/service"],
    ["ssh", "-p2222"],
  ];
  for (const [program, word, before] of cases) {
    assertEquals(beforeSecret(program, word), before, `${program} ${word}`);
  }
});

Deno.test("isKnownProgram() knows programs by their names alone", () => {
  const known = "mysql mariadb-dump sshpass curl sqlplus docker ssh python3.12".split(" ");
  assertEquals(known.filter((name) => !isKnownProgram(name)), []);
  assertEquals(["my", "web", "", "curly", "sshd"].filter(isKnownProgram), []);
});
