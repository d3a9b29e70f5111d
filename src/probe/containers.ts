import type { Sight } from "../host/host.ts";
import { type Container, isUp } from "../model/container.ts";
import { defined } from "../model/defined.ts";
import type { Process } from "../model/process.ts";
import type { Question } from "../model/question.ts";
import type { Asked, Gap, Snapshot } from "../model/snapshot.ts";
import { docker } from "./containers/docker.ts";
import type { Engine, EngineAnswer, EngineName, Told } from "./containers/engine.ts";
import { podman } from "./containers/podman.ts";
import type { PlatformProbes } from "./platform.ts";
import type { LookOptions } from "./probe.ts";

/** The containers of a look, with the processes that serve in them, as far as it had not read those. */
export interface FoundContainers extends EnginesAnswer, Pick<Snapshot, "processes" | "users"> {}

/** Asks the engines, and adds what the machine itself shows of their containers. */
export async function findContainers(
  probes: PlatformProbes,
  sight: Sight,
  question: Question,
  options: LookOptions,
  { engines, processes }: {
    readonly engines: readonly EngineName[];
    readonly processes: readonly Process[];
  },
): Promise<FoundContainers> {
  const answer = await askEngines(sight, question, options, engines);
  const nothing = { ...answer, processes: [], users: {} };
  if (!answer.containers || answer.containers.length === 0) return nothing;
  const containers = probes.lookIntoContainers
    ? await probes.lookIntoContainers(sight, question, answer.containers)
    : answer.containers.map(inVirtualMachine);
  const sockets = containers.flatMap(({ listeners = [] }) => listeners);
  const known = new Set(processes.map(({ pid }) => pid));
  if (sockets.every(({ holders }) => holders.every(({ pid }) => known.has(pid)))) {
    return { ...nothing, containers };
  }
  const ancestors = question.facts.includes("processes");
  const read = await probes.readProcesses(sight, { sockets, all: false, ancestors }, options);
  const more = read.filter(({ pid }) => !known.has(pid));
  const users = await probes.readUsers(
    sight,
    new Set(more.flatMap(({ uid }) => uid ?? [])),
    options,
  );
  return { ...answer, containers, processes: more, users };
}

/** Where the system has no containers of its own, their pids mean nothing. */
function inVirtualMachine({ pid: _, ...container }: Container): Container {
  return isUp(container) ? { ...container, remote: true } : container;
}

const ENGINES: Readonly<Record<EngineName, Engine>> = { docker, podman };

/** What the container engines told together. */
export interface EnginesAnswer {
  /** Left out where none of them could tell. */
  readonly containers?: readonly Container[];
  readonly asked: readonly Asked[];
  readonly gaps: readonly Gap[];
}

interface Reply {
  readonly name: EngineName;
  readonly answer: EngineAnswer;
  readonly milliseconds: number;
}

/** Asks these engines at the same time; what one does not tell is no reason not to believe the other. */
export async function askEngines(
  sight: Sight,
  question: Pick<Question, "engines">,
  options: LookOptions,
  names: readonly EngineName[],
): Promise<EnginesAnswer> {
  const ask = async (name: EngineName): Promise<Reply> => {
    const start = sight.now();
    const answer = await ENGINES[name].read(sight, question, options);
    return { name, answer, milliseconds: sight.now() - start };
  };
  const replies = await Promise.all(names.map(ask));
  const isShim = replies.some(({ answer }) => answer === "podman");
  if (isShim && !names.includes("podman")) replies.push(await ask("podman"));
  return together(replies);
}

function together(replies: readonly Reply[]): EnginesAnswer {
  const told = replies.flatMap(({ name, answer, milliseconds }) =>
    typeof answer === "object" && "containers" in answer ? [{ name, answer, milliseconds }] : []
  );
  const gaps = replies.flatMap(({ name, answer }): Gap[] => {
    const reason = typeof answer !== "object"
      ? undefined
      : "missing" in answer
      ? answer.missing
      : answer.untold;
    return reason === undefined ? [] : [{ fact: "containers", source: name, reason }];
  });
  const silent = told.length === 0 && gaps.length > 0;
  return defined({
    containers: silent ? undefined : once(told),
    asked: told.map(({ name, milliseconds }): Asked => {
      return { fact: "containers", source: name, milliseconds };
    }),
    gaps,
  });
}

/** Docker's command line may talk to Podman's socket: then Podman knows more of the same containers. */
function once(told: readonly { readonly name: EngineName; readonly answer: Told }[]): Container[] {
  const ofPodman = new Set(
    told.filter(({ name }) => name === "podman").flatMap((
      { answer: { containers, infra = [] } },
    ) => [
      ...containers.map(({ id }) => id),
      ...infra,
    ]),
  );
  return told.flatMap(({ name, answer: { containers } }) =>
    name === "podman" ? containers : containers.filter(({ id }) => !ofPodman.has(id))
  );
}
