import type { Container } from "./container.ts";
import type { Process } from "./process.ts";
import type { FactName } from "./question.ts";
import type { Route } from "./route.ts";
import type { Proto, Socket } from "./socket.ts";

/** Something portik could not see: which fact, who was asked, and why there was no answer. */
export interface Gap {
  readonly fact: FactName;
  readonly source: string;
  readonly reason: string;
}

/** Who answered for a fact, and how long that took. */
export interface Asked {
  readonly fact: FactName;
  readonly source: string;
  readonly milliseconds: number;
}

/** What came of trying to bind one address: `ok`, or the name of the error (`errno(3)`). */
export interface Bind {
  readonly proto: Proto;
  readonly address: string;
  readonly port: number;
  readonly outcome: string;
  /** Present where nothing was tried: the outcome follows from a capture's other facts. */
  readonly inferred?: true;
}

/** Kernel settings that decide about ports (`ip(7)`, ip-sysctl in the kernel's documentation). */
export interface Settings {
  /** Lowest port that a process without CAP_NET_BIND_SERVICE may bind. */
  readonly unprivilegedPortStart?: number;
  /** Ports that the kernel hands to outgoing connections. */
  readonly ephemeralRange?: { readonly first: number; readonly last: number };
  /** Ports that the kernel gives to nobody who does not ask for them by number. */
  readonly reservedPorts?: readonly { readonly first: number; readonly last: number }[];
  /**
   * Ports that Windows lets nobody bind, often for Hyper-V and WSL (`netsh int ipv4 show
   * excludedportrange`). `administered`: set by an administrator, who may give them to a program.
   */
  readonly excludedRanges?: readonly {
    readonly proto: Proto;
    readonly first: number;
    readonly last: number;
    readonly administered?: true;
  }[];
}

/** Who is asking, as far as binding and seeing depend on it. */
export interface Caller {
  readonly pid: number;
  readonly uid?: number;
  /** CAP_NET_BIND_SERVICE is in the effective set (`capabilities(7)`). */
  readonly mayBindPrivileged?: boolean;
  /** CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH are: every process's descriptors can be read. */
  readonly seesAllOwners?: boolean;
}

/** The operating systems that portik knows. */
export type Platform = "linux" | "darwin" | "windows";

/**
 * What tmux calls the session that a process has a pane in, and supervisord, launchd or the services of
 * Windows the program that it runs as; launchd's jobs by their service target (`launchctl(1)`).
 */
export interface NamedProcess {
  readonly by: "tmux" | "supervisord" | "launchd" | "windows-services";
  readonly pid: number;
  readonly name: string;
}

/** An address of this machine, or of another network namespace on it. */
export interface LocalAddress {
  readonly address: string;
  /** As `Socket` has it: missing for portik's own. */
  readonly namespace?: string;
}

/**
 * The facts of one look, and the gaps: plain JSON. `known` names the facts that some source answered;
 * a fact that is in neither `known` nor `gaps` was not asked for.
 */
export interface Snapshot {
  readonly version: 1;
  /** RFC 3339, UTC. */
  readonly takenAt: string;
  readonly platform: Platform;
  readonly caller: Caller;
  readonly sockets: readonly Socket[];
  readonly processes: readonly Process[];
  readonly containers: readonly Container[];
  readonly binds: readonly Bind[];
  readonly settings: Settings;
  /** User names by uid. */
  readonly users: Readonly<Record<string, string>>;
  /** Names that others have for processes, where `sessions` were asked for. */
  readonly sessions?: readonly NamedProcess[];
  /** Every address of the machine, where `addresses` were asked for. */
  readonly addresses?: readonly LocalAddress[];
  /** Where the configuration of proxies sends clients, where `routes` were asked for. */
  readonly routes?: readonly Route[];
  readonly known: readonly FactName[];
  readonly gaps: readonly Gap[];
  readonly asked: readonly Asked[];
}
