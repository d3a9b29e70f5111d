import type { Failure, Ran } from "../../host/host.ts";
import type { Platform } from "../../model/snapshot.ts";
import type { Step } from "../step.ts";
import type { PortBlock } from "./port_block.ts";

/** The firewalls that portik can give rules to. */
export const FIREWALL_NAMES = ["firewalld", "ufw", "nftables", "iptables", "pf", "netsh"] as const;
/** One of them. */
export type FirewallName = (typeof FIREWALL_NAMES)[number];

/** What a program that was asked came to. */
export type Answer = Ran | Failure;

/**
 * How a firewall stands: ready; off, where it is there and its rules do nothing; absent; denied, where it
 * would not talk to this user; silent, where it did not answer in time, so that nobody knows what it has;
 * broken, where it failed otherwise.
 */
export type FirewallState = "ready" | "off" | "absent" | "denied" | "silent" | "broken";

/** What is to become different. */
export interface Change {
  readonly add: readonly PortBlock[];
  readonly remove: readonly PortBlock[];
}

/** What a firewall said when it was asked. */
export interface Reading {
  readonly state: FirewallState;
  /** Why it is not ready, in words that follow its name. */
  readonly reason?: string;
  /** The blocks that portik has made in it. */
  readonly own: readonly PortBlock[];
  /**
   * The commands for a change, in order. Where the firewall did not answer, they are what it takes where
   * portik has made no rule yet.
   */
  steps(change: Change): readonly Step[];
  /** What else is to be known about a block in it, each a whole sentence. */
  readonly notes?: readonly string[];
}

/** A firewall: how to ask it, and what to make of its answers. Pure. */
export interface Firewall {
  readonly name: FirewallName;
  readonly os: Platform;
  /** Commands that look and change nothing. */
  readonly asks: readonly (readonly string[])[];
  /** Reads their answers, which come in the same order. */
  read(answers: readonly Answer[]): Reading;
  /** It can tell clients that they are refused. */
  readonly rejects: boolean;
  /** It can close a port to clients on this machine. */
  readonly closesLoopback: boolean;
  /** It sees what goes to the published port of a container. */
  readonly closesPublished: boolean;
  /** Until when a rule lasts that nobody takes away. */
  readonly lasts: "reboot" | "reload" | "always";
  /** What becomes of connections that are open already, where that is known. */
  readonly open?: "cut" | "kept";
}
