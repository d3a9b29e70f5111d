import { isFailure } from "../../host/host.ts";
import { canonicalAddress } from "../../model/address.ts";
import type { Question } from "../../model/question.ts";
import type { Endpoint, Family, Holder, Proto, Socket, SocketState } from "../../model/socket.ts";
import { badExit, type Probe, programFailure } from "../probe.ts";

/** Longest filter that is still cheaper than asking for everything. */
const MOST_RANGES = 64;

/**
 * Sockets by `ss` of iproute2 (`ss(8)`): one call, both protocols, filtered by the kernel when ports
 * are asked for. `-e` adds uid, inode, cgroup and v6only; `-p` the processes.
 */
export const ss: Probe<readonly Socket[]> = {
  name: "ss",
  gives: "sockets",
  async read(sight, question, { probeTimeout }) {
    const ran = await sight.run(ssCommand(sight.recorded ? {} : question), {
      timeout: probeTimeout,
    });
    if (isFailure(ran)) return { missing: programFailure("ss", ran, probeTimeout) };
    if (ran.code !== 0) return { missing: badExit("ss", ran.code, ran.stderr) };
    const sockets = parseSs(ran.stdout);
    // Rubbish from something that only calls itself ss must not read as "nothing listens".
    if (sockets.length === 0 && ran.stdout.trim() !== "") {
      return { missing: "ss printed something that is not a list of sockets" };
    }
    return sockets;
  },
};

/** The argument list that asks `ss` about these ports, or about all; with `peers` about both ends. */
export function ssCommand(
  { ports, peers = false, listening = false }: Pick<Question, "ports" | "peers" | "listening">,
): string[] {
  const command = ["ss", listening ? "-Htulnpe" : "-Htuanpe"];
  if (ports === undefined || ports.length > MOST_RANGES) return command;
  const ends = peers ? ["sport", "dport"] : ["sport"];
  const filters = ports.flatMap(({ first, last }) =>
    ends.map((end) =>
      first === last ? `${end} = :${first}` : `( ${end} >= :${first} and ${end} <= :${last} )`
    )
  );
  return [...command, filters.join(" or ")];
}

/** Names of `ss`, in `sstate_name` of its source, for the states of RFC 9293. */
const STATES: Readonly<Record<string, SocketState>> = {
  LISTEN: "LISTEN",
  ESTAB: "ESTABLISHED",
  "SYN-SENT": "SYN_SENT",
  "SYN-RECV": "SYN_RECEIVED",
  "FIN-WAIT-1": "FIN_WAIT_1",
  "FIN-WAIT-2": "FIN_WAIT_2",
  "TIME-WAIT": "TIME_WAIT",
  UNCONN: "UNCONN",
  "CLOSE-WAIT": "CLOSE_WAIT",
  "LAST-ACK": "LAST_ACK",
  CLOSING: "CLOSING",
};

const HEAD = /^(tcp|udp)\s+([A-Z0-9-]+)\s+(\d+)\s+(\d+)\s+(\S+):(\d+|\*)\s+(\S+):(\d+|\*)(?=\s|$)/;

/**
 * Reads the output of `ss -Htuanpe`. Columns are padded with blanks, the last one, too:
 *
 * ```
 * tcp LISTEN 0 511 *:80 *:* users:(("nginx",pid=8,fd=6),("nginx",pid=7,fd=6)) ino:64 sk:4 cgroup:/ v6only:0 <->
 * udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:* uid:101 ino:20 sk:5 cgroup:/system.slice/x.service <->
 * tcp TIME-WAIT 0 0 [::ffff:127.0.0.1]:80 [::ffff:127.0.0.1]:50646 timer:(timewait,59sec,0) ino:0 sk:b
 * ```
 */
export function parseSs(output: string): Socket[] {
  const sockets: Socket[] = [];
  for (const row of rowsOf(output)) {
    const socket = parseRow(row);
    if (socket) sockets.push(socket);
  }
  return sockets;
}

/** What `HEAD` matched, and the last column, which is all that follows. */
interface Row {
  readonly head: RegExpExecArray;
  last: string;
}

/**
 * A process name may hold a line break, so a line that does not begin like a row continues the last. One by
 * one, because what thousands of rows leave behind together costs more time than reading them.
 */
function* rowsOf(output: string): Generator<Row> {
  let row: Row | undefined;
  for (const line of output.split("\n")) {
    const head = HEAD.exec(line);
    if (head) {
      if (row) yield row;
      row = { head, last: line.slice(head[0].length) };
    } else if (row && line !== "") row.last += `\n${line}`;
  }
  if (row) yield row;
}

