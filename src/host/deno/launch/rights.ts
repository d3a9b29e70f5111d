import type { Identity, Likeness, Limit } from "../../../model/likeness.ts";
import { checked, type Libc, LINUX } from "./libc.ts";

/** Numbers of the resources by their names (`asm-generic/resource.h`). */
const RESOURCES: readonly string[] = [
  ...["CPU", "FSIZE", "DATA", "STACK", "CORE", "RSS", "NPROC", "NOFILE", "MEMLOCK", "AS", "LOCKS"],
  ...["SIGPENDING", "MSGQUEUE", "NICE", "RTPRIO", "RTTIME"],
];

/** `RLIM_INFINITY` (`getrlimit(2)`). */
const UNLIMITED = 0xffff_ffff_ffff_ffffn;

/**
 * Becomes another user for good, in all threads (`nptl(7)`); only root can. The groups come first: without
 * root they could no longer be changed.
 */
export function changeIdentity(libc: Libc, { uid, gid, groups }: Identity): void {
  checked(libc, libc.setgroups(BigInt(groups.length), new Uint32Array(groups)));
  checked(libc, libc.setresgid(gid, gid, gid));
  checked(libc, libc.setresuid(uid, uid, uid));
}

/** Takes its place among others: how nice it is, and the processors that it may run on. */
export function setPlace(libc: Libc, { nice, processors }: Likeness): void {
  if (nice !== undefined) checked(libc, libc.setpriority(LINUX.PRIO_PROCESS, 0, nice));
  if (processors === undefined) return;
  const mask = new BigUint64Array(MOST_PROCESSORS / 64);
  const all = BigInt(`0x${processors}`);
  mask.forEach((_, i) => void (mask[i] = BigInt.asUintN(64, all >> BigInt(64 * i))));
  checked(libc, libc.sched_setaffinity(0, BigInt(mask.byteLength), mask));
}

/** `CPU_SETSIZE` (`CPU_SET(3)`). */
const MOST_PROCESSORS = 1024;

/**
 * Makes room for limits that are higher than ours, which is root's business. The limits themselves wait for
 * the start of the program: this process could not live with each of them.
 */
export function raiseHardLimits(libc: Libc, limits: readonly Limit[]): void {
  for (const { number, wanted } of numbered(limits)) {
    const [soft, hard] = limitOf(libc, number);
    if (wanted[1] > hard) libc.setrlimit(number, new BigUint64Array([soft, wanted[1]]));
  }
}

/** Sets the limits as they are wanted; one above ours, where that may not be, becomes as high as it can. */
export function setLimits(libc: Libc, limits: readonly Limit[]): void {
  for (const { number, wanted } of numbered(limits)) {
    const [, highest] = limitOf(libc, number);
    const [soft, hard] = wanted.map((one) => one < highest ? one : highest) as [bigint, bigint];
    checked(libc, libc.setrlimit(number, new BigUint64Array([soft, hard])));
  }
}

function numbered(limits: readonly Limit[]): { number: number; wanted: [bigint, bigint] }[] {
  return limits.flatMap(({ resource, soft, hard }) => {
    const number = RESOURCES.indexOf(resource);
    return number < 0 ? [] : [{ number, wanted: [valueOf(soft), valueOf(hard)] }];
  });
}

function valueOf(limit: number | null): bigint {
  return limit === null ? UNLIMITED : BigInt(limit);
}

/** The two numbers of a `struct rlimit`: soft and hard. */
function limitOf(libc: Libc, number: number): [bigint, bigint] {
  const pair = new BigUint64Array(2);
  checked(libc, libc.getrlimit(number, pair));
  return [pair[0] ?? 0n, pair[1] ?? 0n];
}
