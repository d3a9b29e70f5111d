import { connectionsOn } from "../../analysis/connections.ts";
import { nameProcess } from "../../analysis/blame/case.ts";
import { defined } from "../../model/defined.ts";
import type { Machine } from "../../model/machine.ts";
import type {
  Comeback,
  ContainerStep,
  ProcessStep,
  Spared,
  StopOptions,
  StopPlan,
  StopPort,
  StopTarget,
} from "../../model/plan.ts";
import { escalates } from "../../model/signal.ts";
import { isListener, type Socket } from "../../model/socket.ts";
import { choose } from "./choose.ts";
import { type Choice, type Chosen, together } from "./choice.ts";
import { comebackOf } from "./comebacks.ts";
import { launchersOf } from "./family.ts";
import { isDead } from "./protection.ts";

/**
 * What it takes to stop these targets, by the policy of what is never stopped. Pure: it looks at nothing
 * new. The machine must know all sockets and all processes. What may not be stopped stands in `declined`;
 * a plan without steps does nothing.
 */
export function planStop(
  machine: Machine,
  targets: readonly StopTarget[],
  options: StopOptions,
): StopPlan {
  const choice = together(targets.map((target) => choose(machine, target, options)));
  const processes = parentsFirst(machine, unique(choice.processes, ({ process }) => process.pid));
  const containers = unique(choice.containers, ({ engine, id }) => `${engine} ${id}`);
  const steps = processes.flatMap((chosen) => stepOf(machine, chosen));
  const ports = portsOf(machine, { steps, containers }, targets);
  const { signal = "SIGTERM", timeout } = options;
  return {
    steps: [...steps, ...containers],
    signal,
    escalates: escalates(signal),
    timeoutSeconds: timeout / 1000,
    ports,
    spared: sparedBy(machine, { ...choice, processes }, ports),
    comebacks: comebacksOf(machine, processes),
    declined: unique(choice.declined, ({ what, message }) => `${what} ${message}`),
  };
}

/** Each once, the first of its kind. */
function unique<T, K>(all: readonly T[], key: (one: T) => K): T[] {
  const first = new Map<K, T>();
  for (const one of all) if (!first.has(key(one))) first.set(key(one), one);
  return [...first.values()];
}

/** Who is signalled first starts nobody in the place of those who follow. */
function parentsFirst(machine: Machine, chosen: readonly Chosen[]): Chosen[] {
  const depth = ({ process: { pid } }: Chosen) => machine.ancestry(pid).length;
  return chosen.toSorted((a, b) => depth(a) - depth(b));
}

function stepOf(machine: Machine, { process, why, endsWith, untouched }: Chosen): ProcessStep[] {
  const { pid, startTicks, name, argv, cwd, uid, unit, userUnit } = process;
  if (startTicks === undefined) return [];
  const user = machine.userName(uid);
  const who = { kind: "process", pid, startTicks, name, argv, cwd, uid, user, unit } as const;
  return [defined({ ...who, userUnit, why, endsWith, untouched })];
}

/** Every listener that goes: those that were asked for, and what else the same processes hold. */
function portsOf(
  machine: Machine,
  { steps, containers }: {
    readonly steps: readonly ProcessStep[];
    readonly containers: readonly ContainerStep[];
  },
  targets: readonly StopTarget[],
): StopPort[] {
  const pids = new Set(steps.map(({ pid }) => pid));
  const ids = new Set(containers.map(({ engine, id }) => `${engine} ${id}`));
  const connectionsOf = connectionsOn(machine);
  const base = ({ port, proto, address }: Pick<Socket, "port" | "proto" | "address">) => ({
    port,
    proto,
    address,
    clients: connectionsOf({ port, proto, host: address })
      .filter(({ state }) => state !== "TIME_WAIT").length,
    asked: targets.some((target) =>
      target.kind === "ports" && target.first <= port && port <= target.last &&
      target.protos.includes(proto)
    ),
  });
  const own = machine.snapshot.sockets
    .filter((socket) => isListener(socket) && socket.namespace === undefined)
    .filter(({ holders }) => holders.some(({ pid }) => pids.has(pid)))
    .map((socket): StopPort => ({
      ...base(socket),
      ...(socket.inode === undefined ? {} : { inode: socket.inode }),
      freed: socket.holders.every(({ pid }) => pids.has(pid) || hasDied(machine, pid)),
    }));
  const published = machine.snapshot.containers
    .filter(({ engine, id }) => ids.has(`${engine} ${id}`))
    .flatMap(({ publications }) => publications)
    .map(({ hostPort: port, proto, hostAddress: address }): StopPort => ({
      ...base({ port, proto, address }),
      freed: true,
    }));
  return [...own, ...published].sort((a, b) => a.port - b.port);
}

/** True of a holder that was gone when the processes were read, after the sockets. */
function hasDied(machine: Machine, pid: number): boolean {
  const process = machine.process(pid);
  return process === undefined ? !machine.isBlindTo("processes") : isDead(process);
}

/** Who is left alone and may well be missed: local clients, and what started the owner. */
function sparedBy(machine: Machine, { processes }: Choice, ports: readonly StopPort[]): Spared[] {
  const pids = new Set(processes.map(({ process }) => process.pid));
  const connectionsOf = connectionsOn(machine);
  const clients = ports.flatMap(({ port, proto, address }) =>
    connectionsOf({ port, proto, host: address }).flatMap((connection) =>
      connection.pids.map((pid) => ({ pid, why: `client of ${port}/${proto}` }))
    )
  );
  const launchers = processes.flatMap(({ process }) =>
    launchersOf(machine, process.pid).map(({ process: { pid, name }, cause }) => {
      const script = cause.name ?? cause.tool;
      // npm and its like take the name of what they run.
      const how = cause.kind === "watcher"
        ? ", and may again"
        : script === name
        ? ""
        : ` by ${script}`;
      return { pid, why: `started it${how}: --tree stops it, too` };
    })
  );
  return unique([...clients, ...launchers].filter(({ pid }) => !pids.has(pid)), ({ pid }) => pid)
    .map(({ pid, why }) => ({ pid, name: machine.process(pid)?.name ?? "a process", why }));
}

/** What would start again what is stopped, unless it is stopped, too. */
function comebacksOf(machine: Machine, processes: readonly Chosen[]): Comeback[] {
  const stopped = new Set(processes.map(({ process }) => process.pid));
  const all = processes.filter(({ endsWith }) => endsWith === undefined)
    .flatMap(({ process, socket }) => {
      const comeback = comebackOf(machine, { pid: process.pid, socket, stopped });
      return comeback
        ? [{ ...comeback, message: `${nameProcess(process)}: ${comeback.message}` }]
        : [];
    });
  return unique(all, ({ message }) => message);
}
