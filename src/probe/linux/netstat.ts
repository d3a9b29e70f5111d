import { asksFor } from "../../model/question.ts";
import type { Proto, Socket, SocketState } from "../../model/socket.ts";
import { familyOf, parseEndpoint } from "../endpoint.ts";
import { outputOf } from "../output.ts";
import type { Probe } from "../probe.ts";
import { tcpState } from "../tcp_state.ts";
import { withDualStack } from "./dual_stack.ts";
import { linkLocalZones, withZone } from "./zones.ts";

/** `-e` adds uid and inode, `-p` the process; without `-W` long IPv6 addresses are cut. */
const COMMAND = ["netstat", "-tuanpeW"];

/**
 * Sockets by `netstat` of net-tools (`netstat(8)`).
 *
 * Of several processes that hold a socket it names one, and no descriptor. It does not tell the limit of
 * a backlog, the cgroup, and the device that a socket is bound to. As for `/proc/net`, IPV6_V6ONLY of a
 * wildcard is found by trying the IPv4 side.
 */
export const netstat: Probe<readonly Socket[]> = {
  name: "netstat",
  gives: "sockets",
  async read(sight, question, options) {
    const output = await outputOf(sight, COMMAND, options);
    if (typeof output !== "string") return output;
    if (!/^Proto\s/m.test(output)) {
      return { missing: "netstat printed something that is not a list of sockets" };
    }
    const zones = linkLocalZones(sight.readText("/proc/net/if_inet6"));
    const sockets = parseNetstat(output)
      .filter((socket) => asksFor(question, socket.port))
      .map((socket) => withZone(socket, zones));
    return await withDualStack(sockets, sight);
  },
};

const ROW =
  /^(tcp|udp)6?\s+(\d+)\s+\d+\s+(\S+):(\d+|\*)\s+(\S+):(\d+|\*)\s+(?:([A-Z]\w*)\s+)?(\d+)\s+(\d+)\s+(?:-\s*|(\d+)\/[^]*)$/;

/**
 * Reads the output of `netstat -tuanpeW`. Columns are padded; a UDP socket without a peer has no state,
 * and nobody's inode is 0. A program's name may hold anything, line breaks too, but it is cut to fewer
 * bytes than a row takes.
 *
 * ```
 * Proto Recv-Q Send-Q Local Address           Foreign Address         State       User       Inode      PID/Program name
 * tcp        0      0 127.0.0.1:5432          0.0.0.0:*               LISTEN      105        6398       812/postgres
 * tcp6       1      0 ::1:5432                ::1:50646               CLOSE_WAIT  0          6411       -
 * udp6       0      0 :::5353                 :::*                                101        7002       640/avahi-daemon: r
 * ```
 */
export function parseNetstat(output: string): Socket[] {
  return output.split("\n").flatMap((line) => parseRow(line) ?? []);
}

function parseRow(line: string): Socket | undefined {
  const row = ROW.exec(line);
  if (!row) return undefined;
  const [, word, queued, host = "", port = "", peerHost = "", peerPort = ""] = row;
  const [stateWord, uid, inode, pid] = row.slice(7);
  const proto = word as Proto;
  const local = parseEndpoint(host, port, "0.0.0.0");
  const peer = parseEndpoint(peerHost, peerPort, "0.0.0.0");
  const state = stateOf(proto, stateWord);
  if (!local || state === undefined) return undefined;
  return {
    proto,
    ...local,
    family: familyOf(local.address),
    state,
    ...(peer && peer.port !== 0 ? { peer } : {}),
    ...(inode === "0" ? {} : { inode: Number(inode), uid: Number(uid) }),
    ...(state === "LISTEN" ? { backlog: { queued: Number(queued) } } : {}),
    holders: pid === undefined ? [] : [{ pid: Number(pid) }],
  };
}

function stateOf(proto: Proto, word: string | undefined): SocketState | undefined {
  if (word !== undefined) return tcpState(word);
  return proto === "udp" ? "UNCONN" : undefined;
}
