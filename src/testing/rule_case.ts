import type { Machine } from "../model/machine.ts";
import type { Proto } from "../model/socket.ts";
import type { Statement } from "../plugin.ts";

/** A machine, and the question that a rule is asked about it. */
export interface RuleCase {
  readonly machine: Machine;
  readonly port: number;
  /** Default `tcp`. */
  readonly proto?: Proto;
  /** The address, where the question is about a bind to one. */
  readonly host?: string;
}

/**
 * What a rule must say: every field that is named must be equal down to its last part, `undefined`
 * included, and what is left out may be anything. A text alone is the message.
 */
export type Said =
  | string
  | { readonly [Field in keyof Statement]?: Statement[Field] | undefined };

/** A question that a rule answers, and its statements in their order. */
export interface SpeakingCase extends RuleCase {
  readonly says: Said | readonly Said[];
}

/** What a rule is tested with. Each name goes on after `x speaks` or `x is silent`. */
export interface RuleCases {
  /** A machine alone stands for a question about every port that it has anything on. */
  readonly silent?: Readonly<Record<string, Machine | RuleCase>>;
  readonly speaks?: Readonly<Record<string, SpeakingCase>>;
}
