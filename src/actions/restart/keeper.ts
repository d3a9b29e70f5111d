import { caseOf } from "../../analysis/blame/case.ts";
import { socketActivation } from "../../analysis/blame/detectors/socket_activation.ts";
import { supervisor } from "../../analysis/blame/detectors/supervisor.ts";
import { unitStop } from "../../analysis/blame/unit_stop.ts";
import type { Machine } from "../../model/machine.ts";
import type { Process } from "../../model/process.ts";
import type { Socket } from "../../model/socket.ts";

/** A program that keeps the owner of a port running: to restart the owner is its business. */
export interface Keeper {
  readonly kind: "unit" | "supervisor";
  /** What it calls the owner: `nginx.service`, `supervisord`. */
  readonly names: readonly string[];
  /** The command that has it restart the owner, where that is known. */
  readonly run?: readonly string[];
}

/** How each program calls a restart, where it calls a stop this. */
const RESTART_WORDS: Readonly<Record<string, readonly [stop: string, restart: string]>> = {
  systemctl: ["stop", "restart"],
  supervisorctl: ["stop", "restart"],
  pm2: ["stop", "restart"],
  forever: ["stop", "restart"],
  "rc-service": ["stop", "restart"],
  sv: ["down", "restart"],
  "s6-svc": ["-d", "-r"],
  svc: ["-d", "-t"],
};

/** Who keeps the owner of this listener running, or undefined. */
export function keeperOf(machine: Machine, socket: Socket): Keeper | undefined {
  const one = caseOf(machine, socket);
  const activated = socketActivation(one);
  const supervised = supervisor(one);
  const above = machine.ancestry(machine.snapshot.caller.pid).map(({ pid }) => pid);
  // What runs portik itself is no more than the place where both were started.
  if (supervised && !above.includes(supervised.pid ?? 0)) {
    const { tool = "a supervisor", name, stopWith } = supervised;
    const run = stopWith && restartWords(stopWith);
    return {
      kind: "supervisor",
      names: [name === undefined ? tool : `${tool} (as ${name})`],
      ...(run ? { run } : {}),
    };
  }
  const stop = activated?.stopWith ?? unitStop(machine, one.listener);
  const run = stop && restartWords(stop);
  if (!run || (!activated && !servesUnit(machine, one.line))) return undefined;
  return { kind: "unit", names: run.slice(run.indexOf("restart") + 1), run };
}

/** The command that restarts, where one that stops is known; undefined where its program is not. */
export function restartWords(stop: readonly string[]): readonly string[] | undefined {
  const at = stop.findIndex((word) => Object.hasOwn(RESTART_WORDS, word));
  const [from, to] = RESTART_WORDS[stop[at] ?? ""] ?? [];
  const verb = from === undefined ? -1 : stop.indexOf(from, at + 1);
  return to === undefined || verb < 0 ? undefined : stop.with(verb, to);
}

/**
 * True for a process that is what its unit is for: it is in the session of the unit's first process. What
 * somebody has started in a terminal of a unit, such as an editor's, has a session of its own.
 */
function servesUnit(machine: Machine, line: readonly Process[]): boolean {
  const [owner] = line;
  const first = line.findLast(({ unit }) => unit !== undefined && unit === owner?.unit);
  const mine = machine.process(machine.snapshot.caller.pid)?.unit;
  return owner?.unit !== mine && first !== undefined && first.session === owner?.session;
}
