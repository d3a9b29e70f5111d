import type { Sight } from "../host/host.ts";
import type { Container } from "../model/container.ts";
import type { Process } from "../model/process.ts";
import type { Question } from "../model/question.ts";
import type { Caller, LocalAddress, NamedProcess, Settings } from "../model/snapshot.ts";
import type { Socket } from "../model/socket.ts";
import type { LookOptions, Missing, Probe } from "./probe.ts";

/** Which processes a look is about. */
export interface Wanted {
  readonly sockets: readonly Socket[];
  /** Every process there is, not only those behind the sockets. */
  readonly all: boolean;
  /** Also the parents of those behind the sockets, up to the first process. */
  readonly ancestors: boolean;
}

/** The ways of looking at one operating system. */
export interface PlatformProbes {
  /** Sources of sockets, best first; `--source` picks one by its name. */
  readonly sockets: readonly Probe<readonly Socket[]>[];
  readCaller(sight: Sight): Caller;
  readSettings(sight: Sight, options: LookOptions): Settings | Promise<Settings>;
  /** Finds holders that the source missed; the sockets come back with them. */
  findHolders(
    sight: Sight,
    sockets: readonly Socket[],
    caller: Caller,
  ): readonly Socket[] | Promise<readonly Socket[]>;
  /** Listeners in network namespaces other than portik's own; missing where there are none. */
  findElsewhere?(
    sight: Sight,
    question: Question,
    caller: Caller,
  ): Promise<readonly Socket[] | Missing>;
  /**
   * The containers with what the machine itself shows of them; missing where they always run in a virtual
   * machine, and their pids mean nothing.
   */
  lookIntoContainers?(
    sight: Sight,
    question: Question,
    containers: readonly Container[],
  ): Promise<readonly Container[]>;
  /** Every address of the machine, and with enough rights of its other network namespaces. */
  readAddresses?(
    sight: Sight,
    caller: Caller,
    options: LookOptions,
  ): readonly LocalAddress[] | Promise<readonly LocalAddress[]>;
  /** What the service manager of the system calls the processes that it keeps running. */
  readServices?(
    sight: Sight,
    caller: Caller,
    options: LookOptions,
  ): Promise<{ sessions: readonly NamedProcess[]; missing: readonly string[] }>;
  readProcesses(
    sight: Sight,
    wanted: Wanted,
    options: LookOptions,
  ): readonly Process[] | Promise<readonly Process[]>;
  /** Names by uid, for those that have one. */
  readUsers(
    sight: Sight,
    uids: ReadonlySet<number>,
    options: LookOptions,
  ): Promise<Record<string, string>>;
}
