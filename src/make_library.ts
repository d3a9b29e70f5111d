import type { SharedFlags } from "./cli/flags.ts";
import type { Host } from "./host/host.ts";
import type { FreePortChoices, Library, LookChoices, Ports } from "./library.ts";
import type { PortGiver, PortWanted } from "./commands/leasing/free_port.ts";
import { defined } from "./model/defined.ts";
import { parseHost, parsePorts } from "./model/ports.ts";
import { portsIn } from "./model/question.ts";
import { Refusal } from "./model/refusal.ts";
import type { Rule } from "./plugin.ts";

/** In ms: every time from now on stays a date. */
const LONGEST_LEASE = 36_525 * 86_400_000;

/** Makes the library over a host. */
export function makeLibrary(host: Host, loadRules: () => Promise<readonly Rule[]>): Library {
  let giver: Promise<PortGiver> | undefined;
  return {
    async who(ports, choices = {}) {
      const { answerWho } = await import("./commands/who.ts");
      const { openWorld } = await import("./world.ts");
      const flags = flagsOf(choices);
      return (await answerWho(openWorld(host, loadRules, flags), flags, wordsOf(ports))).ports;
    },
    async explain(ports, { host: address, rules: more = [], ...choices } = {}) {
      const { answerExplain } = await import("./commands/explain.ts");
      const { openWorld } = await import("./world.ts");
      const flags = {
        ...flagsOf(choices),
        ...(address === undefined ? {} : { host: parseHost(address) }),
      };
      const world = openWorld(host, async () => [...await loadRules(), ...more], flags);
      return (await answerExplain(world, flags, wordsOf(ports))).ports;
    },
    async freePort(choices = {}) {
      giver ??= makeGiver(host, loadRules);
      return await (await giver).give(wantedOf(choices));
    },
  };
}

async function makeGiver(
  host: Host,
  loadRules: () => Promise<readonly Rule[]>,
): Promise<PortGiver> {
  const { PortGiver } = await import("./commands/leasing/free_port.ts");
  const { openWorld } = await import("./world.ts");
  return new PortGiver(openWorld(host, loadRules, flagsOf({})));
}

function wantedOf(choices: FreePortChoices): PortWanted {
  const { ports, exclude, proto = "tcp", host, lease, name, browserBlocked = false } = choices;
  if (lease !== undefined && !(lease >= 1000 && lease <= LONGEST_LEASE)) {
    throw new Refusal(
      "bad-lease",
      `${lease} ms is no time for a lease: it lasts from 1 s to 100 years`,
    );
  }
  return defined({
    protos: proto === "all" ? ["tcp", "udp"] as const : [proto],
    exclude: exclude === undefined ? new Set<number>() : portsOf(exclude),
    ports: ports === undefined ? undefined : { text: `${wordsOf(ports)}`, numbers: portsOf(ports) },
    host: host === undefined ? undefined : parseHost(host),
    browserBlocked,
    lease,
    name,
  });
}

/** Every port that is named, once, in this order. Throws a Refusal for what is no port alone. */
function portsOf(ports: Ports): ReadonlySet<number> {
  const requests = wordsOf(ports).flatMap(parsePorts);
  const more = requests.some(({ proto, host }) => proto !== undefined || host !== undefined);
  if (!more) return portsIn(requests);
  throw new Refusal(
    "bad-port",
    `'${wordsOf(ports)}' names more than ports: say proto and host apart`,
  );
}

function wordsOf(ports: Ports): string[] {
  return [ports].flat().map(String);
}

function flagsOf({ proto = "tcp", probeTimeout = 2000, docker, from }: LookChoices): SharedFlags {
  return {
    json: true,
    color: "never",
    proto,
    probeTimeout,
    noPlugins: true,
    quiet: true,
    verbose: false,
    ...(docker === undefined ? {} : { docker }),
    ...(from === undefined ? {} : { from }),
  };
}
