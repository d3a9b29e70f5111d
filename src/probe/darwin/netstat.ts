import { asksFor } from "../../model/question.ts";
import { isListener, type Proto, type Socket, type SocketState } from "../../model/socket.ts";
import type { Sight } from "../../host/host.ts";
import { familyOf, parseEndpoint } from "../endpoint.ts";
import { outputOf } from "../output.ts";
import type { LookOptions, Missing, Probe } from "../probe.ts";
import { tcpState } from "../tcp_state.ts";

/**
 * Sockets by `netstat` of macOS (`netstat(1)`): those of every user, whoever asks.
 *
 * It names one process for each socket, the last that used it, and no descriptor; nor does it tell the
 * uid of a socket and its backlog.
 */
export const netstat: Probe<readonly Socket[]> = {
  name: "netstat",
  gives: "sockets",
  async read(sight, question, options) {
    const sockets = await readNetstat(sight, options);
    if ("missing" in sockets) return sockets;
    return sockets.filter((socket) => asksFor(question, socket.port));
  },
};

/** Asks for both protocols at once. `-l` and `-W` keep long addresses whole, `-v` adds the process. */
export async function readNetstat(
  sight: Sight,
  options: LookOptions,
): Promise<Socket[] | Missing> {
  const outputs = await Promise.all(
    ["tcp", "udp"].map((proto) => outputOf(sight, ["netstat", "-anvlW", "-p", proto], options)),
  );
  const sockets: Socket[] = [];
  for (const output of outputs) {
    if (typeof output !== "string") return output;
    if (!/^Proto\s/m.test(output)) {
      return { missing: "netstat printed something that is not a list of sockets" };
    }
    sockets.push(...parseNetstat(output));
  }
  return sockets;
}

const ROW = /^(tcp|udp)(4|6|46)\s+\d+\s+\d+\s+(\S+)\.(\d+|\*)\s+(\S+)\.(\d+|\*)(?:\s+(\S.*))?$/;

/**
 * Reads the output of `netstat -anv -p tcp` and of `-p udp` (`inet.c` of Apple's network_cmds). An
 * address ends in a dot and the port. `tcp46` is a wildcard that answers on both families, `tcp6` one
 * that answers on IPv6 alone. What follows the state differs: up to macOS 13 there is a column `pid`,
 * later one of name and pid, in which the name may hold blanks:
 *
 * ```
 * Proto Recv-Q Send-Q  Local Address    Foreign Address  (state)     rhiwat shiwat    pid   epid  state    options
 * tcp46      0      0  *.8080           *.*              LISTEN      131072 131072    812      0 0x0100 0x00000006
 * udp6       0      0  fe80::1%lo0.123  *.*                          786896   9216    320      0 0x0000 0x00000000
 *
 * Proto Recv-Q Send-Q  Local Address    Foreign Address  (state)  rxbytes txbytes rhiwat shiwat   process:pid  state  options gencnt …
 * tcp6       0      0  ::1.8080         *.*              LISTEN         0       0 131072 131072 Google Chrome:812 00100 00000006 000…
 * ```
 */
export function parseNetstat(output: string): Socket[] {
  let pidColumn = -1;
  return output.split("\n").flatMap((line) => {
    if (line.startsWith("Proto")) {
      pidColumn = (line.split("(state)")[1] ?? "").trim().split(/\s+/).indexOf("pid");
    }
    return parseRow(line, pidColumn) ?? [];
  });
}

function parseRow(line: string, pidColumn: number): Socket | undefined {
  const row = ROW.exec(line);
  if (!row) return undefined;
  const [, word, families = "", host = "", port = "", peerHost = "", peerPort = "", rest = ""] =
    row;
  const proto = word as Proto;
  const wildcard = families === "4" ? "0.0.0.0" : "::";
  const local = parseEndpoint(host, port, wildcard);
  const peer = parseEndpoint(peerHost, peerPort, wildcard);
  const connected = peer !== undefined && peer.port !== 0;
  const { state, facts } = takeState(proto, rest, connected);
  if (!local || local.port === 0 || state === undefined) return undefined;
  const pid = pidOf(facts, pidColumn);
  const listens = isListener({ state }) && local.address.includes(":");
  return {
    proto,
    ...local,
    family: families === "46" && listens ? "dual" : familyOf(local.address),
    state,
    ...(connected ? { peer } : {}),
    ...(listens ? { v6only: families === "6" } : {}),
    holders: pid === undefined || pid === 0 ? [] : [{ pid }],
  };
}

function takeState(
  proto: Proto,
  rest: string,
  connected: boolean,
): { state: SocketState | undefined; facts: string } {
  if (proto === "udp") return { state: connected ? "ESTABLISHED" : "UNCONN", facts: rest };
  const [word = ""] = rest.split(" ", 1);
  return { state: tcpState(word), facts: rest.slice(word.length).trimStart() };
}

/** Behind the pid come the hexadecimal state and options, and nothing but numbers after them. */
const NAMED_PID = /:(\d+)\s+[0-9a-f]{4,}\s+[0-9a-f]{8}(?:\s+[0-9a-f]+)*\s*$/;

function pidOf(facts: string, pidColumn: number): number | undefined {
  const pid = pidColumn < 0 ? NAMED_PID.exec(facts)?.[1] : facts.split(/\s+/)[pidColumn];
  return pid === undefined || !/^\d+$/.test(pid) ? undefined : Number(pid);
}
