import { portStatus, type PortTarget } from "../../analysis/port_status.ts";
import { baseName, commandWords } from "../../model/command_words.ts";
import type { Machine } from "../../model/machine.ts";
import type { Declined, StopOptions, StopTarget } from "../../model/plan.ts";
import type { Process } from "../../model/process.ts";
import { isListener, type Proto, type Socket } from "../../model/socket.ts";
import { type Choice, chooseProcess, decline, together } from "./choice.ts";
import { chooseContainer, containersBehind } from "./choose_container.ts";
import { chooseSocket, chooseTree } from "./choose_socket.ts";

/** What is to be stopped for one target. */
export function choose(machine: Machine, target: StopTarget, options: StopOptions): Choice {
  switch (target.kind) {
    case "ports":
      return choosePorts(machine, target, options);
    case "pid":
      return choosePid(machine, target.pid, options);
    case "name":
      return chooseName(machine, target.text, options);
  }
}

type Ports = Extract<StopTarget, { kind: "ports" }>;

function choosePorts(machine: Machine, target: Ports, options: StopOptions): Choice {
  const ports = takenPorts(machine, target);
  const choices = ports.map((port) => choosePort(machine, port, options));
  const found = choices.some(({ processes, containers, declined }) =>
    processes.length + containers.length + declined.length > 0
  );
  return found ? together(choices) : decline(nobodyOn(machine, target));
}

/** The ports of the target that somebody listens on or publishes; on a crowded machine, not each of 65535. */
function takenPorts(machine: Machine, { first, last, protos, host }: Ports): readonly PortTarget[] {
  const { sockets, containers } = machine.snapshot;
  const taken = [
    ...sockets.filter((socket) => isListener(socket) && socket.namespace === undefined),
    ...containers.flatMap(({ publications }) =>
      publications.map(({ hostPort, proto }) => ({ port: hostPort, proto }))
    ),
  ].filter(({ port, proto }) => first <= port && port <= last && protos.includes(proto));
  const each = new Map(taken.map(({ port, proto }) => [`${port}/${proto}`, { port, proto }]));
  return [...each.values()].sort((a, b) => a.port - b.port)
    .map((one) => host === undefined ? one : { ...one, host });
}

function choosePort(machine: Machine, target: PortTarget, options: StopOptions): Choice {
  const { port, proto, host } = target;
  const containers = containersBehind(machine, target);
  const sockets = machine.listeners(port, proto, host);
  const what = `${port}/${proto}`;
  if (options.container || sockets.length === 0) {
    const why = `publishes ${what}`;
    if (containers.length > 0 || sockets.length === 0) {
      return together(containers.map((one) => chooseContainer(one, why, options)));
    }
    return decline(noContainer(what));
  }
  return together(sockets.map((socket) => chooseSocket(machine, socket, options)));
}

function noContainer(what: string): Declined {
  return {
    what,
    code: "no-container",
    message: `no container is to be seen behind ${what}`,
    hint: "Without --container, the process that holds it is stopped",
    exit: 3,
  };
}

/** Why there is nothing to stop on these ports. */
function nobodyOn(machine: Machine, { first, last, protos, host }: Ports): Declined {
  const proto = protos.length === 1 ? `/${protos[0]}` : "";
  const what = first === last ? `${first}${proto}` : `${first}-${last}${proto}`;
  if (machine.isBlindTo("sockets")) {
    return { what, code: "unseen", message: `who holds ${what} could not be seen`, exit: 4 };
  }
  const target = (one: Proto) =>
    host === undefined ? { port: first, proto: one } : { port: first, proto: one, host };
  const held = first === last &&
    protos.some((one) => portStatus(machine, target(one)).status === "held");
  const others = (["tcp", "udp"] as const).filter((one) =>
    !protos.includes(one) &&
    machine.snapshot.sockets.some((socket) =>
      isListener(socket) && socket.namespace === undefined && socket.proto === one &&
      first <= socket.port && socket.port <= last
    )
  );
  const [other] = others;
  const hint = other === undefined
    ? elsewhere(machine, { first, last, protos })
    : `Somebody does on ${other}: use ${first === last ? first : `${first}-${last}`}/${other}`;
  return {
    what,
    code: "nothing-to-kill",
    message: held
      ? `nothing to kill: nobody listens on ${what}, only connections have it`
      : `nothing to kill: nobody listens on ${what}`,
    ...(hint === undefined ? {} : { hint }),
    exit: 1,
  };
}

