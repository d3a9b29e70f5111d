import { socketActivation } from "../../analysis/blame/detectors/socket_activation.ts";
import { caseOf } from "../../analysis/blame/case.ts";
import { describeOwner } from "../../analysis/owner_words.ts";
import { portStatus } from "../../analysis/port_status.ts";
import { stopCommands } from "../../analysis/stop.ts";
import { isForwarder } from "../../model/container.ts";
import type { Machine } from "../../model/machine.ts";
import type { Declined, StopOptions } from "../../model/plan.ts";
import type { Process } from "../../model/process.ts";
import type { Socket } from "../../model/socket.ts";
import { type Choice, chooseProcess, type Chosen, decline, NOTHING, together } from "./choice.ts";
import { chooseContainer } from "./choose_container.ts";
import { comebackOf } from "./comebacks.ts";
import { launchersOf, treeOf } from "./family.ts";
import { isDead, whyForeign, whyProtected } from "./protection.ts";

/** What is to be stopped so that this listener goes: its container, or all who hold it. */
export function chooseSocket(machine: Machine, socket: Socket, options: StopOptions): Choice {
  const what = `${socket.port}/${socket.proto}`;
  const owner = machine.owner(socket);
  const container = machine.container(socket);
  const activation = socketActivation(caseOf(machine, socket));
  if (activation) {
    const unit = activation.name ?? "a socket unit";
    return decline({
      what,
      code: "socket-activation",
      message:
        `systemd itself holds ${what} for ${unit}, and starts the service again when it is asked for`,
      exit: 3,
      ...insteadOf(machine, socket, activation.stopWith),
    });
  }
  if (container && (owner?.confidence !== "certain" || isForwarder(owner.name ?? ""))) {
    return chooseContainer(container, `publishes ${what}`, options);
  }
  if (owner?.pid === undefined || owner.confidence !== "certain") {
    return decline({
      what,
      code: "owner-unseen",
      message: `${what} is held by ${describeOwner(owner)}, and portik stops nobody on a guess`,
      exit: 4,
      ...(machine.snapshot.caller.uid === 0 ? {} : { hint: "As root, portik may see who it is" }),
      ...insteadOf(machine, socket),
    });
  }
  const seen = machine.owners(socket).flatMap(({ pid }) =>
    (pid === undefined ? undefined : machine.process(pid)) ?? []
  );
  // Who has died between two parts of the look is no matter, as long as somebody lives.
  const living = seen.filter((process) => !isDead(process));
  const holders = living.length > 0 ? living : seen;
  const choice = chooseHolders(machine, { socket, holders, what }, options);
  return options.tree ? together([choice, chooseTrees(machine, choice, what, options)]) : choice;
}

/** What was meant and is not done, with the command that would do it. */
export function insteadOf(
  machine: Machine,
  { port, proto }: Pick<Socket, "port" | "proto">,
  run: readonly string[] | undefined =
    stopCommands(machine, portStatus(machine, { port, proto }))[0],
): Pick<Declined, "hint" | "run"> {
  return run === undefined ? {} : { hint: "This would stop it", run: [...run] };
}

/**
 * All who hold one socket. Who descends from another of them ends with it: it inherited the socket, as the
 * workers of a server do from their master.
 */
function chooseHolders(
  machine: Machine,
  { socket, holders, what }: {
    readonly socket: Socket;
    readonly holders: readonly Process[];
    readonly what: string;
  },
  options: StopOptions,
): Choice {
  const masters = new Set<number>();
  const refused = new Set<number>();
  return together(holders.map((process) => {
    const above = machine.ancestry(process.pid).slice(1).map(({ pid }) => pid);
    // A master that stays would only start other workers.
    if (above.some((pid) => refused.has(pid))) return NOTHING;
    const root = above.findLast((pid) => masters.has(pid));
    const asked: Chosen = { process, socket, why: holdsWords(process, what, root) };
    if (root === undefined) {
      const choice = chooseProcess(machine, asked, { ...options, what });
      (choice.processes.length > 0 ? masters : refused).add(process.pid);
      return withInstead(choice, machine, { socket, pid: process.pid });
    }
    const reason = whyProtected(machine, process);
    if (reason) return decline({ what, ...reason });
    const foreign = options.force !== true && whyForeign(machine, process) !== undefined;
    return {
      ...NOTHING,
      processes: [{ ...asked, endsWith: root, ...(foreign ? { untouched: true as const } : {}) }],
    };
  }));
}

function holdsWords({ state }: Process, what: string, root: number | undefined): string {
  const stopped = state === "stopped" ? ", though it is stopped by a signal" : "";
  return root === undefined ? `listens on ${what}${stopped}` : `shares ${what} with pid ${root}`;
}

/** Reasons that hold whatever a person says: the command that stops what is behind it is told instead. */
const FIRM: readonly string[] = ["forwarder", "engine", "service-manager", "first-process"];

/** Reasons beside which the command of whatever runs it is told. */
const RUN_BY_OTHERS: readonly string[] = ["other-user", "service-host"];

/** The same with what to do instead: of a service of others, the command of whatever runs it. */
function withInstead(
  choice: Choice,
  machine: Machine,
  { socket, pid }: { readonly socket: Socket; readonly pid: number },
): Choice {
  const declined = choice.declined.map((one): Declined => {
    if (FIRM.includes(one.code)) return { ...one, ...insteadOf(machine, socket) };
    if (!RUN_BY_OTHERS.includes(one.code)) return one;
    const { stopWith } = comebackOf(machine, { pid, socket, stopped: new Set() }) ?? {};
    if (stopWith === undefined) return one;
    const hint = one.code === "other-user" ? `${one.hint ?? ""}; this stops it for good` : one.hint;
    return { ...one, ...(hint === undefined ? {} : { hint }), run: stopWith };
  });
  return { ...choice, declined };
}

/** With `--tree`: the topmost launcher above what was chosen and all below it, the chosen apart. */
function chooseTrees(
  machine: Machine,
  { processes }: Choice,
  what: string,
  options: StopOptions,
): Choice {
  const roots = new Set(
    processes.filter(({ endsWith }) => endsWith === undefined).map(
      ({ process }) => launchersOf(machine, process.pid).at(-1)?.process ?? process,
    ),
  );
  const known = new Set(processes.map(({ process }) => process.pid));
  return together([...roots].map((root) => chooseTree(machine, root, { known, what, options })));
}

/** A process and all below it, but those already known. Where the root may not be stopped, nobody is. */
export function chooseTree(
  machine: Machine,
  root: Process,
  { known, what, options }: {
    readonly known: ReadonlySet<number>;
    readonly what: string;
    readonly options: StopOptions;
  },
): Choice {
  const force = options.force === true;
  const reason = whyProtected(machine, root) ?? (force ? undefined : whyForeign(machine, root));
  if (reason) return decline({ what, ...reason });
  return together(
    treeOf(machine, root).filter(({ pid }) => !known.has(pid)).map((process) => {
      if (process.state === "zombie") return NOTHING;
      const why = process === root
        ? "started it, and could again"
        : `below ${root.name} (pid ${root.pid})`;
      return chooseProcess(machine, { process, why }, { force, what });
    }),
  );
}
