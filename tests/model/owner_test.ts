import { assertEquals } from "@std/assert";
import { isServiceManager, mainOwner, type Owner } from "../../src/model/owner.ts";
import type { Process } from "../../src/model/process.ts";
import type { Socket } from "../../src/model/socket.ts";
import { process, quietMachine, socket } from "../../src/testing.ts";

const SERVICE = "/system.slice/web.service";
const SESSION = "/user.slice/user-1000.slice/session-3.scope";

/** The owners of the one socket of a machine. */
function ownersOf(one: Socket, ...processes: readonly Process[]): readonly Owner[] {
  return quietMachine({ processes, sockets: [one] }).owners(one);
}

function held(...pids: readonly number[]): Socket {
  return socket({ holders: pids.map((pid) => ({ pid, fd: 3 })) });
}

function roles(owners: readonly Owner[]): (readonly [number | undefined, Owner["holds"]])[] {
  return owners.map(({ pid, holds }) => [pid, holds]);
}

Deno.test("ownersOf() tells everything that is known of a process", () => {
  const project = { root: "/srv/shop", branch: "main" };
  const [owner, ...others] = ownersOf(
    held(812),
    process({
      ...{ argv: ["node", "server.js"], cwd: "/srv/shop", unit: "shop.service", project },
      startedAt: "2026-01-02T03:00:00.000Z",
    }),
  );
  assertEquals(others, []);
  assertEquals<unknown>(owner, {
    pid: 812,
    name: "node",
    argv: ["node", "server.js"],
    exe: "/usr/bin/node",
    cwd: "/srv/shop",
    uid: 1000,
    user: "me",
    ppid: 1,
    state: "sleeping",
    startedAt: "2026-01-02T03:00:00.000Z",
    ageSeconds: 245,
    unit: "shop.service",
    project,
    confidence: "certain",
    holds: "listener",
  });
});

Deno.test("ownersOf() leaves out what is not known, keys and all", () => {
  const bare = { pid: 812, ppid: 1, name: "x", state: "running", argv: [] } as const;
  const [owner] = ownersOf(held(812), bare);
  assertEquals(Object.keys(owner ?? {}).sort(), [
    ...["argv", "confidence", "holds", "name", "pid", "ppid", "state"],
  ]);
});

Deno.test("ownersOf() keeps a holder of which nothing but the pid is known", () => {
  assertEquals<unknown>(ownersOf(held(4711)), [
    { pid: 4711, argv: [], confidence: "certain", holds: "listener" },
  ]);
});

Deno.test("ownersOf() counts a process once, however many descriptors it has", () => {
  const one = socket({ holders: [{ pid: 812, fd: 3 }, { pid: 812, fd: 9 }] });
  assertEquals(roles(ownersOf(one, process())), [[812, "listener"]]);
});

Deno.test("ownersOf() makes no age of a clock that runs ahead", () => {
  const [owner] = ownersOf(held(812), process({ startedAt: "2030-01-01T00:00:00.000Z" }));
  assertEquals(owner?.ageSeconds, 0);
});

Deno.test("ownersOf() puts the ancestor first and the heirs by age, not by pid", () => {
  const owners = ownersOf(
    held(5, 9, 812, 6),
    process({ startTicks: 1 }),
    process({ pid: 5, ppid: 812, startTicks: 30 }),
    process({ pid: 6, ppid: 9, startTicks: 40 }),
    process({ pid: 9, ppid: 812, startTicks: 20 }),
  );
  assertEquals(roles(owners), [
    [812, "listener"],
    [9, "inherited"],
    [5, "inherited"],
    [6, "inherited"],
  ]);
});

Deno.test("ownersOf() takes the oldest for the maker where none descends from another", () => {
  const owners = ownersOf(
    held(20, 10),
    process({ pid: 10, startTicks: 9 }),
    process({ pid: 20, startTicks: 5 }),
  );
  assertEquals(roles(owners), [[20, "listener"], [10, "inherited"]]);
});

Deno.test("ownersOf() goes by the pid where ages are unknown, and puts them after known ones", () => {
  assertEquals(roles(ownersOf(held(30, 10, 20))), [
    [10, "listener"],
    [20, "inherited"],
    [30, "inherited"],
  ]);
  const owners = ownersOf(held(10, 20), process({ pid: 20, startTicks: 5 }));
  assertEquals(roles(owners), [[20, "listener"], [10, "inherited"]]);
});

Deno.test("ownersOf() sees through parents that do not hold the socket", () => {
  const owners = ownersOf(
    held(30, 10),
    process({ pid: 10, startTicks: 50 }),
    process({ pid: 20, ppid: 10, startTicks: 60 }),
    process({ pid: 30, ppid: 20, startTicks: 1 }),
  );
  assertEquals(roles(owners)[0], [10, "listener"]);
});

