import { assert, assertEquals } from "@std/assert";
import type { Container, Publication } from "../../src/model/container.ts";
import type { Socket } from "../../src/model/socket.ts";
import { container, process, quietMachine, socket } from "../../src/testing.ts";

const ID = container().id;

function published(fields: Partial<Publication> = {}): Publication {
  return { hostAddress: "0.0.0.0", hostPort: 3000, containerPort: 80, proto: "tcp", ...fields };
}

/** The name of the container behind the first socket of a machine. */
function behind(
  one: Socket,
  name: string,
  ...containers: readonly Container[]
): string | undefined {
  const processes = [process({ name })];
  return quietMachine({ sockets: [one], processes, containers }).container(one)?.name;
}

Deno.test("Machine.now is the time of the look", () => {
  assertEquals(quietMachine({ takenAt: "2026-01-02T03:04:05.678Z" }).now % 60_000, 5678);
});

Deno.test("Machine.sockets() are those with the port for their own, of one protocol", () => {
  const here = socket();
  const client = socket({ state: "ESTABLISHED" });
  const machine = quietMachine({
    sockets: [
      ...[here, client, socket({ proto: "udp" }), socket({ port: 3001 })],
      socket({ port: 50000, state: "ESTABLISHED", peer: { address: "127.0.0.1", port: 3000 } }),
    ],
  });
  assertEquals(machine.sockets(3000, "tcp"), [here, client]);
  assertEquals(machine.listeners(3000, "tcp"), [here]);
  assertEquals(machine.listeners(3000, "udp").length, 1);
  assertEquals(machine.sockets(3000, "tcp", "127.0.0.1"), [here, client]);
});

Deno.test("Machine.sockets() of one host are those that a bind there meets", () => {
  const [v4, v6, dual] = [
    socket({ address: "127.0.0.1" }),
    socket({ address: "::1" }),
    socket({ address: "::" }),
  ] as const;
  const machine = quietMachine({ sockets: [v4, v6, dual] });
  assertEquals(machine.sockets(3000, "tcp", "127.0.0.1"), [v4, dual]);
  assertEquals(machine.listeners(3000, "tcp", "::1"), [v6, dual]);
  assertEquals(machine.listeners(3000, "tcp", "10.0.0.5"), [dual]);
  assertEquals(machine.listeners(3000, "tcp", "localhost"), [v4, v6, dual]);
});

Deno.test("Machine.elsewhere() are listeners of other namespaces, which are none of this one", () => {
  const there = socket({ namespace: "blue" });
  const machine = quietMachine({
    sockets: [
      ...[there, socket(), socket({ namespace: "blue", port: 81 })],
      socket({ namespace: "blue", proto: "udp" }),
    ],
  });
  assertEquals(machine.elsewhere(3000, "tcp"), [there]);
  assertEquals(machine.listeners(3000, "tcp"), [socket()]);
});

Deno.test("Machine.inCgroup() are the processes in that very cgroup", () => {
  const processes = [
    process({ pid: 1, cgroup: "/a" }),
    process({ pid: 2, cgroup: "/a/b" }),
    process({ pid: 3 }),
  ];
  assertEquals(quietMachine({ processes }).inCgroup("/a").map(({ pid }) => pid), [1]);
});

Deno.test("Machine.owners() answers the same each time", () => {
  const one = socket();
  const machine = quietMachine({ sockets: [one], processes: [process()] });
  assert(machine.owners(one) === machine.owners(one));
});

Deno.test("Machine.owner() is the service, not the systemd that made the socket for it", () => {
  const one = socket({ holders: [{ pid: 1 }, { pid: 631 }] });
  const machine = quietMachine({
    sockets: [one],
    processes: [
      process({ pid: 1, ppid: 0, name: "systemd" }),
      process({ pid: 631, name: "cupsd" }),
    ],
  });
  assertEquals(machine.owner(one)?.name, "cupsd");
});

Deno.test("Machine.reach() goes by address and interface", () => {
  const machine = quietMachine();
  assertEquals(machine.reach(socket()), "everyone");
  assertEquals(machine.reach(socket({ address: "127.0.0.1" })), "loopback");
  assertEquals(machine.reach(socket({ zone: "lo" })), "loopback");
  assertEquals(machine.reach(socket({ zone: "eth0" })), "interface");
});

Deno.test("Machine.ancestry() leads up to pid 1, or to what was not looked at", () => {
  const machine = quietMachine({
    processes: [
      process({ pid: 1, ppid: 0 }),
      process({ pid: 10, ppid: 1 }),
      process({ pid: 20, ppid: 10 }),
      process({ pid: 40, ppid: 30 }),
    ],
  });
  assertEquals(machine.ancestry(20).map(({ pid }) => pid), [20, 10, 1]);
  assertEquals(machine.ancestry(40).map(({ pid }) => pid), [40]);
  assertEquals(machine.ancestry(99), []);
  assertEquals(machine.children(10).map(({ pid }) => pid), [20]);
  assertEquals(machine.process(99), undefined);
});

