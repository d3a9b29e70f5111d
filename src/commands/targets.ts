import { protosOf, type SharedFlags } from "../cli/flags.ts";
import type { PortTarget } from "../analysis/port_status.ts";
import { parsePorts, type PortRequest } from "../model/ports.ts";
import type { PortRange } from "../model/question.ts";
import { Refusal } from "../model/refusal.ts";
import type { Proto } from "../model/socket.ts";

/** Most single ports that one command explains or shows one by one. */
const MOST_PORTS = 1024;

/** The limit for a command that makes little of each port: every port there is, named twice. */
export const EVERY_PORT = 2 * 65535;

/** The ports of a command line: what to look at, and each port that is to be answered. */
export interface Targets {
  readonly ranges: readonly PortRange[];
  readonly protos: readonly Proto[];
  readonly targets: readonly PortTarget[];
}

/** Reads the port words of a command. Each port is answered once for each protocol and address. */
export function targetsOf(
  words: readonly string[],
  flags: Pick<SharedFlags, "proto">,
  most = MOST_PORTS,
): Targets {
  const requests = words.flatMap(parsePorts);
  const total = requests.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  if (total > most) {
    throw new Refusal("too-many-ports", `${total} ports are too many to answer one by one`, {
      hint: `Name at most ${most}; portik scan takes every port`,
    });
  }
  const targets = requests.flatMap((request) => expand(request, protosOf(flags)));
  return {
    ranges: requests.map(({ first, last }) => ({ first, last })),
    protos: [...new Set(targets.map(({ proto }) => proto))],
    // One word cannot name a port twice, but it can name all of them.
    targets: requests.length === 1 ? targets : unique(targets),
  };
}

function unique(targets: readonly PortTarget[]): PortTarget[] {
  return [...new Map(targets.map((one) => [`${one.proto} ${one.port} ${one.host}`, one])).values()];
}

function expand({ first, last, proto, host }: PortRequest, protos: readonly Proto[]): PortTarget[] {
  const targets: PortTarget[] = [];
  for (let port = first; port <= last; port++) {
    for (const one of proto ? [proto] : protos) {
      targets.push(host === undefined ? { port, proto: one } : { port, proto: one, host });
    }
  }
  return targets;
}
