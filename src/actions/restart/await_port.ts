import type { Host } from "../../host/host.ts";
import type { PreparedLaunch } from "../../host/launch.ts";
import type { Machine } from "../../model/machine.ts";
import type { StopPort } from "../../model/plan.ts";
import type { RestartOutcome } from "../../model/restart_outcome.ts";
import type { Socket } from "../../model/socket.ts";

/** Looks at the ports of a restart alone, and at who holds them with their parents. */
export type PortLook = () => Promise<Machine>;

/** Time between two looks, in ms: a server that is up at once is not to be kept waiting. */
const SOONEST = 10;
const LATEST = 200;

/** What waiting asks of the world. */
interface Waiting {
  readonly host: Pick<Host, "now" | "sleep" | "stopped" | "pid">;
  readonly lookAtPort: PortLook;
}

/** What is waited for. */
interface Expected {
  readonly ports: readonly StopPort[];
  /** The new processes; left out: anybody will do, because an engine or systemd has started it. */
  readonly launched?: readonly Pick<PreparedLaunch, "pid" | "ended">[];
}

/** What came of it. */
export type Awaited = Pick<RestartOutcome, "result" | "by" | "reason">;

/**
 * Waits until each port that was given up is held again, by one of the new processes or a descendant: also by
 * one that has put itself into the background, because portik becomes the parent of that. Where several
 * sockets were given up on one port, as for IPv4 and IPv6, as many are waited for, and fewer will do in the
 * end.
 */
export async function awaitPort(
  { host, lookAtPort }: Waiting,
  { ports, launched }: Expected,
  { timeout }: { readonly timeout: number },
): Promise<Awaited> {
  const wanted = wantedOf(ports, launched === undefined);
  const ours = launched && new Set([host.pid, ...launched.map(({ pid }) => pid)]);
  const fates = new Map<number, number | string>();
  launched?.forEach(({ pid, ended }) => ended.then((how) => fates.set(pid, how)));
  let interrupted = false;
  const stopped = host.stopped().then(() => void (interrupted = true));
  const end = host.now() + timeout;
  for (let wait = SOONEST;; wait = Math.min(wait * 1.5, LATEST)) {
    // What has ended before this look cannot listen after it.
    const known = [...fates.values()];
    const isLast = host.now() >= end;
    const machine = await lookAtPort();
    const held = wanted.map((one) => heldBy(machine, one, ours));
    if (wanted.every(({ count }, i) => (held[i]?.length ?? 0) >= (isLast ? 1 : count))) {
      const by = held[0]?.[0];
      return { result: "restarted", ...(by ? { by } : {}) };
    }
    const broken = known.find((how) => how !== 0);
    if (broken !== undefined) return endedBy(machine, { wanted, ours, how: broken });
    if (interrupted) {
      return {
        result: "interrupted",
        reason: `it was started again${pidWords(launched)}, but does not hold the port yet`,
      };
    }
    if (isLast) {
      const within = `within ${timeout / 1000} s`;
      return { result: "silent", reason: `${silence(launched, known)} ${within}` };
    }
    await Promise.race([host.sleep(wait), stopped]);
  }
}

/** A port, and how many sockets on it are waited for. */
interface Wanted extends Pick<StopPort, "port" | "proto"> {
  readonly count: number;
}

/** The ports that were asked for: of those that somebody else holds, too, only where there is no other. */
function wantedOf(ports: readonly StopPort[], isService: boolean): readonly Wanted[] {
  const asked = ports.filter(({ asked }) => asked);
  const freed = asked.filter(({ freed }) => freed);
  const groups = Map.groupBy(
    freed.length > 0 ? freed : asked,
    ({ port, proto }) => `${port}/${proto}`,
  );
  return [...groups.values()].flatMap(([first, ...others]) =>
    first ? [{ ...first, count: isService ? 1 : 1 + others.length }] : []
  );
}

/** What is known of it, by the ends of the processes that portik has launched. */
function silence(launched: Expected["launched"], ends: readonly (number | string)[]): string {
  if (launched === undefined) return "nobody has taken it";
  return ends.length > 0
    ? "it has ended with code 0, and nothing that it started holds the port"
    : `it runs${pidWords(launched)}, but does not hold the port`;
}

/** ` (pid 900)`, for whoever wants to look at it or to end it. */
function pidWords(launched: Expected["launched"] = []): string {
  const pids = launched.map(({ pid }) => pid);
  return pids.length === 0 ? "" : ` (pid ${pids.join(" and ")})`;
}

/** Pids of the new processes and of portik; undefined where anybody will do. */
type Ours = ReadonlySet<number> | undefined;

/** Who holds the port, once for each socket that is one of ours. */
function heldBy(machine: Machine, { port, proto }: Wanted, ours: Ours): NonNullable<Owner>[] {
  return machine.listeners(port, proto).flatMap((socket) => {
    const pid = ourOwner(machine, socket, ours);
    return pid === undefined && ours ? [] : [nameOf(machine, socket, pid)];
  });
}

type Owner = RestartOutcome["by"];

function ourOwner(machine: Machine, socket: Socket, ours: Ours): number | undefined {
  if (!ours) return undefined;
  return machine.owners(socket).find(({ pid }) =>
    pid !== undefined &&
    machine.ancestry(pid).some((one) => ours.has(one.pid) || ours.has(one.ppid))
  )?.pid;
}

function nameOf(machine: Machine, socket: Socket, pid = machine.owner(socket)?.pid) {
  const name = (pid === undefined ? undefined : machine.process(pid)?.name) ??
    "a process that cannot be seen";
  return pid === undefined ? { name } : { pid, name };
}

function endedBy(
  machine: Machine,
  { wanted, ours, how }: {
    readonly wanted: readonly Wanted[];
    readonly ours: Ours;
    readonly how: number | string;
  },
): Awaited {
  const fate = typeof how === "number" ? `with code ${how}` : `by ${how}`;
  for (const { port, proto } of wanted) {
    const other = machine.listeners(port, proto)
      .find((socket) => ourOwner(machine, socket, ours) === undefined);
    if (!other) continue;
    const by = nameOf(machine, other);
    const who = by.pid === undefined ? by.name : `${by.name} (pid ${by.pid})`;
    return {
      result: "taken",
      by,
      reason: `it ended ${fate}, because ${who} has taken ${port}/${proto} in between`,
    };
  }
  return { result: "ended", reason: `it ended ${fate} without holding the port` };
}
