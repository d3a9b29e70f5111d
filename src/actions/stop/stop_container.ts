import { isFailure } from "../../host/host.ts";
import type { ContainerStep } from "../../model/plan.ts";
import type { ContainerOutcome } from "../../model/stop_outcome.ts";
import type { Stopper } from "./stopper.ts";

/** What an engine may take beside the grace that it gives the container, in ms. */
const ENGINE = 20_000;

/** Has the engine stop a container. */
export async function stopContainer(
  stopper: Stopper,
  { engine, name, run }: ContainerStep,
  { timeout }: { readonly timeout: number },
): Promise<ContainerOutcome> {
  const start = stopper.elapsed;
  stopper.tell({ event: "container", name, result: "stopping" });
  const ran = await stopper.unlessStopped(
    stopper.tools.host.run(run, { timeout: timeout + ENGINE }),
  );
  const reason = ran === undefined
    ? `${engine} was asked to stop it, and was still at it`
    : isFailure(ran)
    ? `${engine} failed with ${ran.failed}`
    : ran.code === 0
    ? undefined
    : `${engine} said: ${ran.stderr.trim().split("\n")[0]?.slice(0, 300) ?? ""}`;
  const result = ran === undefined ? "interrupted" : reason === undefined ? "stopped" : "failed";
  stopper.tell({ event: "container", name, result });
  return {
    kind: "container",
    engine,
    name,
    result,
    afterSeconds: (stopper.elapsed - start) / 1000,
    ...(reason === undefined ? {} : { reason }),
    exit: result === "stopped" ? 0 : 5,
  };
}
