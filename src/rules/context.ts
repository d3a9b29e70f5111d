import type { Machine } from "../model/machine.ts";
import { isListener } from "../model/socket.ts";
import type { RuleContext } from "../plugin.ts";

/** What a rule is asked about: one port, and the address where the question is about a bind to it. */
export type RuleQuestion = RuleContext["question"];

/**
 * What a rule gets to see of a machine for one question. The context itself is frozen; the snapshot
 * behind it only where somebody froze it (`freeze.ts`), which costs 1 ms for each 1000 sockets: the
 * sandbox does, and so do the tests of every built-in rule.
 */
export function ruleContext(machine: Machine, question: RuleQuestion): RuleContext {
  const sockets = machine.sockets(question.port, question.proto, question.host);
  return Object.freeze({
    question: Object.freeze({ ...question }),
    sockets,
    listeners: sockets.filter(isListener),
    machine,
    caller: machine.snapshot.caller,
    now: machine.now,
  });
}
