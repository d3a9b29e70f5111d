import { isIpv6 } from "../model/address.ts";
import type { Container } from "../model/container.ts";
import { Machine } from "../model/machine.ts";
import type { Process } from "../model/process.ts";
import type { FactName } from "../model/question.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Family, Socket, SocketState } from "../model/socket.ts";

/** A table, so that the compiler misses none. */
const FACTS: Readonly<Record<FactName, true>> = {
  sockets: true,
  owners: true,
  processes: true,
  containers: true,
  binds: true,
  namespaces: true,
  settings: true,
  caller: true,
  sessions: true,
  addresses: true,
  routes: true,
};

/**
 * A Linux machine on which nothing happens, as an ordinary user sees it, but for what `disturb` says. Its
 * kernel has the usual settings; every fact is known that `disturb.gaps` does not name.
 */
export function quietMachine(disturb: Partial<Snapshot> = {}): Machine {
  const { gaps = [] } = disturb;
  const facts = Object.keys(FACTS) as FactName[];
  return new Machine({
    version: 1,
    takenAt: "2026-01-02T03:04:05.000Z",
    platform: "linux",
    caller: { pid: 99, uid: 1000, mayBindPrivileged: false, seesAllOwners: false },
    sockets: [],
    processes: [],
    containers: [],
    binds: [],
    settings: { unprivilegedPortStart: 1024, ephemeralRange: { first: 32768, last: 60999 } },
    users: { 0: "root", 1000: "me" },
    known: facts.filter((fact) => !gaps.some((gap) => gap.fact === fact)),
    gaps,
    asked: [],
    ...disturb,
  });
}

/**
 * A socket; left alone, the TCP listener of pid 812 on 0.0.0.0:3000. State, family and the rest follow
 * from what is said: a UDP socket is UNCONN, a connection has a peer, TIME_WAIT has no owner.
 */
export function socket(fields: Partial<Socket> = {}): Socket {
  const { proto = "tcp", address = "0.0.0.0", v6only } = fields;
  const { state = proto === "udp" ? "UNCONN" : "LISTEN" } = fields;
  const { family = familyOf(address, v6only) } = fields;
  return {
    proto,
    address,
    port: 3000,
    state,
    family,
    ...(family === "ipv4" ? {} : { v6only: family === "ipv6" }),
    ...(waits(state) ? {} : { peer: { address: "192.0.2.7", port: 50000 } }),
    holders: state === "TIME_WAIT" ? [] : [{ pid: 812, fd: 3 }],
    ...fields,
  };
}

/** As the kernel has it: of all addresses, only the wildcard of IPv6 can take IPv4 as well (`ipv6(7)`). */
function familyOf(address: string, v6only: boolean | undefined): Family {
  if (!isIpv6(address)) return "ipv4";
  return address === "::" && v6only !== true ? "dual" : "ipv6";
}

function waits(state: SocketState): boolean {
  return state === "LISTEN" || state === "UNCONN" || state === "CLOSED";
}

/** A process; left alone, `node` with pid 812, started from pid 1 by the user who asks. */
export function process(fields: Partial<Process> = {}): Process {
  const { name = "node" } = fields;
  return {
    pid: 812,
    ppid: 1,
    name,
    state: "sleeping",
    argv: [name],
    exe: `/usr/bin/${name}`,
    uid: 1000,
    ...fields,
  };
}

/** A container; left alone, a running one that publishes its port 80 as 0.0.0.0:3000. */
export function container(fields: Partial<Container> = {}): Container {
  return {
    engine: "docker",
    id: "c0ffee00".repeat(8),
    name: "web-1",
    image: "nginx",
    state: "running",
    publications: [{ hostAddress: "0.0.0.0", hostPort: 3000, containerPort: 80, proto: "tcp" }],
    ...fields,
  };
}
