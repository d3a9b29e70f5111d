import { isServiceManager } from "../../../model/owner.ts";
import type { Process } from "../../../model/process.ts";
import { type Case, nameProcess, runsOthers } from "../case.ts";
import type { Cause } from "../cause.ts";

/**
 * A process that outlived what started it: its parent ended, and pid 1 or a subreaper took it over
 * (`prctl(2)`, PR_SET_CHILD_SUBREAPER). A child is born into the session of its parent (`fork(2)`), so one
 * in a session that neither it leads nor its parent is in has been handed over. The leader of a session
 * whose parent is pid 1 may have been (`setsid(1)`), or is a daemon that pid 1 itself started. Where all are
 * in the session of pid 1, as in many a container, a child of pid 1 that ignores SIGHUP, which pid 1 does
 * not, is most likely one that `nohup(1)` was to keep alive.
 */
export function orphan(one: Case): Cause | undefined {
  const { machine, line } = one;
  if (machine.snapshot.platform !== "linux") return undefined;
  for (const [i, process] of line.entries()) {
    const parent = line[i + 1];
    // A daemon that runs what others ask of it is expected to be nobody's child.
    if (!parent || (i > 0 && runsOthers(process))) return undefined;
    const moved = wasMoved(process, parent);
    const detached = !moved && parent.pid === 1 && isDetached(process) &&
      (leadsSession(process) || (process.ignoresHangup === true && !parent.ignoresHangup));
    if (!moved && !detached) continue;
    const scope = /\/(session-[^/]+\.scope)(?:\/|$)/.exec(process.cgroup ?? "")?.[1];
    return {
      kind: "orphan",
      ...toolOf(process, moved),
      ...(i === 0 ? {} : { name: nameProcess(process) }),
      ...(scope === undefined ? {} : { details: `of login ${scope}` }),
      pid: process.pid,
      confidence: moved ? "certain" : "guess",
      evidence: [
        `${nameProcess(process)} is now a child of ${nameProcess(parent)}`,
        ...(moved ? [`but of the session that pid ${process.session} led`] : []),
        ...(process.ignoresHangup ? ["it ignores SIGHUP"] : []),
        ...(scope === undefined ? [] : [`cgroup ${process.cgroup}`]),
      ],
    };
  }
  return undefined;
}

function wasMoved(process: Process, parent: Process): boolean {
  return process.session !== undefined && !leadsSession(process) &&
    process.session !== parent.session;
}

function leadsSession({ pid, session }: Process): boolean {
  return session === pid;
}

/** The unit of a login, or of nobody: a service of systemd leads its session and is no orphan. */
function isDetached({ unit, terminal, cgroup }: Process): boolean {
  return unit === undefined && terminal === undefined &&
    (cgroup === undefined || cgroup === "/" || /\/session-[^/]+\.scope/.test(cgroup));
}

/** `nohup(1)` makes the command ignore SIGHUP; `setsid(1)` makes it lead a session. */
function toolOf(process: Process, moved: boolean): Pick<Cause, "tool"> {
  if (process.ignoresHangup) return { tool: "nohup" };
  return moved || isServiceManager(process) ? {} : { tool: "setsid" };
}
