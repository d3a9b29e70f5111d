import type { Explanation } from "./analysis/explanation.ts";
import type { PortStatus } from "./analysis/port_status.ts";
import type { Proto } from "./model/socket.ts";
import type { Rule } from "./plugin.ts";

export type { Explanation, RuleOutcomes } from "./analysis/explanation.ts";
export type { PortStatus, Status } from "./analysis/port_status.ts";
export type { BindOutcomes } from "./analysis/bind_words.ts";
export type { Verdict } from "./analysis/verdict.ts";
export type { Listener, PortContainer } from "./model/listener.ts";
export { Refusal } from "./model/refusal.ts";
export type * from "./plugin.ts";

/** What the functions of the library may be told. */
export interface LookChoices {
  /** Default `tcp`. */
  readonly proto?: Proto | "all";
  /** Whether to ask the container engine; default: when the evidence points at one. */
  readonly docker?: boolean;
  /** Deadline of each program that is started, in ms; default 2000. */
  readonly probeTimeout?: number;
  /** Answer from this file, which `portik capture` wrote. */
  readonly from?: string;
}

/** What an explanation may be told besides. */
export interface ExplainChoices extends LookChoices {
  /** Explain a bind to this address. */
  readonly host?: string;
  /** Rules to run in this process besides the built-in ones. Rules in the user's folder are not run. */
  readonly rules?: readonly Rule[];
}

/** What may be said about a free port. */
export interface FreePortChoices {
  /** Choose from these, in this order; left out: the kernel chooses. */
  readonly ports?: Ports;
  /** Default `tcp`; `all`: free by both. */
  readonly proto?: Proto | "all";
  /** The address that it is for, or `localhost`; left out: every one. */
  readonly host?: string;
  /** None of these. */
  readonly exclude?: Ports;
  /** Ports that browsers refuse are as good as others. */
  readonly browserBlocked?: boolean;
  /** How long the port is kept apart, in ms, from 1 s to 100 years; default 20 s. */
  readonly lease?: number;
  /** What it is for, as `portik leases` shows it. */
  readonly name?: string;
}

/** A port or a list of ports, in the grammar of the command line: `5432`, `"3000-3010"`. */
export type Ports = number | string | readonly (number | string)[];

/** portik for programs. All functions throw a Refusal where the ports make no sense. */
export interface Library {
  /** Who holds the ports: one answer for each port and protocol. Changes nothing. */
  who(ports: Ports, choices?: LookChoices): Promise<PortStatus[]>;
  /** Why the ports can or cannot be bound: binds each for an instant, and runs the rules. */
  explain(ports: Ports, choices?: ExplainChoices): Promise<Explanation[]>;
  /**
   * A free port, proven by binding it on every address. It is leased for 20 s: until then nobody of this user
   * who asks portik, in this process or in another one, gets the same. A lease is a row in a database in the
   * user's state folder; where portik can keep none, such as without a home folder, the port is kept apart
   * within this process alone, and a program that says `lease` gets a Refusal. Strangers know of no lease:
   * bind the port soon. It is none that browsers refuse; container engines are not asked.
   *
   * Throws a Refusal `no-free-port` where there is none; of named ports it says who has them.
   */
  freePort(choices?: FreePortChoices): Promise<number>;
}
