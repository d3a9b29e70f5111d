import { assert } from "@std/assert";
import type { Socket } from "../../src/model/socket.ts";
import type { Missing } from "../../src/probe/probe.ts";
import { Actor, type SomeSocket } from "./acting.ts";
import { freePort } from "./open.ts";
import * as scene from "./scene.ts";

/** A machine with some of every kind of socket on it. */
export interface Crowd extends AsyncDisposable {
  readonly ports: ReadonlySet<number>;
  /** Ports where a wildcard of IPv6 has one of IPv4 beside it, so that nothing tells IPV6_V6ONLY. */
  readonly sharedPorts: ReadonlySet<number>;
  /** The listener that belongs to nobody, the user. */
  readonly strangers: scene.Scene;
}

/** Makes them all, as root. */
export async function makeCrowd(): Promise<Crowd> {
  await using made = new AsyncDisposableStack();
  const ports = new Set<number>();
  const sharedPorts = new Set<number>();
  const actor = made.use(await Actor.start());
  const open = async (socket: SomeSocket) => {
    // A free port of all protocols and families: the kernel would give one of IPv6 alone away again for IPv4.
    const { port } = await actor.open({ port: freePort(), ...socket });
    ports.add(port);
    return port;
  };
  const add = <T extends scene.Scene>(one: T): T => {
    if (ports.has(one.port)) sharedPorts.add(one.port);
    ports.add(one.port);
    return made.use(one);
  };
  for (const proto of ["tcp", "udp"] as const) {
    for (const address of ["127.0.0.1", "::1", "0.0.0.0", "::", "::ffff:127.0.0.1"]) {
      await open({ proto, address });
      if (!address.startsWith("::ffff")) await open({ proto, address, device: "lo" });
    }
    await open({ proto, address: "::", v6only: true });
    // Both wildcards on one port, the IPv6 one without IPv4, and with it by SO_REUSEPORT.
    const [apart, together] = [freePort(), freePort()];
    for (const address of ["0.0.0.0", "::"]) {
      await open({ proto, address, port: apart, ...(address === "::" ? { v6only: true } : {}) });
      await open({ proto, address, port: together, reusePort: true });
    }
    sharedPorts.add(apart).add(together);
    const server = await open({ proto, address: "::" });
    for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) {
      await open({ proto, address, connectTo: { address, port: server } });
    }
  }
  const strangers = add(await scene.makeSocket({ address: "0.0.0.0" }, { as: "nobody" }));
  await open({ address: "::", v6only: true, port: strangers.port });
  add(await scene.makeReusePort(1));
  add(await scene.makeReusePort(2));
  add(await scene.makePrefork());
  for (const address of ["127.0.0.1", "::1"]) {
    ports.add(add(await scene.makeConnection(address)).clientPort);
  }
  for (const first of ["server", "client"] as const) {
    ports.add(add(await scene.makeHalfClosed(first)).clientPort);
  }
  ports.add((await scene.makeTimeWait()).port);
  add(await scene.makeUnaccepted(2));
  add(await scene.makeStopped());
  add(await scene.makeDeadLeader());
  for (const name of ['",pid=1,fd=9)', '",pid=1,fd=9),(', "a\nb) S 1 (\x1b[3", "日本語デス"]) {
    add(await scene.makeNamed(name));
  }
  const kept = made.move();
  return { ports, sharedPorts, strangers, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** The rows on these ports as comparable text, without what `/proc/net` documents not to have. */
export function rows(answer: readonly Socket[] | Missing, ports: ReadonlySet<number>): string[] {
  return socketsOf(answer).filter(({ port }) => ports.has(port)).map((socket) => {
    const { zone: _, cgroup: __, backlog, holders, ...row } = socket;
    const held = holders.map(({ pid, fd }) => `${pid}/${fd}`).sort();
    const facts = Object.entries({ ...row, held, queued: backlog?.queued });
    return `${row.proto} ${row.address}:${row.port} ${row.state} ${JSON.stringify(facts.sort())}`;
  }).sort();
}

/** The sockets of an answer; fails where there is none. */
export function socketsOf(answer: readonly Socket[] | Missing): readonly Socket[] {
  assert(!("missing" in answer), JSON.stringify(answer));
  return answer;
}
