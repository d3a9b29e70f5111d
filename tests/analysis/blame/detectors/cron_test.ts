import { assertEquals } from "@std/assert";
import { cron } from "../../../../src/analysis/blame/detectors/cron.ts";
import { caseFor, lineOf, SYSTEMD } from "../line.ts";

const CRON = { name: "cron", argv: ["/usr/sbin/cron", "-f"] };
const CHILD = { name: "cron", argv: ["/usr/sbin/CRON", "-f"] };

Deno.test("cron() tells the job as the shell has it", () => {
  const shell = { name: "sh", argv: ["/bin/sh", "-c", "cd /srv && ./serve --port 3000"] };
  const cause = cron(caseFor(lineOf(SYSTEMD, CRON, CHILD, shell, { name: "serve" })));
  assertEquals(
    [cause?.kind, cause?.tool, cause?.details, cause?.pid],
    ["cron", "cron", "cd /srv && ./serve --port 3000", 102],
  );
});

Deno.test("cron() knows busybox, cronie and at by their names", () => {
  const toolOf = (...argv: string[]) =>
    cron(caseFor(lineOf(SYSTEMD, { name: argv[0] ?? "", argv }, { name: "node" })))?.tool;
  assertEquals(toolOf("crond", "-n"), "cron");
  assertEquals(toolOf("/usr/sbin/atd", "-f"), "at");
  assertEquals(toolOf("anacron", "-d"), "cron");
});

Deno.test("cron() is silent where cron is only a word", () => {
  const line = lineOf(SYSTEMD, { name: "node", argv: ["node", "cron.js"] }, { name: "node" });
  assertEquals(cron(caseFor(line)), undefined);
});
