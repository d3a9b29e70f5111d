import { hasCgroups } from "./cgroup.ts";

/** What a live test may need of a machine: a program, a capability, or one of the words in `CHECKS`. */
export type Need = string;

/** Needs that are no program, each with what to say where they are not met. */
const CHECKS: Readonly<Record<string, { met(): boolean; missing: string }>> = {
  root: { met: () => Deno.uid() === 0, missing: "not run as root" },
  ipv6: { met: hasIpv6, missing: "no IPv6 on the loopback interface" },
  netavark: {
    met: () => ["lib", "libexec"].some((folder) => isFile(`/usr/${folder}/podman/netavark`)),
    missing: "netavark is not installed",
  },
  ns_last_pid: {
    met: () => isFile("/proc/sys/kernel/ns_last_pid"),
    missing: "the kernel does not let anybody choose a pid (CONFIG_CHECKPOINT_RESTORE)",
  },
  cgroup2: { met: hasCgroups, missing: "no cgroup v2 that may be written to" },
};

/** Numbers in `linux/capability.h`: root lacks some of them inside most containers. */
const CAPABILITIES: Readonly<Record<string, number>> = {
  CAP_DAC_READ_SEARCH: 2,
  CAP_NET_ADMIN: 12,
  CAP_SYS_PTRACE: 19,
  CAP_SYS_ADMIN: 21,
};

/** What it takes to see who holds a socket, whoever it is. */
export const ALL_SEEING: readonly Need[] = ["root", "CAP_SYS_PTRACE", "CAP_DAC_READ_SEARCH"];

/** What it takes to make network namespaces. */
export const NETNS_NEEDS: readonly Need[] = [
  ...["root", "CAP_SYS_ADMIN", "CAP_NET_ADMIN"],
  ...["ip", "nsenter"],
];

/** Why these needs are not met here, or undefined. */
export function needs(...all: readonly Need[]): string | undefined {
  const missing = all.flatMap((need) => {
    const check = CHECKS[need];
    if (check) return check.met() ? [] : [check.missing];
    const capability = CAPABILITIES[need];
    if (capability !== undefined) return hasCapability(capability) ? [] : [`no ${need}`];
    return hasProgram(need) ? [] : [`${need} is not installed`];
  });
  return missing.length === 0 ? undefined : missing.join(", ");
}

/**
 * A live test. Where a need is not met it is ignored, with the reason in its name; with PORTIK_CI=1 it
 * fails instead, so that a build machine cannot lose a tool unnoticed. These scenes are Linux ones: on
 * another system the test is always ignored.
 */
export function liveTest(
  name: string,
  all: readonly Need[],
  fn: (context: Deno.TestContext) => Promise<void>,
): void {
  if (Deno.build.os !== "linux") {
    Deno.test({ name: `${name} (ignored: not Linux)`, ignore: true, fn });
    return;
  }
  const missing = needs(...all);
  if (missing === undefined) Deno.test(name, fn);
  else if (Deno.env.get("PORTIK_CI") !== "1") {
    Deno.test({ name: `${name} (ignored: ${missing})`, ignore: true, fn });
  } else {
    Deno.test(name, () => {
      throw new Error(`Cannot run this test here: ${missing}`);
    });
  }
}

/** Reads the line `CapEff:\t000001ffffffffff`. */
function hasCapability(number: number): boolean {
  const status = Deno.readTextFileSync("/proc/self/status");
  const mask = /^CapEff:\s+([0-9a-f]+)/m.exec(status)?.[1] ?? "0";
  return ((BigInt(`0x${mask}`) >> BigInt(number)) & 1n) === 1n;
}

function hasProgram(name: string): boolean {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return folders.some((folder) => isFile(`${folder}/${name}`));
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function hasIpv6(): boolean {
  try {
    Deno.listen({ hostname: "::1", port: 0 }).close();
    return true;
  } catch {
    return false;
  }
}
