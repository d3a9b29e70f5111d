import { assertEquals } from "@std/assert";
import { redactPatterns, redactShapes, redactUrl } from "../../src/model/secret_patterns.ts";

const R = "[redacted]";

Deno.test("redactPatterns() sees no further than what stands right before a secret", () => {
  const cases: readonly (readonly [text: string, left: string])[] = [
    ["a password=x b", `a password=${R} b`],
    ["a --password x b", "a --password x b"],
    ["https://t@h:80/x", `https://${R}@h:80/x`],
    ["smtp://me:x@h https://u:y@h/", `smtp://me:${R}@h https://${R}@h/`],
    ['{"token":"x","port":80}', `{"token":"${R}","port":80}`],
    ['{"token":5,"port":80}', `{"token":"${R}","port":80}`],
    [`{\\"token\\":\\"x\\"}`, `{\\"token\\":\\"${R}\\"}`],
    ["a?sig=x&port=80", `a?sig=${R}&port=80`],
    ["a=password=x", `a=password=${R}`],
    ["Cookie: a; b\nHost: c", `Cookie: ${R}\nHost: c`],
    ["password: a b\nport: 80", `password: ${R}\nport: 80`],
    ["<token>x</token><port>80</port>", `<token>${R}</token><port>80</port>`],
    ["token == 5", "token == 5"],
    ["http://token:80/ session:80 npm:vite@5", "http://token:80/ session:80 npm:vite@5"],
  ];
  for (const [text, left] of cases) assertEquals(redactPatterns(text), left);
});

Deno.test("redactShapes() knows keys of services by their looks", () => {
  const secrets = [
    `ghp_${"a".repeat(36)}`,
    `github_pat_${"a".repeat(30)}`,
    `glpat-${"a".repeat(20)}`,
    `sk-proj-${"a1".repeat(20)}`,
    `sk_live_${"a".repeat(24)}`,
    `xoxb-1234567890-${"a".repeat(10)}`,
    "AKIAIOSFODNN7EXAMPLE",
    `AIza${"a".repeat(35)}`,
    `npm_${"a".repeat(36)}`,
    `hf_${"a".repeat(34)}`,
    `hvs.${"a".repeat(24)}`,
    `SG.${"a".repeat(22)}.${"b".repeat(43)}`,
    `12345678:AA${"a".repeat(33)}`,
    `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${"a".repeat(43)}`,
  ];
  for (const secret of secrets) {
    assertEquals(redactShapes(`x=${secret} y`), `x=${R} y`, secret);
    assertEquals(redactShapes(`[${secret}]`), `[${R}]`, secret);
  }
});

Deno.test("redactShapes() leaves everything else as it is", () => {
  const text =
    "task-management-service sk-learn-pipelines-for-all desk-123 4f4f4f4f4f4f4f4f4f4f4f4f " +
    'users:(("ghp_token",pid=8,fd=6)) ino:64 sk:4001 cgroup:/system.slice/npm_run.service <->';
  assertEquals(redactShapes(text), text);
});

Deno.test("redactUrl() lets a password hold blanks where the whole word is a URL", () => {
  assertEquals(redactUrl("postgres://me:a b@db/x"), `postgres://me:${R}@db/x`);
  assertEquals(redactUrl("see postgres://me:a b@db/x"), "see postgres://me:a b@db/x");
  assertEquals(redactUrl("http://h:80/a b@c"), "http://h:80/a b@c");
});