/** Who listens in another network namespace is in nobody's way here, but may be the one that was meant. */
function elsewhere(
  machine: Machine,
  { first, last, protos }: Pick<Ports, "first" | "last" | "protos">,
): string | undefined {
  const socket = machine.snapshot.sockets.find((one) =>
    isListener(one) && one.namespace !== undefined && protos.includes(one.proto) &&
    first <= one.port && one.port <= last
  );
  if (socket?.namespace === undefined) return undefined;
  const { port, proto, namespace, holders: [holder] } = socket;
  const there = `In network namespace ${namespace}, ${port}/${proto} is held`;
  return holder === undefined ? there : `${there}: use pid:${holder.pid}`;
}

function choosePid(machine: Machine, pid: number, options: StopOptions): Choice {
  const what = `pid ${pid}`;
  const process = machine.process(pid);
  if (!process) {
    const message = `nothing to kill: there is no process with pid ${pid}`;
    return decline({ what, code: "no-process", message, exit: 1 });
  }
  const container =
    machine.snapshot.containers.find((one) => one.id === process.containerId || one.pid === pid) ??
      heldBy(machine, pid).map((socket) => machine.container(socket)).find((one) => one);
  if (options.container) {
    return container
      ? chooseContainer(container, `pid ${pid} is in it or serves it`, options)
      : decline(noContainer(what));
  }
  const [socket] = heldBy(machine, pid);
  const chosen = { process, why: "was asked for", ...(socket ? { socket } : {}) };
  const choice = chooseProcess(machine, chosen, { ...options, what });
  if (options.tree && choice.processes.length > 0) {
    const known = new Set([pid]);
    return together([choice, chooseTree(machine, process, { known, what, options })]);
  }
  // A forwarder is not stopped, but what it forwards to can be.
  if (choice.declined.length === 0 || !container) return choice;
  const instead = chooseContainer(container, "", options).containers[0]?.run;
  return instead ? decline({ ...choice.declined[0] as Declined, run: instead }) : choice;
}

/** Listeners that a process holds. */
export function heldBy(machine: Machine, pid: number): readonly Socket[] {
  return machine.snapshot.sockets.filter((socket) =>
    isListener(socket) && socket.namespace === undefined &&
    socket.holders.some((holder) => holder.pid === pid)
  );
}

function chooseName(machine: Machine, text: string, options: StopOptions): Choice {
  const named = machine.snapshot.processes.filter((process) => isNamed(process, text));
  const pids = new Set(named.map(({ pid }) => pid));
  const sockets = machine.snapshot.sockets.filter((socket) =>
    isListener(socket) && socket.namespace === undefined &&
    socket.holders.some(({ pid }) => pids.has(pid))
  );
  if (sockets.length > 0) {
    return together(sockets.map((socket) => chooseSocket(machine, socket, options)));
  }
  const what = `name ${text}`;
  if (machine.isBlindTo("sockets")) {
    const message = `which ports processes named '${text}' hold could not be seen`;
    return decline({ what, code: "unseen", message, exit: 4 });
  }
  const silent = named.filter(({ pid }) => pid !== machine.snapshot.caller.pid).length;
  return decline({
    what,
    code: "nothing-to-kill",
    message: `nothing to kill: no process named '${text}' listens on a port`,
    ...(silent === 0 ? {} : {
      hint: silent === 1
        ? "1 process of that name listens on none: use pid:N"
        : `${silent} processes of that name listen on none: use pid:N`,
    }),
    exit: 1,
  });
}

/** By its name, its program or its script, whole and in any case: a part of a name would hit strangers. */
function isNamed(process: Process, text: string): boolean {
  const [program = ""] = process.argv;
  const names = [process.name, baseName(program), commandWords(process)[0] ?? ""];
  return names.some((name) => name.toLowerCase() === text.toLowerCase());
}
