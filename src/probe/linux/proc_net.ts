import { isFailure } from "../../host/host.ts";
import { formatIpv6 } from "../../model/address.ts";
import { concerns } from "../../model/question.ts";
import type { Endpoint, Proto, Socket, SocketState } from "../../model/socket.ts";
import type { Probe } from "../probe.ts";
import { withDualStack } from "./dual_stack.ts";
import { holdersByInode } from "./proc_fd.ts";
import { linkLocalZones, withZone } from "./zones.ts";

const TABLES = [["tcp", "tcp"], ["tcp6", "tcp"], ["udp", "udp"], ["udp6", "udp"]] as const;

/**
 * Sockets by `/proc/net/{tcp,tcp6,udp,udp6}` (`proc_net(5)`), owners by `/proc/PID/fd`: for machines
 * without `ss`.
 *
 * What these files do not say: the limit of a backlog, the cgroup, and the device that a socket is
 * bound to. IPV6_V6ONLY is not in them either; for a wildcard it is found by trying the IPv4 side, and
 * is left out where an IPv4 listener is in the way of that.
 */
export const procNet: Probe<readonly Socket[]> = {
  name: "/proc/net",
  gives: "sockets",
  async read(sight, question) {
    const tables = TABLES.map(([file, proto]) => ({
      proto,
      text: sight.readText(`/proc/net/${file}`),
    }));
    if (tables.every(({ text }) => isFailure(text))) return { missing: "/proc/net cannot be read" };
    const zones = linkLocalZones(sight.readText("/proc/net/if_inet6"));
    const rows = tables
      .flatMap(({ text, proto }) => isFailure(text) ? [] : parseProcNet(text, proto))
      .filter((socket) => concerns(question, socket))
      .map((socket) => withZone(socket, zones));
    const holders = holdersByInode(sight, new Set(rows.flatMap(({ inode }) => inode ?? [])));
    const owned = rows.map((row) => ({ ...row, holders: holders.get(row.inode ?? 0) ?? [] }));
    return await withDualStack(owned, sight);
  },
};

/** Kernel numbers of TCP states (`include/net/tcp_states.h`); 12 is a request not yet accepted. */
const STATES: readonly SocketState[] = [
  "CLOSED",
  "ESTABLISHED",
  "SYN_SENT",
  "SYN_RECEIVED",
  "FIN_WAIT_1",
  "FIN_WAIT_2",
  "TIME_WAIT",
  "CLOSED",
  "CLOSE_WAIT",
  "LAST_ACK",
  "LISTEN",
  "CLOSING",
  "SYN_RECEIVED",
];

/**
 * Reads one table; addresses are 32-bit words in the machine's byte order (little-endian here), ports
 * in hex.
 *
 * ```
 *   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
 *    0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   105        0 6398 1 …
 * ```
 */
export function parseProcNet(table: string, proto: Proto): Socket[] {
  return table.split("\n").slice(1).flatMap((line) => {
    const [, local = "", remote = "", stateHex = "", queues = "", , , uid, , inode] = line.trim()
      .split(/\s+/);
    const here = endpoint(local);
    const peer = endpoint(remote);
    if (!here || !peer) return [];
    const number = parseInt(stateHex, 16);
    const state = proto === "udp" ? (number === 1 ? "ESTABLISHED" : "UNCONN") : STATES[number];
    if (state === undefined) return [];
    const queued = parseInt(queues.split(":")[1] ?? "0", 16);
    return [{
      proto,
      ...here,
      family: here.address.includes(":") ? "ipv6" as const : "ipv4" as const,
      state,
      ...(peer.port === 0 ? {} : { peer }),
      ...(inode === "0" ? {} : { inode: Number(inode), uid: Number(uid) }),
      ...(state === "LISTEN" ? { backlog: { queued } } : {}),
      holders: [],
    }];
  });
}

function endpoint(text: string): Endpoint | undefined {
  const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(text);
  if (!match) return undefined;
  const [, hex = "", port = ""] = match;
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap(wordBytes);
  const address = bytes.length === 4 ? bytes.join(".") : formatIpv6(pairs(bytes));
  return { address, port: parseInt(port, 16) };
}

function wordBytes(word: string): number[] {
  return (word.match(/../g) ?? []).map((byte) => parseInt(byte, 16)).reverse();
}

function pairs(bytes: readonly number[]): number[] {
  return Array.from(
    { length: bytes.length / 2 },
    (_, i) => (bytes[2 * i] ?? 0) * 256 + (bytes[2 * i + 1] ?? 0),
  );
}
