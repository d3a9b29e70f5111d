import type { Sight } from "../../host/host.ts";
import { asksFor } from "../../model/question.ts";
import type { Proto, Socket, SocketState } from "../../model/socket.ts";
import { parseEndpoint } from "../endpoint.ts";
import { outputOf } from "../output.ts";
import type { LookOptions, Probe } from "../probe.ts";
import { tcpState } from "../tcp_state.ts";
import { readNetTcp } from "./net_tcp.ts";
import { windowsSocket } from "./socket.ts";

/**
 * Sockets by `netstat -ano` of Windows: those of every user, whoever asks.
 *
 * It names one process for each socket, and neither descriptor, inode, uid nor backlog. Whether a
 * wildcard is dual-stack it does not tell: such a socket is printed twice, once for each family.
 */
export const netstat: Probe<readonly Socket[]> = {
  name: "netstat",
  gives: "sockets",
  async read(sight, question, options) {
    const output = await outputOf(sight, ["netstat", "-ano"], options);
    if (typeof output !== "string") return output;
    const rows = parseNetstat(output);
    if (rows.length === 0) {
      return { missing: "netstat printed something that is not a list of sockets" };
    }
    const asked = rows.filter(({ socket }) => asksFor(question, socket.port));
    return await settle(asked, sight, options);
  },
};

/** A row of `netstat`. */
export interface Row {
  readonly socket: Socket;
  /** The state in words that portik does not know; the socket's own is what is left, ESTABLISHED. */
  readonly unknown?: string;
}

/**
 * Rows whose state is in a language that portik does not know are looked up by number. Where that fails,
 * they stay ESTABLISHED: a connection that lives, for those of nobody are TIME_WAIT.
 */
async function settle(
  rows: readonly Row[],
  sight: Sight,
  options: LookOptions,
): Promise<Socket[]> {
  const all = rows.map(({ socket }) => socket);
  if (rows.every(({ unknown }) => unknown === undefined)) return all;
  const numbered = await readNetTcp(sight, options);
  if ("missing" in numbered) return all;
  const states = new Map(numbered.map((socket) => [keyOf(socket), socket.state]));
  return rows.map(({ socket, unknown }) =>
    unknown === undefined ? socket : { ...socket, state: states.get(keyOf(socket)) ?? socket.state }
  );
}

function keyOf({ address, port, peer }: Socket): string {
  return `${address} ${port} ${peer?.address} ${peer?.port}`;
}

const ROW = /^\s*(TCP|UDP)\s+(\S+):(\d+)\s+(\S+):(\d+|\*)\s+(?:(\S.*?)\s+)?(\d+)\s*$/;

/**
 * States in German, as far as they have been seen. French, Japanese, Chinese and most others are in
 * English; the word for LISTEN is never needed.
 */
const GERMAN: ReadonlyMap<string, SocketState> = new Map([
  ["HERGESTELLT", "ESTABLISHED"],
  ["WARTEND", "TIME_WAIT"],
  ["SCHLIESSEN_WARTEN", "CLOSE_WAIT"],
  ["FIN_WARTEN_2", "FIN_WAIT_2"],
  ["SYN_GESENDET", "SYN_SENT"],
]);

/**
 * Reads the output of `netstat -ano` of Windows by the shape of its rows alone, for headings and states
 * are in the language of the system, and in a code page that turns letters into rubbish:
 *
 * ```
 *   Proto  Lokale Adresse         Remoteadresse          Status           PID
 *   TCP    0.0.0.0:135            0.0.0.0:0              ABH�REN          1052
 *   TCP    [::1]:5173             [::1]:50432            SCHLIESSEN_WARTEN 9004
 *   UDP    [fe80::1c2b%12]:1900   *:*                                    3100
 * ```
 *
 * A TCP socket whose peer has no port listens; one that belongs to nobody and has a peer is in TIME_WAIT.
 */
export function parseNetstat(output: string): Row[] {
  return output.split("\n").flatMap((line) => parseRow(line) ?? []);
}

function parseRow(line: string): Row | undefined {
  const row = ROW.exec(line);
  if (!row) return undefined;
  const [, word = "", host = "", port = "", peerHost = "", peerPort = "", stateWord = "", pid] =
    row;
  const proto = word.toLowerCase() as Proto;
  const local = parseEndpoint(host, port, "0.0.0.0");
  const peer = parseEndpoint(peerHost, peerPort, "0.0.0.0");
  if (!local || local.port === 0 || !peer) return undefined;
  const facts = { proto, local, peer, pid: Number(pid) };
  if (proto === "udp") {
    return {
      socket: windowsSocket({ ...facts, state: peer.port === 0 ? "UNCONN" : "ESTABLISHED" }),
    };
  }
  if (peer.port === 0) return { socket: windowsSocket({ ...facts, state: "LISTEN" }) };
  const known = tcpState(stateWord) ?? GERMAN.get(stateWord);
  const state = known ?? (facts.pid === 0 ? "TIME_WAIT" : undefined);
  return {
    socket: windowsSocket({ ...facts, state: state ?? "ESTABLISHED" }),
    ...(state === undefined ? { unknown: stateWord } : {}),
  };
}
