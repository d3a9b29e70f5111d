import { isForwarder } from "../../model/container.ts";
import type { Machine } from "../../model/machine.ts";
import { isServiceManager } from "../../model/owner.ts";
import type { Declined } from "../../model/plan.ts";
import type { Process } from "../../model/process.ts";

/** Why a process is not signalled, whoever asks. */
export type Reason = Pick<Declined, "code" | "message" | "hint" | "exit">;

/** Daemons of container engines: with one of them would go every container. */
const ENGINES: readonly string[] = [
  ...["dockerd", "containerd", "containerd-shim", "containerd-shim-runc-v2", "crio", "buildkitd"],
];

/**
 * Why this process must not be signalled, or undefined where nothing speaks against it but perhaps whose
 * it is (`whyForeign`).
 */
export function whyProtected(machine: Machine, process: Process): Reason | undefined {
  const { pid, name } = process;
  const who = `${name} (pid ${pid})`;
  const safety = (code: string, message: string, hint?: string): Reason => ({
    code,
    message,
    exit: 3,
    ...(hint === undefined ? {} : { hint }),
  });
  if (pid <= firstPid(machine)) {
    return safety("first-process", `${who} keeps the whole system running`);
  }
  if (isCritical(machine, process)) {
    return safety("system-process", `Windows does not live without ${who}`);
  }
  if (isServiceManager(process)) {
    return safety("service-manager", `${who} runs the services of this machine or of a user`);
  }
  const { caller } = machine.snapshot;
  if (pid === caller.pid) return safety("self", `pid ${pid} is this portik`);
  if (machine.ancestry(caller.pid).some((one) => one.pid === pid)) {
    return safety("own-ancestor", `${who} has started this portik: it would end with it`);
  }
  if (isKernelThread(machine, process)) {
    return safety("kernel-thread", `${who} is a part of the kernel`);
  }
  if (machine.snapshot.platform === "windows" && plain(name).toLowerCase() === "svchost") {
    return safety(
      "service-host",
      `${who} runs services of Windows for others`,
      "Stop the service instead",
    );
  }
  if (ENGINES.includes(plain(name))) {
    return safety(
      "engine",
      `${who} is a container engine: all of its containers would go`,
      "Stop the container instead",
    );
  }
  if (isForwarder(name) && name !== "ssh") {
    return safety(
      "forwarder",
      `${who} forwards ports for a container`,
      "Stop the container instead",
    );
  }
  if (isDead(process)) {
    return { code: "dead", message: `${who} is dead already, and waits for its parent`, exit: 1 };
  }
  if (process.startTicks === undefined) {
    return {
      code: "unknown-start",
      message: `when ${who} started cannot be seen, so another may have taken its pid`,
      exit: 4,
    };
  }
  return undefined;
}

/** True of a zombie: it holds nothing any more, unless threads of it live on. */
export function isDead({ state, threads = 1 }: Process): boolean {
  return state === "zombie" && threads <= 1;
}

/** Why it needs `--force`: it belongs to another user than the one who asks, who may be root. */
export function whyForeign(machine: Machine, process: Process): Reason | undefined {
  const { uid, pid, name } = process;
  const { caller, platform } = machine.snapshot;
  if (platform === "windows" || (uid !== undefined && uid === caller.uid)) return undefined;
  const user = machine.userName(uid) ?? (uid === undefined ? "somebody else" : `uid ${uid}`);
  return {
    code: "other-user",
    message: `${name} (pid ${pid}) belongs to ${
      machine.userName(uid) === undefined ? user : `user ${user}`
    }`,
    hint: caller.uid === 0
      ? "--force stops it all the same"
      : "With sudo, --force stops it all the same",
    exit: 3,
  };
}

/** Windows ends at once when one of these does (`IsProcessCritical`), or ends the session of whoever works. */
const CRITICAL: readonly string[] = [
  ...["smss", "csrss", "wininit", "winlogon", "services", "lsass", "lsaiso", "registry"],
];

function isCritical({ snapshot }: Machine, { name }: Process): boolean {
  return snapshot.platform === "windows" && CRITICAL.includes(plain(name).toLowerCase());
}

/** Windows has the idle process (0) and the system (4). */
function firstPid({ snapshot }: Machine): number {
  return snapshot.platform === "windows" ? 4 : 1;
}

/**
 * Threads of the Linux kernel are kthreadd, pid 2, and its children, without a program or arguments. In a
 * pid namespace of its own, pid 2 is a process like any other.
 */
function isKernelThread({ snapshot }: Machine, { pid, ppid, argv, exe }: Process): boolean {
  if (snapshot.platform !== "linux" || argv.length > 0 || exe !== undefined) return false;
  return (pid === 2 && ppid === 0) || (ppid === 2 && isKthreadd(snapshot.processes));
}

function isKthreadd(processes: readonly Process[]): boolean {
  return processes.some(({ pid, name }) => pid === 2 && name === "kthreadd");
}

function plain(name: string): string {
  return name.replace(/\.exe$/i, "");
}
