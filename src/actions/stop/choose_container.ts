import { containersAt } from "../../model/listener.ts";
import { type Container, containerCommand, holdsPorts } from "../../model/container.ts";
import type { Machine } from "../../model/machine.ts";
import type { ContainerStep, StopOptions } from "../../model/plan.ts";
import type { PortTarget } from "../../analysis/port_status.ts";
import { type Choice, decline, NOTHING } from "./choice.ts";

/** The containers behind a port: by a listener of theirs, or by a packet filter alone. */
export function containersBehind(machine: Machine, target: PortTarget): readonly Container[] {
  const { port, proto, host } = target;
  const named = machine.listeners(port, proto, host)
    .flatMap((socket) => machine.container(socket) ?? []);
  const ids = new Set(
    containersAt(machine, target).filter(holdsPorts).map(({ engine, id }) => `${engine} ${id}`),
  );
  const published = machine.containers(port, proto, host)
    .filter(({ engine, id }) => ids.has(`${engine} ${id}`));
  return [...new Set([...named, ...published])];
}

/** The step that has the engine stop a container; a signal is nothing that one can be sent on the way. */
export function chooseContainer(
  container: Container,
  why: string,
  { signal, timeout }: StopOptions,
): Choice {
  if (signal !== undefined) {
    return decline({
      what: `container ${container.name}`,
      code: "no-signal",
      message: `container ${container.name} is stopped by ${container.engine}, not by a signal`,
      hint: "Leave --signal out",
      exit: 3,
    });
  }
  return { ...NOTHING, containers: [stepFor(container, why, timeout)] };
}

/** `docker stop -t 5 web`, `podman pod stop -t 5 shop`: the grace is portik's own time limit. */
function stepFor(container: Container, why: string, timeout: number): ContainerStep {
  const stop = containerCommand(container, "stop");
  const at = stop.lastIndexOf("stop");
  const start = stop.with(at, "start");
  const { engine, id, name } = container;
  const grace = ["-t", String(Math.ceil(timeout / 1000))];
  return {
    kind: "container",
    engine,
    id,
    name,
    run: stop.toSpliced(at + 1, 0, ...grace),
    start,
    why,
  };
}