function parseRow({ head, last }: Row): Socket | undefined {
  const [
    ,
    proto = "",
    word = "",
    queued,
    limit,
    localHost = "",
    localPort,
    peerHost = "",
    peerPort,
  ] = head;
  const state = proto === "tcp" && word === "UNCONN" ? "CLOSED" : STATES[word];
  const local = endpoint(localHost, localPort ?? "");
  const peer = endpoint(peerHost, peerPort ?? "");
  if (state === undefined || local === undefined) return undefined;
  const { holders, rest } = takeUsers(last.trimStart());
  const { v6only, ...extra } = parseExtra(rest);
  const family = familyOf(localHost, local.address, v6only);
  return {
    proto: proto as Proto,
    ...local,
    family,
    state,
    ...(peer && peer.port !== 0 ? { peer } : {}),
    ...extra,
    // On a v4-mapped address an IPv6 socket answers on IPv4 alone, and the option says nothing.
    ...(family === "ipv4" || v6only === undefined ? {} : { v6only }),
    ...(state === "LISTEN" ? { backlog: { queued: Number(queued), limit: Number(limit) } } : {}),
    holders,
  };
}

/** `*` is the dual-stack wildcard; `0.0.0.0%lo` and `[fe80::1]%eth0` carry a zone. */
function endpoint(host: string, port: string): Endpoint | undefined {
  const [bare = host, zone] = /[[%]/.test(host) ? host.replace(/[[\]]/g, "").split("%") : [];
  const address = bare === "*" ? "::" : canonicalAddress(bare);
  if (address === undefined) return undefined;
  const number = port === "*" ? 0 : Number(port);
  return {
    address,
    ...(zone === undefined ? {} : { zone }),
    port: number,
  };
}

function familyOf(host: string, address: string, v6only: boolean | undefined): Family {
  if (host.startsWith("*")) return "dual";
  if (!address.includes(":")) return "ipv4";
  return address === "::" && v6only === false ? "dual" : "ipv6";
}

const USER = String.raw`\("[^]{0,15}?",pid=(\d+),fd=(\d+)\)`;
const USERS = new RegExp(
  String.raw`^users:\((${USER}(?:,${USER})*)\)(?=\s+(?:timer|uid|ino):|\s*$)`,
);
/** One user, if the rest of the list can be read to its end. */
const NEXT_USER = new RegExp(`${USER}(?=(?:,${USER})*$)`, "g");

/**
 * Takes the users off the front of the last column. A name is at most 15 bytes (TASK_COMM_LEN) and may
 * hold quotes and brackets. `ss` cuts it before the first `)`, and 15 bytes are too short to forge both
 * ends of an entry, so only one way of reading the whole list makes sense.
 */
function takeUsers(column: string): { holders: Holder[]; rest: string } {
  const users = USERS.exec(column);
  if (!users) return { holders: [], rest: column };
  const [list, inner = "", pid, fd, second] = users;
  const all = second === undefined ? [[, pid, fd]] : [...inner.matchAll(NEXT_USER)];
  const holders = all.map(([, pid, fd]) => ({ pid: Number(pid), fd: Number(fd) }));
  return { holders, rest: column.slice(list.length) };
}

/** `uid` is printed unless it is 0, and an inode of 0 means that no file is left (TIME-WAIT). */
const IDS = /(?:\buid:(\d+) )?\bino:(\d+)/;
/** The path of a cgroup may hold blanks, and after it come only v6only and the open directions. */
const CGROUP = /\scgroup:(\/.*?)(?:\s+v6only:[01])?(?:\s+[<-]-[->])?\s*$/s;
const V6ONLY = /\sv6only:([01])(?:\s+[<-]-[->])?\s*$/;

function parseExtra(rest: string): Pick<Socket, "uid" | "inode" | "cgroup" | "v6only"> {
  const [, uid = "0", inode = "0"] = IDS.exec(rest) ?? [];
  const cgroup = CGROUP.exec(rest)?.[1];
  const v6only = V6ONLY.exec(rest)?.[1];
  return {
    ...(inode === "0" ? {} : { inode: Number(inode), uid: Number(uid) }),
    ...(cgroup === undefined ? {} : { cgroup }),
    ...(v6only === undefined ? {} : { v6only: v6only === "1" }),
  };
}
