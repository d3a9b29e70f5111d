import type { StopPlan, StopPort } from "../../model/plan.ts";
import type { RestartOutcome } from "../../model/restart_outcome.ts";
import { executeRestart, NOTHING_TO_STOP, type RestartTools } from "../restart/execute_restart.ts";
import { restartService } from "../restart/restart_service.ts";
import type { UndoStep } from "./plan_undo.ts";

/** Starts something again and waits until it holds its ports: a restart of which nothing is stopped. */
export async function executeUndo(
  tools: RestartTools,
  step: UndoStep,
  { timeout }: { readonly timeout: number },
): Promise<RestartOutcome> {
  const ports = step.ports.map((port): StopPort => ({
    ...port,
    clients: 0,
    asked: true,
    freed: true,
  }));
  const { how, name, changes, replaces = 0 } = step;
  if ("run" in how) {
    const service = { how: "container", names: [name], run: [how.run] } as const;
    return await restartService(tools, service, { ports, timeout });
  }
  const start = [{ replaces, name, likeness: how.likeness, changes }];
  const stop: StopPlan = { ...NOTHING_TO_STOP, ports };
  return await executeRestart(tools, { how: "process", stop, start }, { timeout });
}