Deno.test("Machine.ancestry() ends where processes are each other's parents", () => {
  const machine = quietMachine({
    processes: [process({ pid: 10, ppid: 20 }), process({ pid: 20, ppid: 10 })],
  });
  assertEquals(machine.ancestry(10).map(({ pid }) => pid), [10, 20]);
});

Deno.test("Machine.containers() are those that publish the port, those that are up first", () => {
  const stopped = container({ name: "old", state: "exited" });
  const paused = container({ name: "paused", state: "paused" });
  const machine = quietMachine({
    containers: [
      ...[stopped, container({ name: "waits", state: "restarting" }), paused, container()],
      container({ name: "other", publications: [published({ hostPort: 81 })] }),
      container({ name: "udp", publications: [published({ proto: "udp" })] }),
    ],
  });
  const names = machine.containers(3000, "tcp").map(({ name }) => name);
  assertEquals(names, ["paused", "web-1", "old", "waits"]);
});

Deno.test("Machine.containers() of one host are those that a bind there meets", () => {
  const machine = quietMachine({
    containers: [
      container({ name: "all" }),
      container({ name: "local", publications: [published({ hostAddress: "127.0.0.1" })] }),
      container({
        name: "v6",
        publications: [published({ hostAddress: "::" }), published({ hostPort: 82 })],
      }),
      container({ name: "elsewhere", publications: [published({ hostPort: 81 })] }),
    ],
  });
  const names = (host: string) => machine.containers(3000, "tcp", host).map(({ name }) => name);
  assertEquals(names("127.0.0.1"), ["all", "local"]);
  assertEquals(names("10.0.0.5"), ["all"]);
  assertEquals(names("::1"), ["v6"]);
  assertEquals(names("0.0.0.0"), ["all", "local"]);
});

Deno.test("Machine.container() finds the one that publishes the port on a forwarder's address", () => {
  assertEquals(behind(socket(), "docker-proxy", container()), "web-1");
  assertEquals(behind(socket(), "docker-proxy", container({ state: "paused" })), "web-1");
  assertEquals(behind(socket(), "docker-proxy", container({ state: "exited" })), undefined);
  assertEquals(behind(socket({ address: "127.0.0.1" }), "docker-proxy", container()), undefined);
  assertEquals(behind(socket({ port: 81 }), "docker-proxy", container()), undefined);
  assertEquals(behind(socket({ proto: "udp" }), "docker-proxy", container()), undefined);
});

Deno.test("Machine.container() keeps apart what one container publishes here and there", () => {
  const split = container({
    publications: [published({ hostAddress: "10.0.0.5" }), published({ hostPort: 81 })],
  });
  assertEquals(behind(socket(), "docker-proxy", split), undefined);
  assertEquals(behind(socket({ address: "10.0.0.5" }), "docker-proxy", split), "web-1");
  const mixed = container({
    publications: [published({ hostAddress: "10.0.0.5" }), published({ proto: "udp" })],
  });
  assertEquals(behind(socket(), "docker-proxy", mixed), undefined);
});

Deno.test("Machine.container() finds it behind a dual-stack socket of a forwarder", () => {
  const dual = socket({ address: "::" });
  assertEquals(behind(dual, "rootlessport", container()), "web-1");
  const v6only = socket({ address: "::", v6only: true });
  assertEquals(behind(v6only, "docker-proxy", container()), undefined);
  const local = container({ publications: [published({ hostAddress: "127.0.0.1" })] });
  assertEquals(behind(dual, "rootlessport", local), undefined);
});

Deno.test("Machine.container() is none behind a server of the host, whatever is published", () => {
  assertEquals(behind(socket(), "node", container()), undefined);
});

Deno.test("Machine.container() supposes one behind an owner that cannot be seen", () => {
  const hidden = socket({ holders: [], uid: 0 });
  assertEquals(behind(hidden, "node", container()), "web-1");
  assertEquals(behind(socket({ holders: [{ pid: 4711 }] }), "node", container()), "web-1");
});

Deno.test("Machine.container() supposes none behind a listener of another namespace", () => {
  const there = socket({ namespace: "blue", holders: [] });
  assertEquals(behind(there, "node", container()), undefined);
});

Deno.test("Machine.container() is the one that the owner runs in, whatever it publishes", () => {
  const one = socket();
  const host = container({ name: "host", publications: [] });
  const other = container({ name: "other", id: "ab".repeat(32) });
  const machine = quietMachine({
    sockets: [one],
    processes: [process({ containerId: ID })],
    containers: [other, host],
  });
  assertEquals(machine.container(one)?.name, "host");
});

Deno.test("Machine.container() is the one whose first process is above the owner", () => {
  const one = socket({ holders: [{ pid: 812 }] });
  const first = container({ name: "host", publications: [], pid: 700 });
  const found = (...processes: Parameters<typeof process>[0][]) => {
    const containers = [container({ id: "ab".repeat(32), publications: [], pid: 9 }), first];
    const machine = quietMachine({
      sockets: [one],
      processes: processes.map(process),
      containers,
    });
    return [machine.container(one)?.name, machine.containerId(one)];
  };
  assertEquals(found({ ppid: 690 }, { pid: 690, ppid: 700 }, { pid: 700, ppid: 1 }), ["host", ID]);
  // The owner alone was looked at, and knows its parent.
  assertEquals(found({ ppid: 700 }), ["host", ID]);
  assertEquals(found({ ppid: 701 }), [undefined, undefined]);
});

