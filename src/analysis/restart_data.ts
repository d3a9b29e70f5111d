import type { RestartPlan, StartStep } from "../model/restart.ts";
import type { RestartOutcome } from "../model/restart_outcome.ts";

/** What `restart --json` tells of a plan. The environment stays out of it: secrets live there. */
export function planData(plan: RestartPlan): Record<string, unknown> {
  const { how } = plan;
  if (how !== "process") return { how, names: plan.names, run: plan.run, stop: [], start: [] };
  const stop = plan.stop.steps.map((step) => {
    const { name, why } = step;
    return step.kind === "process" ? { pid: step.pid, name, why } : { name, why };
  });
  return {
    how,
    names: plan.start.map(({ name }) => name),
    run: [],
    stop,
    start: plan.start.map(startData),
  };
}

function startData({ replaces, name, user, likeness, changes }: StartStep) {
  const { exe, argv, cwd, umask, identity, stdin = "/dev/null", stdout, stderr } = likeness;
  return {
    replaces,
    name,
    ...(user === undefined ? {} : { user }),
    ...(identity ? { uid: identity.uid, gid: identity.gid, groups: identity.groups } : {}),
    exe,
    argv,
    cwd,
    // As `umask(1)` writes it.
    umask: umask.toString(8).padStart(4, "0"),
    stdin,
    stdout: stdout.path,
    stderr: stderr.path,
    changes,
  };
}

/** What it tells of the outcome. */
export function outcomeData(outcome: RestartOutcome): Record<string, unknown> {
  const { stop, exit: _, ...facts } = outcome;
  return {
    ...facts,
    steps: (stop?.steps ?? []).map((step) => {
      const { name, result, afterSeconds } = step;
      return {
        ...(step.kind === "process" ? { pid: step.pid } : {}),
        name,
        result,
        afterSeconds,
      };
    }),
  };
}
