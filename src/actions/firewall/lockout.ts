import { programOf } from "../../analysis/blame/case.ts";
import { canonicalAddress, isLoopback } from "../../model/address.ts";
import type { Machine } from "../../model/machine.ts";
import { isIn } from "../../model/network.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Process } from "../../model/process.ts";
import type { Proto, Socket } from "../../model/socket.ts";
import { type PortBlock, portText } from "./port_block.ts";

/** A connection by which somebody works on this machine from elsewhere. */
export interface Session {
  readonly port: number;
  readonly proto: Proto;
  /** Address of the client; left out where it cannot be told, as of mosh. */
  readonly client?: string;
  /** Whose it is, for a sentence. */
  readonly by: string;
}

/** Programs that keep a session alive while nobody looks: who looks now came by a login of their own. */
const KEEPERS: readonly string[] = ["tmux", "screen", "zellij"];

/** Servers of logins, as far as they hold one connection for each. */
const SERVERS: readonly string[] = ["sshd", "sshd-session", "dropbear"];

/**
 * The connections that may carry whoever runs this portik: those of its ancestors, whatever they are called;
 * below a tmux or a screen, every login there is; and the one that `SSH_CONNECTION` tells of, which ssh sets
 * to the client's address and port and the server's (`sshd(8)`, ENVIRONMENT is in `ssh(1)`).
 */
export function sessionsOf(
  machine: Machine,
  sshConnection: string | undefined,
): readonly Session[] {
  const { sockets, processes, caller } = machine.snapshot;
  const line = machine.ancestry(caller.pid);
  const kept = line.some((process) => KEEPERS.includes(programOf(process)));
  const logins = kept ? processes.filter((one) => SERVERS.includes(programOf(one))) : [];
  const carriers = new Map([...line, ...logins].map((one) => [one.pid, one]));
  const carried = sockets.flatMap((socket) => {
    const carrier = socket.holders.map(({ pid }) => carriers.get(pid)).find((one) => one);
    if (!carrier || !(isConversation(socket) || isMosh(socket, carrier))) return [];
    return [sessionBy(socket, carrier)];
  });
  return [...carried, ...fromEnvironment(sshConnection)];
}

function isConversation({ state, namespace, peer }: Socket): boolean {
  return namespace === undefined && state !== "LISTEN" && state !== "TIME_WAIT" &&
    peer !== undefined;
}

/** mosh serves one login on a UDP socket of its own, which names no peer. */
function isMosh(socket: Socket, process: Process): boolean {
  return socket.proto === "udp" && programOf(process) === "mosh-server";
}

function sessionBy({ port, proto, peer }: Socket, { name, pid }: Process): Session {
  const client = peer && { client: peer.address };
  return { port, proto, ...client, by: `by ${name}, pid ${pid}` };
}

function fromEnvironment(text = ""): Session[] {
  const [client = "", , , port = ""] = text.split(" ");
  const address = canonicalAddress(client.replace(/%.*$/, ""));
  if (address === undefined || !/^\d+$/.test(port)) return [];
  return [{ port: Number(port), proto: "tcp", client: address, by: "as SSH_CONNECTION says" }];
}

/** The first of these sessions that a block would cut, or keep from coming back. */
export function sessionCutBy(
  block: PortBlock,
  sessions: readonly Session[],
): Session | undefined {
  return sessions.find(({ port, proto, client }) => {
    if (proto !== block.proto || port < block.first || port > block.last) return false;
    if (client === undefined) return true;
    if (isLoopback(client) && !block.loopback) return false;
    return block.from === undefined || isIn(client, block.from);
  });
}

/**
 * Throws a Refusal where one of the blocks would cut one of the sessions, exit code 3, and where nobody can
 * tell, because the machine did not show its sockets, exit code 4.
 */
export function refuseLockout(
  blocks: readonly PortBlock[],
  { machine, sshConnection }: {
    readonly machine: Machine;
    readonly sshConnection: string | undefined;
  },
): void {
  if (machine.isBlindTo("sockets")) {
    throw new Refusal(
      "no-sockets",
      "portik cannot see who is connected, and so not whether this locks you out",
      { exit: 4, hint: "--even-ssh does it all the same" },
    );
  }
  const sessions = sessionsOf(machine, sshConnection);
  for (const block of blocks) {
    const cut = sessionCutBy(block, sessions);
    if (!cut) continue;
    const from = cut.client === undefined ? "" : ` from ${cut.client}`;
    throw new Refusal(
      "own-session",
      `blocking ${portText(block)} would lock you out: the session that this runs in comes` +
        `${from} to port ${cut.port} (${cut.by})`,
      { exit: 3, hint: "--from ADDRESS blocks others alone; --even-ssh does it all the same" },
    );
  }
}