/** A pod of two containers that publish port 80, in which pid 900 listens on it. */
function podOf(serving: string): Container[] {
  const listeners = [socket({ port: 80, holders: [{ pid: 900 }] })];
  const ids = { web: "aa".repeat(32), db: "bb".repeat(32) };
  return Object.entries(ids).map(([name, id]) =>
    container({
      engine: "podman",
      pod: "shop",
      name,
      id,
      listeners,
      pid: name === serving ? 900 : 7,
    })
  );
}

Deno.test("Machine.container() of a pod is the one that listens, or else any", () => {
  const one = socket();
  const named = (containers: readonly Container[]) => {
    const processes = [process({ name: "conmon" }), process({ pid: 900, ppid: 5 })];
    return quietMachine({ sockets: [one], processes, containers }).container(one)?.name;
  };
  assertEquals([named(podOf("web")), named(podOf("db"))], ["web", "db"]);
  assertEquals(named(podOf("web").map(({ listeners: _, ...rest }) => rest)), "web");
});

Deno.test("Machine.server() answers for the container of a pod that it runs in alone", () => {
  const containers = podOf("db");
  const machine = quietMachine({ processes: [process({ pid: 900, name: "pg" })], containers });
  const servers = containers.map((one) => machine.server(one, published())?.name);
  assertEquals(servers, [undefined, "pg"]);
});

Deno.test("Machine.inside() tells nobody from nobody knows", () => {
  const machine = quietMachine();
  const inner = socket({ port: 80 });
  const port = published();
  assertEquals(machine.inside(container(), port), undefined);
  assertEquals(machine.inside(container({ listeners: [] }), port), []);
  const others = [socket({ port: 81 }), socket({ port: 80, proto: "udp" })];
  assertEquals(machine.inside(container({ listeners: [...others, inner] }), port), [inner]);
});

Deno.test("Machine.containerId() is told by the owner's cgroup or by the socket's", () => {
  const one = socket({ holders: [], cgroup: `/docker/${ID}` });
  assertEquals(quietMachine({ sockets: [one] }).containerId(one), ID);
  const held = socket();
  const processes = [process({ containerId: ID })];
  assertEquals(quietMachine({ sockets: [held], processes }).containerId(held), ID);
  assertEquals(quietMachine({ sockets: [held] }).containerId(held), undefined);
});

Deno.test("Machine.binds() are those of the port, on the usual addresses or on those of a host", () => {
  const bind = (address: string, port = 3000) =>
    ({ proto: "tcp", address, port, outcome: "ok" }) as const;
  const machine = quietMachine({
    binds: ["127.0.0.1", "::1", "0.0.0.0", "::", "10.0.0.5"].map((one) => bind(one))
      .concat(bind("::", 81)),
  });
  const addresses = (host?: string) =>
    machine.binds(3000, "tcp", host).map(({ address }) => address);
  assertEquals(addresses(), ["127.0.0.1", "::1", "0.0.0.0", "::"]);
  assertEquals(addresses("localhost"), ["127.0.0.1", "::1"]);
  assertEquals(addresses("10.0.0.5"), ["10.0.0.5"]);
  assertEquals(machine.binds(3000, "udp"), []);
});

Deno.test("Machine.setting() and Machine.userName() are undefined where nobody told", () => {
  const machine = quietMachine({ settings: {} });
  assertEquals(machine.setting("unprivilegedPortStart"), undefined);
  assertEquals(quietMachine().setting("unprivilegedPortStart"), 1024);
  assertEquals([machine.userName(0), machine.userName(5), machine.userName(undefined)], [
    ...["root", undefined, undefined],
  ]);
});

Deno.test("Machine.isBlindTo() is true of what was asked in vain, not of what was not asked", () => {
  const gap = { fact: "sockets", source: "ss", reason: "ss is not installed" } as const;
  assertEquals(quietMachine({ known: [], gaps: [gap] }).isBlindTo("sockets"), true);
  assertEquals(quietMachine({ known: ["sockets"], gaps: [gap] }).isBlindTo("sockets"), false);
  assertEquals(quietMachine({ known: [] }).isBlindTo("sockets"), false);
});

Deno.test("Machine.owners() is one answer for all sockets that a process has to itself", () => {
  const machine = quietMachine({
    processes: [process(), process({ pid: 813, ppid: 812 })],
    sockets: [
      socket({ port: 80 }),
      socket({ port: 81 }),
      socket({ port: 82, holders: [{ pid: 812, fd: 3 }, { pid: 813, fd: 3 }] }),
    ],
  });
  const [one, other, shared] = machine.snapshot.sockets.map((each) => machine.owners(each));
  assert(one !== undefined && one === other);
  assertEquals(shared?.map(({ pid, holds }) => [pid, holds]), [
    [812, "listener"],
    [813, "inherited"],
  ]);
});