Deno.test("ownersOf() survives processes that are each other's parents", () => {
  const owners = ownersOf(
    held(10, 20),
    process({ pid: 10, ppid: 20 }),
    process({ pid: 20, ppid: 10 }),
  );
  assertEquals(owners.length, 2);
});

Deno.test("ownersOf() has nobody for a socket of which the kernel tells nothing", () => {
  assertEquals(ownersOf(socket({ holders: [] }), process()), []);
  assertEquals(ownersOf(socket({ holders: [], cgroup: "/" }), process({ cgroup: "/" })), []);
});

Deno.test("ownersOf() knows the user of a socket whose process is hidden", () => {
  assertEquals<unknown>(ownersOf(socket({ holders: [], uid: 0 })), [
    { argv: [], uid: 0, user: "root", confidence: "user", holds: "listener" },
  ]);
  assertEquals<unknown>(ownersOf(socket({ holders: [], uid: 4711 })), [
    { argv: [], uid: 4711, confidence: "user", holds: "listener" },
  ]);
});

Deno.test("ownersOf() knows the unit of a socket whose process is hidden", () => {
  assertEquals<unknown>(ownersOf(socket({ holders: [], uid: 0, cgroup: SERVICE })), [
    {
      argv: [],
      uid: 0,
      user: "root",
      unit: "web.service",
      confidence: "cgroup",
      holds: "listener",
    },
  ]);
});

Deno.test("ownersOf() takes the only process of the cgroup, by cgroup", () => {
  for (const cgroup of [SERVICE, SESSION]) {
    const [owner] = ownersOf(socket({ holders: [], cgroup }), process({ cgroup }));
    assertEquals([owner?.pid, owner?.confidence], [812, "cgroup"]);
  }
});

Deno.test("ownersOf() guesses the oldest process of a service, of the socket's own user first", () => {
  const one = socket({ holders: [], uid: 33, cgroup: SERVICE });
  const guess = (...processes: Process[]) => {
    const [owner] = ownersOf(one, ...processes);
    return [owner?.pid, owner?.confidence];
  };
  const member = (pid: number, uid: number, startTicks: number) =>
    process({ pid, uid, startTicks, cgroup: SERVICE });
  assertEquals(guess(member(10, 0, 1), member(20, 33, 3), member(30, 33, 2)), [30, "guess"]);
  assertEquals(guess(member(10, 0, 2), member(20, 0, 1)), [20, "guess"]);
  const { startTicks: _, ...ageless } = member(5, 33, 0);
  assertEquals(guess(ageless, member(20, 33, 9)), [20, "guess"]);
});

Deno.test("ownersOf() guesses nobody out of a login session", () => {
  const one = socket({ holders: [], uid: 1000, cgroup: SESSION });
  const owners = ownersOf(
    one,
    process({ pid: 10, name: "sshd", cgroup: SESSION }),
    process({ pid: 20, name: "bash", cgroup: SESSION }),
  );
  assertEquals<unknown>(owners, [
    { argv: [], uid: 1000, user: "me", confidence: "user", holds: "listener" },
  ]);
});

Deno.test("ownersOf() looks for members in the very cgroup, not below it", () => {
  const [owner] = ownersOf(
    socket({ holders: [], cgroup: SERVICE }),
    process({ cgroup: `${SERVICE}/inner` }),
  );
  assertEquals([owner?.pid, owner?.unit], [undefined, "web.service"]);
});

Deno.test("isServiceManager() knows systemd, a user's too, launchd, and a nameless pid 1", () => {
  assertEquals(isServiceManager({ pid: 1, name: "systemd" }), true);
  assertEquals(isServiceManager({ pid: 900, name: "systemd" }), true);
  assertEquals(isServiceManager({ pid: 1, name: "launchd" }), true);
  assertEquals(isServiceManager({ pid: 1 }), true);
  assertEquals(isServiceManager({ pid: 1, name: "nginx" }), false);
  assertEquals(isServiceManager({ pid: 2 }), false);
  assertEquals(isServiceManager({ name: "systemd-resolve" }), false);
});

Deno.test("mainOwner() is the maker, or the service that a service manager made the socket for", () => {
  const owner = (fields: Partial<Owner>): Owner => {
    return { argv: [], confidence: "certain", holds: "listener", ...fields };
  };
  const systemd = owner({ pid: 1, name: "systemd" });
  const service = owner({ pid: 631, name: "cupsd", holds: "inherited" });
  assertEquals(mainOwner([]), undefined);
  assertEquals(mainOwner([service]), service);
  assertEquals(mainOwner([systemd]), systemd);
  assertEquals(mainOwner([systemd, service, owner({ pid: 632 })]), service);
  assertEquals(mainOwner([service, systemd])?.pid, 631);
  const nginx = owner({ pid: 1, name: "nginx" });
  assertEquals(mainOwner([nginx, service]), nginx);
});
