import { runsOthers } from "../../analysis/blame/case.ts";
import { task } from "../../analysis/blame/detectors/task.ts";
import { watcher } from "../../analysis/blame/detectors/watcher.ts";
import type { Cause } from "../../analysis/blame/cause.ts";
import type { Machine } from "../../model/machine.ts";
import { isServiceManager, processOwner } from "../../model/owner.ts";
import type { Process } from "../../model/process.ts";

/** Something above a process that started it, and might again: `npm run dev`, nodemon. */
export interface Launcher {
  readonly process: Process;
  readonly cause: Cause;
}

/**
 * The watchers and runners of scripts above a process, nearest first. What runs portik itself is left out: it
 * is no more than the place where both were started.
 */
export function launchersOf(machine: Machine, pid: number): readonly Launcher[] {
  const owner = processOwner(pid, "listener", machine);
  const found = new Map<number, Launcher>();
  const line = withinSession(machine.ancestry(pid));
  for (let i = 0; i < line.length; i++) {
    const rest = { machine, owner, line: line.slice(i) };
    for (const cause of [watcher(rest), task(rest)]) {
      const process = cause?.pid === undefined ? undefined : machine.process(cause.pid);
      if (cause && process && !found.has(process.pid)) found.set(process.pid, { process, cause });
    }
  }
  const own = new Set(machine.ancestry(machine.snapshot.caller.pid).map((one) => one.pid));
  return line.flatMap((one) => own.has(one.pid) ? [] : found.get(one.pid) ?? []);
}

/** Shells in which people start things; one that a script runner starts leads no session. */
const SHELL = /^-?(?:ba|da|z|fi|k|tc|c)?sh$/;

/**
 * The line up to whatever only hosts it: the shell of a terminal, a login, a multiplexer, a service manager.
 * What is above that may have started a whole editor, and did not start this.
 */
function withinSession(line: readonly Process[]): readonly Process[] {
  const end = line.findIndex((process, i) => i > 0 && isHost(process));
  return end < 0 ? line : line.slice(0, end);
}

function isHost(process: Process): boolean {
  const { pid, session, name } = process;
  return isServiceManager(process) || runsOthers(process) || (pid === session && SHELL.test(name));
}

/**
 * Parents of what is stopped that live on, and may start it again although nothing about them says so: a loop
 * in a script, a test runner. Not the shell of a terminal, what hosts programs of others, or what runs portik.
 */
export function survivingParents(machine: Machine, stopped: ReadonlySet<number>): Process[] {
  const own = new Set(machine.ancestry(machine.snapshot.caller.pid).map(({ pid }) => pid));
  const parents = [...stopped].flatMap((pid) =>
    machine.process(machine.process(pid)?.ppid ?? 0) ?? []
  );
  return [...new Set(parents)].filter((parent) =>
    parent.pid > 1 && !stopped.has(parent.pid) && !own.has(parent.pid) &&
    !isServiceManager(parent) && !runsOthers(parent) && !isPrompt(parent)
  );
}

/** A shell that waits for people, and not for the end of a script. */
function isPrompt({ pid, session, name, terminal, argv }: Process): boolean {
  return pid === session && terminal !== undefined && SHELL.test(name) && !argv.includes("-c");
}

/** The process and all below it, parents before their children. */
export function treeOf(machine: Machine, root: Process): readonly Process[] {
  const byParent = Map.groupBy(machine.snapshot.processes, ({ ppid }) => ppid);
  const tree = new Set([root]);
  for (const { pid } of tree) for (const child of byParent.get(pid) ?? []) tree.add(child);
  return [...tree];
}
