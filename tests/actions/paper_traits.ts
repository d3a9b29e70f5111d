import { NAMESPACES, type Traits } from "../../src/actions/restart/traits.ts";

/** Lines of `/proc/PID/status` for a user with one group, and what differs. */
export function statusText(changes: Readonly<Record<string, string>> = {}): string {
  const fields = {
    Umask: "0022",
    Uid: "1000\t1000\t1000\t1000",
    Gid: "1000\t1000\t1000\t1000",
    Groups: "1000 ",
    SigIgn: "0000000000000000",
    CapEff: "0000000000000000",
    CapBnd: "000001ffffffffff",
    CapAmb: "0000000000000000",
    NoNewPrivs: "0",
    Seccomp: "0",
    Cpus_allowed: "00000000,0000000f",
    ...changes,
  };
  return Object.entries(fields).map(([name, value]) => `${name}:\t${value}\n`).join("");
}

/** `/proc/PID/stat` of a process that is so nice. */
export function statText(nice: number): string {
  return `812 (node) S ${"0 ".repeat(15)}${nice} 1 0 7 0\n`;
}

/** A user's server as it should be, and what differs. */
export function traits(changes: Partial<Traits> = {}): Traits {
  return {
    cmdline: "node\0server.js\0",
    environ: "PATH=/bin\0KEPT=a b\0",
    status: statusText(),
    limits: "Max open files            1024                 4096                 files     \n",
    exe: "/usr/bin/node",
    cwd: "/srv/app",
    root: "/",
    namespaces: NAMESPACES.map((name, i) => `${name}:[${i}]`),
    streams: ["/dev/null", "/srv/app/out.log", "/dev/null"],
    kinds: ["device", "file", "device"],
    stat: statText(0),
    ...changes,
  };
}

/** Fields of `status` of portik run by root. */
export const ROOT: Readonly<Record<string, string>> = {
  Uid: "0\t0\t0\t0",
  Gid: "0\t0\t0\t0",
  Groups: "0 ",
  CapEff: "000001ffffffffff",
};
