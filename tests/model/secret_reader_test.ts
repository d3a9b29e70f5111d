import { assertEquals } from "@std/assert";
import { SecretReader } from "../../src/model/secret_reader.ts";

function read(reader: SecretReader, line: string): string {
  return line.split(" ").map((word) => reader.read(word, (whole) => whole)).join(" ");
}

Deno.test("SecretReader expects a secret in the word after its name", () => {
  const cases: readonly (readonly [line: string, left: string])[] = [
    ["x --password a b", "x --password [redacted] b"],
    ["x Authorization: Bearer a b", "x Authorization: Bearer [redacted] b"],
    ["x password = a b", "x password = [redacted] b"],
    ["ngrok authtoken a b", "ngrok authtoken [redacted] b"],
    ["my_token 80", "my_token 80"],
    ["x --auth --port 80", "x --auth --port 80"],
  ];
  for (const [line, left] of cases) assertEquals(read(new SecretReader(), line), left);
});

Deno.test("SecretReader forgets program and name where a new command begins", () => {
  const reader = new SecretReader();
  assertEquals(read(reader, "redis-cli -a"), "redis-cli -a");
  reader.restart();
  assertEquals(read(reader, "ls -a x"), "ls -a x");
});

Deno.test("SecretReader takes the option of the last program for a secret", () => {
  const line = "sshpass -p a ssh -p 22 h";
  assertEquals(read(new SecretReader(), line), "sshpass -p [redacted] ssh -p 22 h");
});

Deno.test("SecretReader expects a script after the -c of a shell", () => {
  const reader = new SecretReader();
  read(reader, "/bin/bash -lc");
  assertEquals(reader.expectsScript, true);
  read(reader, "x");
  assertEquals(reader.expectsScript, false);
  const other = new SecretReader();
  read(other, "nginx -c");
  assertEquals(other.expectsScript, false);
});
