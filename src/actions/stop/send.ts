import { isFailure } from "../../host/host.ts";
import type { ProcessStep } from "../../model/plan.ts";
import type { SignalName } from "../../model/signal.ts";
import { linuxPulse, type Pulse, readPulses } from "./pulse.ts";
import type { StopTools } from "./stopper.ts";

/** What came of a signal. `forced-only`: on Windows, the program hears nothing but its end. */
export type Sent = "sent" | "gone" | "replaced" | "not-permitted" | "forced-only";

/**
 * Sends a signal to the very process that was shown: its start time is compared again right before. The only
 * place that signals.
 */
export async function send(
  tools: StopTools,
  step: Pick<ProcessStep, "pid" | "startTicks">,
  signal: SignalName,
): Promise<Sent> {
  const { host } = tools;
  // On Linux nothing is waited for between the look and the signal.
  const pulse = host.os === "linux"
    ? linuxPulse(host, step.pid)
    : (await readPulses(host, [step.pid])).get(step.pid);
  if (!pulse || pulse.dead) return "gone";
  if (pulse.startTicks !== step.startTicks) return "replaced";
  if (host.os === "windows") return await taskkill(tools, step.pid, signal === "SIGKILL");
  const failure = tools.hands.signal(step.pid, signal);
  if (failure) return failure.failed === "ESRCH" ? "gone" : "not-permitted";
  if (waits(pulse, signal)) await send(tools, step, "SIGCONT");
  return "sent";
}

/** Who is stopped keeps every signal but these for later (`signal(7)`). */
function waits({ state }: Pulse, signal: SignalName): boolean {
  return state === "T" && signal !== "SIGKILL" && signal !== "SIGCONT";
}

/** Codes of `taskkill`: 128 no such process; 1 what it says, for instance that only /F would do. */
async function taskkill(
  { host }: StopTools,
  pid: number,
  force: boolean,
): Promise<Sent> {
  const argv = ["taskkill", "/PID", String(pid), ...(force ? ["/F"] : [])];
  const ran = await host.run(argv, { timeout: 10_000 });
  if (isFailure(ran)) return "not-permitted";
  if (ran.code === 0) return "sent";
  if (ran.code === 128) return "gone";
  return force ? "not-permitted" : "forced-only";
}
