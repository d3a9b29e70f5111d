import type { Rule } from "../plugin.ts";
import type { RuleCases } from "./rule_case.ts";
import { ruleTests } from "./rule_tests.ts";

/**
 * Tests a rule, one `Deno.test` for each case. Each rule is also held to what every rule owes: it
 * describes itself, is silent on a quiet machine, changes nothing of what it is given, answers twice
 * alike, says things that portik takes as they are, and names the port it was asked about.
 */
export function testRule(rule: Rule, cases: RuleCases): void {
  // Deno's test runner is found in no other way: this is the one place of the tester that names Deno.
  for (const { name, fn } of ruleTests(rule, cases)) Deno.test(name, fn);
}
