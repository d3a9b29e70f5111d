import type { Listener } from "../../model/listener.ts";
import type { Machine } from "../../model/machine.ts";
import { stopCommands } from "../stop.ts";

/** The `systemctl` command that stops the unit behind a listener, where there is one to stop. */
export function unitStop(machine: Machine, listener: Listener): readonly string[] | undefined {
  const { container: _, ...rest } = listener;
  const [command] = stopCommands(machine, {
    port: listener.port,
    proto: listener.proto,
    status: "listening",
    listeners: [rest],
    elsewhere: [],
    containers: [],
    holders: [],
    states: {},
  });
  return command?.includes("systemctl") ? command : undefined;
}
