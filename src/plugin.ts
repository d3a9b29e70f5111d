/**
 * What a rule of portik is: types only, so that a rule can name them and still load anywhere.
 *
 * ```ts
 * import type { Rule } from "jsr:@portik/portik/plugin";
 *
 * export default {
 *   id: "airplay",
 *   title: "AirPlay holds the port",
 *   docs: "macOS listens on 5000 and 7000 for AirPlay.",
 *   severity: "info",
 *   needs: ["sockets"],
 *   *check({ listeners, machine }) {
 *     for (const socket of listeners) {
 *       if (machine.owner(socket)?.name === "ControlCenter") yield { message: "It is AirPlay" };
 *     }
 *   },
 * } satisfies Rule;
 * ```
 *
 * @module
 */
import type { Severity, Statement } from "./model/finding.ts";
import type { Machine } from "./model/machine.ts";
import type { FactName } from "./model/question.ts";
import type { Caller, Platform } from "./model/snapshot.ts";
import type { Proto, Socket } from "./model/socket.ts";

export type { Confidence, Finding, Fix, Severity, Statement } from "./model/finding.ts";
export type { Machine } from "./model/machine.ts";
export type { Reach } from "./model/address.ts";
export type { Container, ContainerAct, Publication } from "./model/container.ts";
export type { Owner } from "./model/owner.ts";
export type { Route } from "./model/route.ts";
export type { Process, ProcessState, Project } from "./model/process.ts";
export type { FactName } from "./model/question.ts";
export type {
  Asked,
  Bind,
  Caller,
  Gap,
  LocalAddress,
  NamedProcess,
  Platform,
  Settings,
  Snapshot,
} from "./model/snapshot.ts";
export type { Endpoint, Family, Holder, Proto, Socket, SocketState } from "./model/socket.ts";

/** What a rule is asked about, and everything it may know. Frozen: a rule reads and yields. */
export interface RuleContext {
  /** The port in question, and the address where the question is about a bind to one. */
  readonly question: { readonly port: number; readonly proto: Proto; readonly host?: string };
  /** Every socket with that local port, in any state. */
  readonly sockets: readonly Socket[];
  /** Those of them that wait for clients. */
  readonly listeners: readonly Socket[];
  /** Everything else about the machine. */
  readonly machine: Machine;
  /** Who asks. */
  readonly caller: Caller;
  /** When the machine was looked at, in ms since 1970. */
  readonly now: number;
}

/** One diagnostic. `check` is pure and synchronous: what it yielded before it threw still counts. */
export interface Rule {
  /** Kebab case, the name of the file. */
  readonly id: string;
  /** What is found, in a few words. */
  readonly title: string;
  /** Why care, in a paragraph. */
  readonly docs: string;
  /** Severity of its statements, unless one says otherwise. */
  readonly severity: Severity;
  /** Operating systems it applies to; left out: all. */
  readonly platforms?: readonly Platform[];
  /** Facts without which it cannot say anything true; it is blind where one is missing. */
  readonly needs: readonly FactName[];
  /** Says what is true about the port in question. */
  check(context: RuleContext): Iterable<Statement>;
}
