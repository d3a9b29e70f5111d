import { type Host, isFailure, type Ran } from "../../host/host.ts";
import type { StopPort } from "../../model/plan.ts";
import type { ServiceRestart } from "../../model/restart.ts";
import type { RestartEvent, RestartOutcome } from "../../model/restart_outcome.ts";
import { awaitPort, type PortLook } from "./await_port.ts";

/** What an engine or systemd may need beside the time that the service itself takes, in ms. */
const OVERHEAD = 30_000;

/** Most letters of what a program has said about its failure. */
const MOST = 300;

/** What it takes to have a service restarted. */
export interface ServiceTools {
  readonly host: Pick<Host, "run" | "now" | "sleep" | "stopped" | "pid">;
  readonly lookAtPort: PortLook;
  /** Hears what happens. */
  tell?(event: RestartEvent): void;
}

/** Has an engine restart its containers, or systemd its units, and waits until the ports are held again. */
export async function restartService(
  tools: ServiceTools,
  { run, names }: ServiceRestart,
  { ports, timeout }: { readonly ports: readonly StopPort[]; readonly timeout: number },
): Promise<RestartOutcome> {
  const stopped = tools.host.stopped();
  const host = { ...tools.host, stopped: () => stopped };
  const begun = host.now();
  const tell = (event: "restarting" | "held", facts: { name: string; pid?: number }) =>
    tools.tell?.({ at: new Date(host.now()).toISOString(), event, ...facts });
  for (const name of names) tell("restarting", { name });
  for (const argv of run) {
    const [program = ""] = argv;
    const ran = host.run(argv, { timeout: timeout + OVERHEAD });
    const answer = await Promise.race([ran, stopped.then(() => undefined)]);
    if (answer === undefined) return outcome("interrupted", `${program} may not be done yet`);
    const reason = whyNot(program, answer);
    if (reason !== undefined) return outcome("failed", reason);
  }
  const found = await awaitPort({ ...tools, host }, { ports }, { timeout });
  if (found.result !== "restarted") return { ...found, pids: [], lines: [], exit: 5 };
  tell("held", found.by ?? { name: "" });
  return { ...found, pids: [], lines: [], downSeconds: (host.now() - begun) / 1000, exit: 0 };
}

function outcome(result: "interrupted" | "failed", reason: string): RestartOutcome {
  return { result, pids: [], lines: [], reason, exit: 5 };
}

function whyNot(program: string, ran: Ran | { readonly failed: string }): string | undefined {
  if (isFailure(ran)) {
    if (ran.failed === "ENOENT") return `${program} is not installed`;
    return ran.failed === "ETIMEDOUT" ? `${program} did not answer in time` : ran.failed;
  }
  if (ran.code === 0) return undefined;
  const said = (ran.stderr || ran.stdout).trim().split("\n").at(-1) ?? "";
  return `${program} says: ${said.slice(0, MOST) || `code ${ran.code}`}`;
}
