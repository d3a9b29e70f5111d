import type { Sight } from "../host/host.ts";
import type { Process } from "../model/process.ts";
import {
  concerns,
  type FactName,
  isSilent,
  portsIn,
  type Question,
  USUAL_ADDRESSES,
} from "../model/question.ts";
import type { Bind, Caller, Gap, Snapshot } from "../model/snapshot.ts";
import { Refusal } from "../model/refusal.ts";
import { isListener, type Socket } from "../model/socket.ts";
import { enginesToAsk, type Evidence } from "./container_evidence.ts";
import type { FoundContainers } from "./containers.ts";
import type { Further } from "./further.ts";
import type { PlatformProbes } from "./platform.ts";
import { type Answer, firstOf, type LookOptions, rightsNeeded } from "./probe.ts";

/** One look at a machine by the probes of its operating system. */
export async function lookBy(
  probes: PlatformProbes,
  sight: Sight,
  question: Question,
  options: LookOptions,
): Promise<Snapshot> {
  const wants = (fact: FactName) => question.facts.includes(fact);
  const takenAt = new Date(sight.now()).toISOString();
  const answer = await firstOf(...sourcesOf(probes, options))(sight, question, options);
  const caller = probes.readCaller(sight);
  const settings = wants("settings") ? await probes.readSettings(sight, options) : {};
  const seen = answer.value?.filter((socket) => concerns(question, socket)) ?? [];
  const here = await probes.findHolders(sight, seen, caller);
  const elsewhere = await lookElsewhere(probes, sight, question, { here, caller });
  const sockets = [...here, ...elsewhere.value ?? []];
  const all = question.ports === undefined && wants("processes");
  const wanted = { sockets, all, ancestors: wants("processes") };
  const processes = await probes.readProcesses(sight, wanted, options);
  const gap = ownerGap(here, caller, answer.asked?.source);
  const [users, engines, binds] = await Promise.all([
    probes.readUsers(sight, uidsOf(sockets, processes), options),
    askEngines(probes, sight, question, options, { sockets: here, processes }),
    wants("binds") ? bindAll(sight, question, here, { caller, settings }) : [],
  ]);
  const further = await lookFurther(probes, sight, question, options, { processes, caller });
  const known: FactName[] = ["caller", ...further.known];
  if (wants("settings")) known.push("settings");
  if (answer.value) known.push("sockets");
  if (answer.value || all) known.push("processes");
  if (answer.value && !gap) known.push("owners");
  if (elsewhere.value) known.push("namespaces");
  if (engines.containers) known.push("containers");
  if (wants("binds")) known.push("binds");
  return {
    version: 1,
    takenAt,
    platform: sight.os,
    caller,
    sockets,
    processes: [...processes, ...engines.processes],
    containers: engines.containers ?? [],
    binds,
    settings,
    users: { ...users, ...engines.users },
    ...further.facts,
    known,
    gaps: [
      ...answer.gaps,
      ...(gap ? [gap] : []),
      ...elsewhere.gaps,
      ...engines.gaps,
      ...further.gaps,
    ],
    asked: [...(answer.asked ? [answer.asked] : []), ...engines.asked],
  };
}

/** Facts that few questions are about, loaded with their probes only for those. */
async function lookFurther(
  ...asked: Parameters<typeof import("./further.ts").readFurther>
): Promise<Further> {
  const { facts } = asked[2];
  const wanted = FEW.some((fact) => facts.includes(fact));
  return wanted ? await (await import("./further.ts")).readFurther(...asked) : NOTHING_FURTHER;
}

const FEW: readonly FactName[] = ["sessions", "addresses", "routes"];
const NOTHING_FURTHER: Further = { facts: {}, known: [], gaps: [] };

/** Other namespaces are looked into where nobody listens here, or where everything is asked for. */
async function lookElsewhere(
  probes: PlatformProbes,
  sight: Sight,
  question: Question,
  { here, caller }: { readonly here: readonly Socket[]; readonly caller: Caller },
): Promise<Pick<Answer<readonly Socket[]>, "value" | "gaps">> {
  const wanted = question.facts.includes("namespaces") && isSilent(question, here);
  if (!wanted || !probes.findElsewhere) return { gaps: [] };
  const found = await probes.findElsewhere(sight, question, caller);
  if (!("missing" in found)) return { value: found, gaps: [] };
  return { gaps: [{ fact: "namespaces", source: "/proc", reason: found.missing }] };
}

/** The sources to ask: all in their order, or the one that `--source` names. Refuses a word for none. */
function sourcesOf(
  { sockets }: PlatformProbes,
  { source }: LookOptions,
): PlatformProbes["sockets"] {
  if (source === undefined) return sockets;
  const named = sockets.filter(({ name, word = name }) => word === source);
  if (named.length > 0) return named;
  const words = sockets.map(({ name, word = name }) => word).join(", ");
  throw new Refusal("bad-source", `'${source}' is not a source of sockets here: use ${words}`);
}

/** What is missing when listeners stay without a visible owner; to who sees all, nothing is. */
function ownerGap(
  sockets: readonly Socket[],
  caller: Caller,
  source = "",
): Gap | undefined {
  const hidden = sockets.filter((one) => isListener(one) && one.holders.length === 0).length;
  if (hidden === 0 || caller.seesAllOwners === true) return undefined;
  const these = hidden === 1 ? "1 listener" : `${hidden} listeners`;
  return {
    fact: "owners",
    source,
    reason: `${rightsNeeded(caller)}: the process behind ${these} cannot be seen`,
  };
}

function uidsOf(sockets: readonly Socket[], processes: readonly Process[]): ReadonlySet<number> {
  return new Set([...sockets, ...processes].flatMap(({ uid }) => uid ?? []));
}

/** Binds the ports in question; without any, those that somebody has, and port 0 for all others. */
async function bindAll(
  sight: Sight,
  { ports, protos, addresses = USUAL_ADDRESSES }: Question,
  sockets: readonly Socket[],
  context: Pick<Snapshot, "caller" | "settings">,
): Promise<Bind[]> {
  const { tryBinds } = await import("./bind.ts");
  const binds: Bind[] = [];
  for (const proto of protos) {
    const used = () => [0, ...sockets.filter((one) => one.proto === proto).map((one) => one.port)];
    for (const port of ports ? portsIn(ports) : new Set(used())) {
      binds.push(...await tryBinds(sight, { proto, port, addresses }, context));
    }
  }
  return binds;
}

/** Containers, loaded with their probes only where an engine is to be asked. */
async function askEngines(
  probes: PlatformProbes,
  sight: Sight,
  question: Question,
  options: LookOptions,
  evidence: Evidence,
): Promise<FoundContainers> {
  if (question.engines === "never" || !question.facts.includes("containers")) return NO_CONTAINERS;
  const engines = enginesToAsk(sight, question, evidence);
  if (engines.length === 0) return NO_CONTAINERS;
  const { findContainers } = await import("./containers.ts");
  return await findContainers(probes, sight, question, options, { ...evidence, engines });
}

const NO_CONTAINERS: FoundContainers = { processes: [], users: {}, asked: [], gaps: [] };
