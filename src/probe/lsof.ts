import { isFailure, type Sight } from "../host/host.ts";
import type { PortRange, Question } from "../model/question.ts";
import type { Holder, Proto, Socket } from "../model/socket.ts";
import { familyOf, parseEndpoint } from "./endpoint.ts";
import { badExit, type LookOptions, type Missing, programFailure } from "./probe.ts";
import { tcpState } from "./tcp_state.ts";

/** Most ranges to filter by: `lsof` takes no more than 100 in all (`MAXNWAD` of its source). */
const MOST_RANGES = 20;

/** Why the answer of `lsof` to an ordinary user is not one: it finds sockets by their descriptors. */
export const OWN_SOCKETS_ONLY =
  "lsof shows an ordinary user nothing but the sockets of their own processes";

/**
 * The argument list that asks `lsof` about these ports, or about all (`lsof(8)`). `-b` keeps it from
 * calls that hang on a dead network file system, `-w` from telling so; `-F` gives one field a line.
 */
export function lsofCommand(ports: readonly PortRange[] | undefined): string[] {
  const few = ports !== undefined && ports.length <= MOST_RANGES ? ports : [];
  const list = few.map(({ first, last }) => first === last ? `${first}` : `${first}-${last}`);
  const filter = list.length === 0 ? "" : `:${list.join(",")}`;
  return ["lsof", "-b", "-w", "-nP", `-iTCP${filter}`, `-iUDP${filter}`, "-Tqs", "-FpftdPnT"];
}

/** Runs `lsof` and reads what it prints. */
export async function readLsof(
  sight: Sight,
  question: Question,
  { probeTimeout }: LookOptions,
): Promise<Socket[] | Missing> {
  const ran = await sight.run(lsofCommand(sight.recorded ? undefined : question.ports), {
    timeout: probeTimeout,
  });
  if (isFailure(ran)) return { missing: programFailure("lsof", ran, probeTimeout) };
  // It exits with 1 when something it was asked for is not there, be it one of two protocols.
  if (ran.code !== 0 && ran.stdout === "" && ran.stderr !== "") {
    return { missing: badExit("lsof", ran.code, ran.stderr) };
  }
  if (ran.stdout !== "" && !/^p\d+$/m.test(ran.stdout)) {
    return { missing: "lsof printed something that is not a list of open files" };
  }
  return parseLsof(ran.stdout);
}

/** The fields of one open file by their letters, with those of TCP by three (`TST`). */
type OpenFile = Readonly<Record<string, string>>;

/**
 * Reads the field output of `lsof -FpftdPnT` (`lsof(8)`, OUTPUT FOR OTHER PROGRAMS): a line `p` for each
 * process, a line `f` for each descriptor of it, then what is known of that file. Descriptors of one
 * socket have one device (`d`): the inode on Linux, the address of the control block on macOS.
 *
 * ```
 * p812
 * f7
 * tIPv6
 * d0x5e8c2f1a9b3d4c77
 * PTCP
 * n*:5432
 * TST=LISTEN
 * TQR=0
 * TQS=0
 * ```
 *
 * The uid is not read: it is that of the process, which may have changed since it made the socket.
 */
export function parseLsof(output: string): Socket[] {
  const sockets = new Map<string, Socket & { readonly holders: Holder[] }>();
  for (const file of filesOf(output)) {
    const socket = socketOf(file);
    if (!socket) continue;
    const key = deviceOf(file) ?? `${file.p} ${file.f}`;
    const known = sockets.get(key);
    if (known) known.holders.push(...socket.holders);
    else sockets.set(key, socket);
  }
  return [...sockets.values()];
}

function filesOf(output: string): OpenFile[] {
  const files: Record<string, string>[] = [];
  let pid = "";
  let file: Record<string, string> | undefined;
  for (const line of output.split("\n")) {
    const [, letter = "", value = ""] = /^(T..(?==)|[a-zA-Z])=?(.*)$/.exec(line) ?? [];
    if (letter === "p") [pid, file] = [value, undefined];
    else if (letter === "f") files.push(file = { p: pid, f: value });
    else if (file) file[letter] = value;
  }
  return files;
}

function deviceOf({ d: device = "", P }: OpenFile): string | undefined {
  return /^(0x)?0*$/.test(device) ? undefined : `${P} ${device}`;
}

function socketOf(file: OpenFile): (Socket & { readonly holders: Holder[] }) | undefined {
  const proto = file.P?.toLowerCase();
  if (proto !== "tcp" && proto !== "udp") return undefined;
  // Behind the name may stand a remark, such as `(fileport=0x0603)`.
  const [local = "", remote] = (file.n ?? "").split(" ")[0]?.split("->") ?? [];
  const here = endpoint(local, file);
  const peer = remote === undefined ? undefined : endpoint(remote, file);
  const state = stateOf(proto, file, peer !== undefined);
  if (!here || here.port === 0 || state === undefined) return undefined;
  return {
    proto,
    ...here,
    family: familyOf(here.address),
    state,
    ...(peer && peer.port !== 0 ? { peer } : {}),
    ...(/^[1-9]\d*$/.test(file.d ?? "") ? { inode: Number(file.d) } : {}),
    ...(state === "LISTEN" && file.TQR !== undefined
      ? { backlog: { queued: Number(file.TQR) } }
      : {}),
    holders: [holderOf(file)],
  };
}

/** `*:80`, `127.0.0.1:80`, `[::1]:80`; which wildcard is meant, the type tells. */
function endpoint(text: string, { t: type }: OpenFile) {
  const colon = text.lastIndexOf(":");
  const wildcard = type === "IPv6" ? "::" : "0.0.0.0";
  return parseEndpoint(text.slice(0, Math.max(0, colon)), text.slice(colon + 1), wildcard);
}

function stateOf(proto: Proto, { TST: word = "" }: OpenFile, connected: boolean) {
  if (proto === "tcp") return tcpState(word);
  return connected ? "ESTABLISHED" : "UNCONN";
}

/** A file that was handed over by a Mach port has no number on macOS: its `f` is `fp.`. */
function holderOf({ p: pid, f: fd = "" }: OpenFile): Holder {
  return { pid: Number(pid), ...(/^\d+$/.test(fd) ? { fd: Number(fd) } : {}) };
}

const ESCAPES: Readonly<Record<string, number>> = {
  b: 8,
  t: 9,
  n: 10,
  f: 12,
  r: 13,
  "\\": 92,
};

/**
 * Undoes the escapes in which `lsof` prints what the C locale has no letter for (`safestrprt` of its
 * source): `\n` and its like, `^[` for other control characters, `\xc3\xa9` for the bytes of é. Versions
 * before 4.95 leave a true backslash as it is, so that one is understood as well.
 */
export function unescapeLsof(text: string): string {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (
    const [whole, hex, letter, control] of text.matchAll(
      /\\x([0-9a-f]{2})|\\([bfnrt\\])|\^([@-_?])|[^]/gu,
    )
  ) {
    if (hex !== undefined) bytes.push(parseInt(hex, 16));
    else if (letter !== undefined) bytes.push(ESCAPES[letter] ?? 0);
    else if (control !== undefined) bytes.push(control === "?" ? 0xff : control.charCodeAt(0) - 64);
    else bytes.push(...encoder.encode(whole));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}
