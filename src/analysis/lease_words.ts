import { type Defined, defined } from "../model/defined.ts";
import { formatAge } from "../model/duration.ts";
import type { Lease } from "../model/lease.ts";
import { type Block, type Column, type Span, text } from "../model/report.ts";
import { count } from "./sentence.ts";
import { timeWords } from "./time_words.ts";

/** `8080`, `5353/udp`. */
export function leasedPort({ port, proto }: Pick<Lease, "port" | "proto">): string {
  return proto === "udp" ? `${port}/udp` : `${port}`;
}

/** Who has a lease and until when: `leased to web by portik use (pid 812) until 2026-01-02 03:04:05`. */
export function leaseWords(lease: Lease, now: number): string {
  const { by, kind, name, project, exe, owner, until } = lease;
  const whom = name ?? exe ?? project;
  const verb = kind === "held" ? "held" : "leased";
  const to = whom === undefined ? "" : kind === "held" ? ` for ${whom}` : ` to ${whom}`;
  const pid = owner === undefined ? "" : ` (pid ${owner.pid})`;
  return `${verb}${to} by portik ${by}${pid}${endWords({ until, now })}`;
}

function endWords({ until, now }: { readonly until: number | undefined; readonly now: number }) {
  if (until === undefined) return "";
  const seconds = Math.ceil(Math.max(0, until - now) / 1000);
  return ` until ${timeWords(until)}, ${formatAge(seconds)} from now`;
}

/** A lease as programs get it. */
export type LeaseData = Defined<Omit<Lease, "since" | "until" | "owner" | "lasting">> & {
  readonly since: string;
  readonly ageSeconds: number;
  readonly until?: string;
  readonly remainingSeconds?: number;
  readonly pid?: number;
  readonly detached: boolean;
  /** It should be held and is not: its holder has died. */
  readonly lost: boolean;
};

/** The lease with its times as text, and how long it has been and will be. */
export function leaseData(lease: Lease, now: number): LeaseData {
  const { since, until, owner, lasting, ...rest } = lease;
  return defined({
    ...rest,
    pid: owner?.pid,
    since: new Date(since).toISOString(),
    ageSeconds: Math.max(0, Math.round((now - since) / 1000)),
    until: until === undefined ? undefined : new Date(until).toISOString(),
    remainingSeconds: until === undefined ? undefined : Math.max(0, (until - now) / 1000),
    detached: lasting,
    lost: isLost(lease),
  });
}

/** True for a lease that is to be held again and that nobody holds: `portik leases --restore` would. */
export function isLost({ lasting, kind }: Lease): boolean {
  return lasting && kind !== "held";
}

const COLUMNS: readonly Column[] = [
  { title: "PORT", align: "right" },
  { title: "PROTO", forPrograms: true },
  { title: "STATE" },
  { title: "NAME", blank: "-" },
  { title: "BY" },
  { title: "PID", align: "right", blank: "-", priority: 2 },
  { title: "AGE", align: "right", priority: 3 },
  { title: "ENDS", blank: "-" },
  { title: "ADDRESS", blank: "-", priority: 4, sparse: true },
  { title: "FOR", blank: "-", priority: 1, flex: true },
];

/** Every lease, one in a row, and what to do about those that are lost. */
export function leaseBlocks(leases: readonly Lease[], now: number): Block[] {
  const lost = leases.filter(isLost).length;
  const holders = lost === 1 ? "1 lease is" : `${count(lost, "lease")} are`;
  return [
    { kind: "table", columns: COLUMNS, rows: leases.map((lease) => rowOf(lease, now)) },
    ...(leases.length === 0 ? [text("No port is leased.")] : []),
    ...(lost === 0 ? [] : [
      { kind: "space" } as const,
      text(`${holders} to be held and nobody does: portik leases --restore holds again.`, "warn"),
    ]),
  ];
}

function rowOf(lease: Lease, now: number): Span[] {
  const { port, proto, kind, name, by, owner, since, until, exe, project, address } = lease;
  const lost = isLost(lease);
  const age = Math.max(0, Math.floor((now - since) / 1000));
  return [
    { text: `${port}`, brief: leasedPort(lease) },
    { text: proto },
    { text: lost ? "lost" : kind, tone: lost ? "warn" : kind === "held" ? "good" : "plain" },
    { text: name ?? "" },
    { text: by },
    { text: owner === undefined ? "" : `${owner.pid}` },
    { text: `${age}`, brief: formatAge(age) },
    until === undefined ? { text: "" } : endCell(until, now),
    { text: address ?? "" },
    { text: exe ?? project ?? "" },
  ];
}

function endCell(until: number, now: number): Span {
  const left = Math.ceil(Math.max(0, until - now) / 1000);
  return { text: new Date(until).toISOString(), brief: `in ${formatAge(left)}` };
}

/** What is held now, by whom and for how long; `brief`: only the ports, for scripts. */
export function reservedBlocks(
  leases: readonly LeaseData[],
  { brief }: { readonly brief: boolean },
): Block[] {
  return leases.map((lease) => {
    if (brief) return text(leasedPort(lease));
    const { address, name, pid, remainingSeconds, detached } = lease;
    const place = address === undefined ? "every address" : address;
    const whom = name === undefined ? "" : ` for ${name}`;
    const time = remainingSeconds === undefined
      ? ""
      : ` for ${formatAge(Math.ceil(remainingSeconds))}`;
    const end = detached
      ? ` in the background (pid ${pid}); portik release ${leasedPort(lease)} ends it`
      : "; Ctrl-C ends it";
    return text(`${leasedPort(lease)} is held on ${place}${whom}${time}${end}.`);
  });
}
