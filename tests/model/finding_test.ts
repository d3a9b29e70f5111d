import { assertEquals } from "@std/assert";
import { bySeverity, type Severity } from "../../src/model/finding.ts";

Deno.test("bySeverity() puts the worst first and leaves equals as they were", () => {
  const finding = (severity: Severity, rule: string) => ({ severity, rule });
  const sorted = [
    ...[finding("info", "a"), finding("error", "b"), finding("warning", "c")],
    ...[finding("error", "d"), finding("info", "e")],
  ].sort(bySeverity);
  assertEquals(sorted.map(({ rule }) => rule), ["b", "d", "c", "a", "e"]);
});
