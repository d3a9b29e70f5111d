import type { Sight } from "../../host/host.ts";
import { asksFor } from "../../model/question.ts";
import type { Proto, Socket, SocketState } from "../../model/socket.ts";
import { parseEndpoint } from "../endpoint.ts";
import type { LookOptions, Missing, Probe } from "../probe.ts";
import { isMissing, objectsOf, readPowerShell } from "./powershell.ts";
import { windowsSocket } from "./socket.ts";

/** Every socket with what PowerShell tells of it, states as numbers. */
export const SCRIPT =
  "$t=@(Get-NetTCPConnection|Select-Object LocalAddress,LocalPort,RemoteAddress,RemotePort," +
  "@{n='State';e={[int]$_.State}},OwningProcess);" +
  "$u=@(Get-NetUDPEndpoint|Select-Object LocalAddress,LocalPort,OwningProcess);" +
  "ConvertTo-Json -Compress -Depth 4 -InputObject @{tcp=$t;udp=$u}";

/**
 * Sockets by PowerShell (`Get-NetTCPConnection`, `Get-NetUDPEndpoint`), whose states are numbers in every
 * language. Slower than `netstat` by a second or two.
 *
 * It tells what `netstat` does: one process, and neither descriptor, inode, uid nor backlog.
 */
export const netTcp: Probe<readonly Socket[]> = {
  name: "PowerShell",
  word: "powershell",
  gives: "sockets",
  async read(sight, question, options) {
    const sockets = await readNetTcp(sight, options);
    if ("missing" in sockets) return sockets;
    return sockets.filter((socket) => asksFor(question, socket.port));
  },
};

/** Asks PowerShell for all sockets. */
export async function readNetTcp(sight: Sight, options: LookOptions): Promise<Socket[] | Missing> {
  const answer = await readPowerShell(sight, SCRIPT, options);
  if (isMissing(answer)) return answer;
  return parseNetTcp(answer) ?? {
    missing: "powershell printed something that is not a list of sockets",
  };
}

/**
 * States of `Get-NetTCPConnection`: those of MIB_TCP_STATE (`tcpmib.h`), and 100 for one that is bound
 * and no more. Each outgoing connection has such a twin, and `netstat` shows none, so it is left out.
 */
const STATES: Readonly<Record<number, SocketState>> = {
  1: "CLOSED",
  2: "LISTEN",
  3: "SYN_SENT",
  4: "SYN_RECEIVED",
  5: "ESTABLISHED",
  6: "FIN_WAIT_1",
  7: "FIN_WAIT_2",
  8: "CLOSE_WAIT",
  9: "CLOSING",
  10: "LAST_ACK",
  11: "TIME_WAIT",
  12: "CLOSED",
};

/**
 * Reads what SCRIPT prints, or returns undefined where it is something else:
 *
 * ```
 * {"tcp":[{"LocalAddress":"::","LocalPort":80,"RemoteAddress":"::","RemotePort":0,"State":2,"OwningProcess":4}],
 *  "udp":[{"LocalAddress":"fe80::1%12","LocalPort":1900,"OwningProcess":3100}]}
 * ```
 */
export function parseNetTcp(answer: unknown): Socket[] | undefined {
  const [lists] = objectsOf(answer);
  if (!lists || !("tcp" in lists) || !("udp" in lists)) return undefined;
  return (["tcp", "udp"] as const).flatMap((proto) =>
    objectsOf(lists[proto]).flatMap((row) => socketOf(proto, row) ?? [])
  );
}

function socketOf(proto: Proto, row: Record<string, unknown>): Socket | undefined {
  const local = parseEndpoint(String(row.LocalAddress), String(row.LocalPort), "0.0.0.0");
  const peer = parseEndpoint(String(row.RemoteAddress), String(row.RemotePort), "0.0.0.0");
  const state = proto === "udp" ? "UNCONN" : STATES[Number(row.State)];
  if (!local || local.port === 0 || state === undefined) return undefined;
  return windowsSocket({ proto, local, peer, state, pid: Number(row.OwningProcess) });
}
