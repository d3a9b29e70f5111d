import { arrange, type Arranged } from "./cli/arrange.ts";
import { type Proposal, propose } from "./cli/propose.ts";
import { COMMANDS, findCommand } from "./commands/mod.ts";
import type { Host } from "./host/host.ts";
import type { Lease } from "./model/lease.ts";
import { Machine } from "./model/machine.ts";
import { Refusal } from "./model/refusal.ts";
import { look } from "./probe/mod.ts";
import { harmless } from "./render/harmless.ts";
import { peekLeases } from "./store/leases.ts";

/** Deadline of what a completion asks, in ms: somebody holds down the Tab key. */
const TIMEOUT = 1000;

/**
 * Answers a shell: prints a line for each proposal for the last of these words, with what it means behind
 * a tab where there is something to say. Never complains; a shell has no use for it.
 */
export async function complete(host: Host, words: readonly string[]): Promise<number> {
  const proposals = await proposalsFor(host, words);
  const lines = proposals.map(({ value, about }) =>
    about === "" ? `${harmless(value)}\n` : `${harmless(value)}\t${harmless(about)}\n`
  );
  host.print("out", lines.join(""));
  return 0;
}

async function proposalsFor(host: Host, words: readonly string[]): Promise<readonly Proposal[]> {
  const before = arranged(words.slice(0, -1));
  const entry = findCommand(before?.command ?? "");
  // Behind a word that is no command, and one that is refused, nothing makes sense.
  if (!before || (before.command !== undefined && !entry)) return [];
  const command = await entry?.load();
  return await propose([...before.words, words.at(-1) ?? ""], {
    commands: COMMANDS,
    ...(command ? { command } : {}),
    ports: () => livePorts(host),
    leases: () => leaseProposals(host),
  });
}

/** The command among the words that are finished, and the others; undefined where they are refused. */
function arranged(words: readonly string[]): Arranged | undefined {
  try {
    return arrange(words, (word) => findCommand(word) !== undefined);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** The ports that somebody listens on, with who it is; `5353/udp` where that is by UDP alone. */
async function livePorts(host: Host): Promise<readonly Proposal[]> {
  const machine = new Machine(
    await look(host, {
      facts: ["sockets", "owners"],
      protos: ["tcp", "udp"],
      listening: true,
      engines: "never",
    }, { probeTimeout: TIMEOUT }),
  );
  const listeners = machine.snapshot.sockets
    .toSorted((a, b) => a.port - b.port || a.proto.localeCompare(b.proto));
  return [...Map.groupBy(listeners, ({ port }) => port)].map(([port, sockets]) => {
    const [{ proto = "tcp" } = {}] = sockets;
    const names = sockets.filter((socket) => socket.proto === proto)
      .flatMap((socket) => machine.owner(socket)?.name ?? []);
    return { value: proto === "udp" ? `${port}/udp` : `${port}`, about: names[0] ?? "" };
  });
}

/** The ports and the names by which leases can be released. */
async function leaseProposals(host: Host): Promise<readonly Proposal[]> {
  const all = await leasesOf(host);
  const names = new Set(all.flatMap(({ name }) => name ?? []));
  return [
    ...all.map(({ port, proto, name, by }) => ({
      value: proto === "udp" ? `${port}/udp` : `${port}`,
      about: name ?? by,
    })),
    ...[...names].map((value) => ({ value, about: "" })),
  ];
}

/** None where they cannot be read: `portik release` says why. */
async function leasesOf(host: Host): Promise<readonly Lease[]> {
  try {
    using store = await peekLeases(host);
    return await store?.current() ?? [];
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}
