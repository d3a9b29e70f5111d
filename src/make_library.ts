import type { SharedFlags } from "./cli/flags.ts";
import type { Host } from "./host/host.ts";
import type { Library, LookChoices, Ports } from "./library.ts";
import { parseHost } from "./model/ports.ts";
import type { Rule } from "./plugin.ts";

/** Makes the library over a host. */
export function makeLibrary(host: Host, loadRules: () => Promise<readonly Rule[]>): Library {
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
  };
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
