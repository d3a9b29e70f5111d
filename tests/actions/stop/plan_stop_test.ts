import { assertEquals, assertStringIncludes } from "@std/assert";
import { planStop } from "../../../src/actions/stop/plan_stop.ts";
import type { StopOptions, StopPlan, StopTarget } from "../../../src/model/plan.ts";
import type { Process } from "../../../src/model/process.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import { container, process, quietMachine, socket } from "../../../src/testing.ts";

const PORT: StopTarget = { kind: "ports", first: 3000, last: 3000, protos: ["tcp"] };

/** A process that started at a time of its own. */
function started(fields: Partial<Process> = {}): Process {
  const { pid = 812 } = fields;
  return process({ startTicks: pid * 10, ...fields });
}

const init = started({ pid: 1, ppid: 0, name: "systemd", uid: 0 });
const shell = started({ pid: 50, name: "bash" });
const self = started({ pid: 99, ppid: 50, name: "portik" });

function plan(
  disturb: Partial<Snapshot>,
  options: Partial<StopOptions> = {},
  ...targets: readonly StopTarget[]
): StopPlan {
  const { processes = [started()] } = disturb;
  const machine = quietMachine({
    sockets: [socket()],
    ...disturb,
    processes: [init, shell, self, ...processes],
  });
  return planStop(machine, targets.length === 0 ? [PORT] : targets, { timeout: 5000, ...options });
}

function pids({ steps }: StopPlan): number[] {
  return steps.flatMap((step) => step.kind === "process" ? [step.pid] : []);
}

function codes({ declined }: StopPlan): string[] {
  return declined.map(({ code, exit }) => `${code} ${exit}`);
}

Deno.test("planStop() stops who listens on the port, and says why and how", () => {
  const { steps, signal, escalates, timeoutSeconds, ports, declined } = plan({});
  assertEquals(steps, [{
    kind: "process",
    pid: 812,
    startTicks: 8120,
    name: "node",
    argv: ["node"],
    uid: 1000,
    user: "me",
    why: "listens on 3000/tcp",
  }]);
  assertEquals([signal, escalates, timeoutSeconds, declined], ["SIGTERM", true, 5, []]);
  const port = { port: 3000, proto: "tcp", address: "0.0.0.0", clients: 0, asked: true };
  assertEquals(ports, [{ ...port, freed: true }] as unknown);
});

Deno.test("planStop() never lets SIGKILL follow a signal that asks for something else", () => {
  for (
    const [signal, follows] of [["SIGHUP", false], ["SIGUSR1", false], ["SIGINT", true]] as const
  ) {
    const { signal: told, escalates } = plan({}, { signal });
    assertEquals([told, escalates], [signal, follows]);
  }
});

Deno.test("planStop() signals the master, and its workers only if they outlive it", () => {
  const holders = [{ pid: 813 }, { pid: 812 }, { pid: 814 }];
  const processes = [814, 813].map((pid) => started({ pid, ppid: 812 }));
  const found = plan({ sockets: [socket({ holders })], processes: [...processes, started()] });
  assertEquals(
    found.steps.map((step) => step.kind === "process" && [step.pid, step.endsWith]),
    [[812, undefined], [813, 812], [814, 812]],
  );
  assertEquals(found.ports[0]?.freed, true);
});

Deno.test("planStop() leaves the workers of another user to their master", () => {
  const holders = [{ pid: 812 }, { pid: 813 }];
  const processes = [started(), started({ pid: 813, ppid: 812, uid: 33 })];
  const disturb = { sockets: [socket({ holders })], processes };
  const [, worker] = plan(disturb).steps;
  assertEquals(worker?.kind === "process" && [worker.endsWith, worker.untouched], [812, true]);
  const [, forced] = plan(disturb, { force: true }).steps;
  assertEquals(forced?.kind === "process" && forced.untouched, undefined);
});

Deno.test("planStop() does not touch the workers of a master that it may not stop", () => {
  const holders = [{ pid: 812 }, { pid: 813 }];
  const processes = [started({ uid: 0 }), started({ pid: 813, ppid: 812 })];
  const found = plan({ sockets: [socket({ holders })], processes });
  assertEquals([found.steps, codes(found)], [[], ["other-user 3"]]);
});

Deno.test("planStop() stops each of several who share the port by SO_REUSEPORT", () => {
  const sockets = [socket({ inode: 1 }), socket({ inode: 2, holders: [{ pid: 900 }] })];
  assertEquals(pids(plan({ sockets, processes: [started(), started({ pid: 900 })] })), [812, 900]);
});

Deno.test("planStop() stops each process once, whatever ports it has, and says which others go", () => {
  const sockets = [socket(), socket({ port: 9229 }), socket({ port: 3001 })];
  const found = plan({ sockets }, {}, { ...PORT, last: 3010 });
  assertEquals(pids(found), [812]);
  assertEquals(found.ports.map(({ port, asked }) => [port, asked]), [
    [3000, true],
    [3001, true],
    [9229, false],
  ]);
});

Deno.test("planStop() refuses pid 1, service managers, portik and its parents", () => {
  const manager = started({ name: "systemd", ppid: 1 });
  const byPid = (pid: number) => plan({ processes: [manager] }, {}, { kind: "pid", pid });
  assertEquals(codes(byPid(1)), ["first-process 3"]);
  assertEquals(codes(byPid(812)), ["service-manager 3"]);
  assertEquals(codes(plan({}, {}, { kind: "pid", pid: 99 })), ["self 3"]);
  assertEquals(codes(plan({}, {}, { kind: "pid", pid: 50 })), ["own-ancestor 3"]);
  const held = plan({ sockets: [socket({ holders: [{ pid: 50 }] })] });
  assertEquals([codes(held), held.steps], [["own-ancestor 3"], []]);
});

Deno.test("planStop() refuses even with --force what is never signalled", () => {
  for (const pid of [1, 50, 99]) {
    assertEquals(plan({}, { force: true }, { kind: "pid", pid }).steps, [], `pid ${pid}`);
  }
});

Deno.test("planStop() refuses threads of the kernel, but not pid 2 of a namespace", () => {
  const { exe: _, ...bare } = started({ pid: 2, ppid: 0, name: "kthreadd", uid: 0 });
  const kthreadd = { ...bare, argv: [] };
  const thread = { ...kthreadd, pid: 30, ppid: 2, name: "kworker/0:1" };
  for (const pid of [2, 30]) {
    const found = plan({ processes: [kthreadd, thread] }, { force: true }, { kind: "pid", pid });
    assertEquals(codes(found), ["kernel-thread 3"], `pid ${pid}`);
  }
  const two = started({ pid: 2, ppid: 1 });
  assertEquals(pids(plan({ processes: [two] }, {}, { kind: "pid", pid: 2 })), [2]);
});

Deno.test("planStop() never signals a forwarder or an engine: it stops the container, or says so", () => {
  for (
    const name of ["docker-proxy", "rootlessport", "pasta", "slirp4netns", "com.docker.backend"]
  ) {
    const processes = [started({ name, uid: 0 })];
    const alone = plan({ processes }, { force: true });
    assertEquals([alone.steps, codes(alone)], [[], ["forwarder 3"]], name);
    assertEquals((alone.declined[0]?.run?.length ?? 0) > 0 || name === "vpnkit", true, name);
    const known = plan({ processes, containers: [container()] });
    assertEquals(known.steps.map((step) => step.kind === "container" && step.run), [
      ["docker", "stop", "-t", "5", "web-1"],
    ], name);
  }
  for (const name of ["dockerd", "containerd"]) {
    const processes = [started({ name })];
    const found = plan({ processes }, { force: true }, { kind: "pid", pid: 812 });
    assertEquals(codes(found), ["engine 3"]);
  }
});

Deno.test("planStop() refuses the pid of a forwarder and proposes to stop the container", () => {
  const processes = [started({ name: "docker-proxy", uid: 0 })];
  const found = plan({ processes, containers: [container()] }, { force: true }, {
    kind: "pid",
    pid: 812,
  });
  assertEquals([found.steps, codes(found)], [[], ["forwarder 3"]]);
  assertEquals(found.declined[0]?.run, ["docker", "stop", "-t", "5", "web-1"]);
});

Deno.test("planStop() stops a container that publishes the port without any listener", () => {
  const [step] = plan({ sockets: [], containers: [container()] }).steps;
  assertEquals(step?.kind === "container" && [step.name, step.start], [
    "web-1",
    ["docker", "start", "web-1"],
  ]);
});

Deno.test("planStop() with --container stops a container or nothing, never a process", () => {
  const found = plan({}, { container: true });
  assertEquals([found.steps, codes(found)], [[], ["no-container 3"]]);
  const id = container().id;
  const inside = plan(
    { processes: [started({ containerId: id })], containers: [container()] },
    { container: true },
  );
  assertEquals(inside.steps.map(({ kind }) => kind), ["container"]);
});

Deno.test("planStop() stops the pod of a container, and no container by a signal", () => {
  const one = container({ engine: "podman", pod: "shop" });
  const [step] = plan({ sockets: [], containers: [one] }, { timeout: 1500 }).steps;
  assertEquals(step?.kind === "container" && step.run, [
    "podman",
    "pod",
    "stop",
    "-t",
    "2",
    "shop",
  ]);
  const signalled = plan({ sockets: [], containers: [one] }, { signal: "SIGINT" });
  assertEquals(codes(signalled), ["no-signal 3"]);
});

Deno.test("planStop() stops processes of others only with --force, as root, too", () => {
  for (const uid of [1000, 0]) {
    const caller = { pid: 99, uid };
    const disturb = { caller, processes: [started({ uid: 33 })], users: { 33: "www" } };
    const found = plan(disturb);
    assertEquals([found.steps, codes(found)], [[], ["other-user 3"]]);
    assertStringIncludes(found.declined[0]?.message ?? "", "node (pid 812) belongs to user www");
    assertEquals(pids(plan(disturb, { force: true })), [812]);
  }
  const { uid: _, ...unknown } = started();
  assertEquals(codes(plan({ processes: [unknown] })), ["other-user 3"]);
});

Deno.test("planStop() stops what is one's own although another user shares the port", () => {
  const sockets = [
    socket({ address: "127.0.0.1", inode: 1 }),
    socket({ address: "::1", inode: 2, holders: [{ pid: 900 }] }),
  ];
  const found = plan({ sockets, processes: [started(), started({ pid: 900, uid: 33 })] });
  assertEquals([pids(found), codes(found)], [[812], ["other-user 3"]]);
});

Deno.test("planStop() never acts on a guess", () => {
  const found = plan({ sockets: [socket({ holders: [], uid: 1000 })] });
  assertEquals([found.steps, codes(found)], [[], ["owner-unseen 4"]]);
});

Deno.test("planStop() says that root may see more, to everybody but root", () => {
  const hint = (uid: number) =>
    plan({ sockets: [socket({ holders: [] })], caller: { pid: 99, uid } }).declined[0]?.hint;
  assertEquals([hint(1000), hint(0)], ["As root, portik may see who it is", undefined]);
});

Deno.test("planStop() offers what stops the service of another user for good", () => {
  const cgroup = "/system.slice/redis.service";
  const redis = started({ uid: 33, unit: "redis.service", cgroup });
  const [declined] = plan({ processes: [redis], caller: { pid: 99, uid: 0 } }).declined;
  assertEquals([declined?.code, declined?.run?.join(" "), declined?.hint], [
    "other-user",
    "systemctl stop redis.service",
    "--force stops it all the same; this stops it for good",
  ]);
});

Deno.test("planStop() tells of a listener in another network namespace, and leaves it alone", () => {
  const there = socket({ namespace: "blue" });
  const found = plan({ sockets: [there] });
  assertEquals([found.steps, codes(found)], [[], ["nothing-to-kill 1"]]);
  assertEquals(
    found.declined[0]?.hint,
    "In network namespace blue, 3000/tcp is held: use pid:812",
  );
  const both = plan({
    sockets: [socket({ holders: [{ pid: 900 }], namespace: "blue" }), socket()],
  });
  assertEquals([pids(both), both.declined], [[812], []]);
});

Deno.test("planStop() does not stop a process whose start it cannot see", () => {
  assertEquals(codes(plan({ processes: [process()] })), ["unknown-start 4"]);
});

Deno.test("planStop() calls a zombie dead, unless threads of it live on", () => {
  const target = { kind: "pid", pid: 812 } as const;
  const zombie = started({ state: "zombie", threads: 1 });
  assertEquals(codes(plan({ processes: [zombie] }, {}, target)), ["dead 1"]);
  assertEquals(pids(plan({ processes: [{ ...zombie, threads: 3 }] }, {}, target)), [812]);
});

Deno.test("planStop() does not mind holders that died while they were looked at", () => {
  const holders = [{ pid: 812 }, { pid: 813 }, { pid: 814 }];
  const zombie = started({ pid: 813, ppid: 812, state: "zombie", threads: 1 });
  const found = plan({ sockets: [socket({ holders })], processes: [started(), zombie] });
  assertEquals([pids(found), found.ports[0]?.freed, found.declined], [[812], true, []]);
});

Deno.test("planStop() refuses a port that systemd itself holds, and names the unit to stop", () => {
  const cgroup = "/system.slice/web.socket";
  const holders = [{ pid: 1 }, { pid: 812 }];
  const found = plan({
    sockets: [socket({ holders, cgroup })],
    processes: [started({ ppid: 1, unit: "web.service" })],
  });
  assertEquals([found.steps, codes(found)], [[], ["socket-activation 3"]]);
  assertEquals(found.declined[0]?.run?.includes("web.socket"), true);
});

Deno.test("planStop() names the unit, the supervisor and the watcher that would start it again", () => {
  const byUnit = plan({
    caller: { pid: 99, uid: 0 },
    processes: [started({ uid: 0, unit: "web.service", cgroup: "/system.slice/web.service" })],
  });
  assertEquals(byUnit.comebacks, [{
    message: "node (pid 812): systemd unit web.service may start it again",
    stopWith: ["systemctl", "stop", "web.service"],
  }]);
  const runsv = started({ pid: 700, name: "runsv", argv: ["runsv", "web"], cwd: "/etc/sv/web" });
  const supervised = plan({ processes: [runsv, started({ ppid: 700 })] });
  assertEquals(supervised.comebacks[0]?.stopWith, ["sv", "down", "/etc/sv/web"]);
  const nodemon = started({ pid: 700, name: "node", argv: ["node", "/usr/bin/nodemon", "a.js"] });
  const watched = plan({ processes: [nodemon, started({ ppid: 700 })] });
  assertStringIncludes(watched.comebacks[0]?.message ?? "", "--tree");
  assertEquals(plan({}).comebacks, []);
});

const npm = started({ pid: 700, name: "npm", argv: ["npm", "run", "dev"], ppid: 50 });
const script = started({ pid: 701, ppid: 700, name: "sh", argv: ["sh", "-c", "node a.js"] });
const other = started({ pid: 813, ppid: 701, name: "esbuild" });
const FAMILY = [npm, script, started({ ppid: 701 }), other];

Deno.test("planStop() leaves the launcher alone, and says what --tree would do", () => {
  const found = plan({ processes: FAMILY });
  assertEquals(pids(found), [812]);
  assertEquals(found.spared, [
    { pid: 700, name: "npm", why: "started it by npm run dev: --tree stops it, too" },
  ]);
  const [titled] =
    plan({ processes: [{ ...npm, name: "npm run dev" }, ...FAMILY.slice(1)] }).spared;
  assertEquals(titled?.why, "started it: --tree stops it, too");
});

Deno.test("planStop() with --tree stops the launcher and all below it", () => {
  const found = plan({ processes: FAMILY }, { tree: true });
  assertEquals(pids(found).sort(), [700, 701, 812, 813]);
  assertEquals(found.spared, []);
});

Deno.test("planStop() with --tree signals parents first, so that they start nobody anew", () => {
  assertEquals(pids(plan({ processes: FAMILY.toReversed() }, { tree: true })), [
    700,
    701,
    812,
    813,
  ]);
});

Deno.test("planStop() signals uvicorn --reload, and with --tree what else it has started", () => {
  const python = (pid: number, ...words: readonly string[]) =>
    started({ pid, ppid: pid === 812 ? 50 : 812, name: "python3", argv: ["python3", ...words] });
  const uvicorn = python(812, "/venv/bin/uvicorn", "app:app", "--reload");
  const worker = python(814, "-c", "from multiprocessing.spawn import spawn_main");
  const tracker = python(813, "-c", "from multiprocessing.resource_tracker import main");
  const disturb = {
    sockets: [socket({ holders: [{ pid: 812 }, { pid: 814 }] })],
    processes: [uvicorn, tracker, worker],
  };
  const { steps } = plan(disturb);
  assertEquals(
    steps.map((step) => step.kind === "process" && [step.pid, step.endsWith]),
    [[812, undefined], [814, 812]],
  );
  assertEquals(pids(plan(disturb, { tree: true })), [812, 814, 813]);
});

Deno.test("planStop() with --tree takes a launcher that runs portik itself for no launcher", () => {
  const both = [
    { ...npm, pid: 50 },
    started({ ppid: 50 }),
  ];
  assertEquals(pids(plan({ processes: both }, { tree: true })), [812]);
});

Deno.test("planStop() with --tree and a pid stops that process and all below it", () => {
  const found = plan({ processes: FAMILY }, { tree: true }, { kind: "pid", pid: 701 });
  assertEquals(pids(found).sort(), [701, 812, 813]);
});

Deno.test("planStop() counts the clients, names those of this machine, and leaves them alone", () => {
  const server = { address: "127.0.0.1", port: 3000 };
  const client = { address: "127.0.0.1", port: 50000 };
  const sockets = [
    socket(),
    socket({ ...server, peer: client, state: "ESTABLISHED" }),
    socket({ ...client, peer: server, state: "ESTABLISHED", holders: [{ pid: 900 }] }),
    socket({ ...server, peer: { ...client, port: 50001 }, state: "TIME_WAIT" }),
  ];
  const found = plan({ sockets, processes: [started(), started({ pid: 900, name: "curl" })] });
  assertEquals([pids(found), found.ports[0]?.clients], [[812], 1]);
  assertEquals(found.spared, [{ pid: 900, name: "curl", why: "client of 3000/tcp" }]);
});

Deno.test("planStop() says why there is nothing to kill", () => {
  const message = (disturb: Partial<Snapshot>, ...targets: readonly StopTarget[]) =>
    plan({ sockets: [], ...disturb }, {}, ...targets).declined.map(({ message, exit }) =>
      `${exit} ${message}`
    ).join("");
  assertStringIncludes(message({}), "1 nothing to kill: nobody listens on 3000/tcp");
  const connection = socket({ state: "ESTABLISHED" });
  assertStringIncludes(message({ sockets: [connection] }), "only connections have it");
  assertStringIncludes(message({}, { ...PORT, last: 3010 }), "3000-3010/tcp");
  assertStringIncludes(message({}, { kind: "pid", pid: 4711 }), "no process with pid 4711");
  const gaps = [{ fact: "sockets", source: "ss", reason: "it failed" }] as const;
  assertStringIncludes(message({ gaps, known: [] }), "4 who holds 3000/tcp could not be seen");
});

Deno.test("planStop() hints at a listener of the other protocol", () => {
  const found = plan({ sockets: [socket({ proto: "udp" })] });
  assertEquals(found.declined[0]?.hint, "Somebody does on udp: use 3000/udp");
});

Deno.test("planStop() does not mind ports of a range that nobody has, but those that were named", () => {
  assertEquals(plan({}, {}, { ...PORT, first: 2990, last: 3010 }).declined, []);
  const named = plan({}, {}, PORT, { ...PORT, first: 3001, last: 3001 });
  assertEquals([pids(named), codes(named)], [[812], ["nothing-to-kill 1"]]);
});

Deno.test("planStop() stops one address of a port where that is asked", () => {
  const sockets = [
    socket({ address: "127.0.0.1" }),
    socket({ address: "127.0.0.2", holders: [{ pid: 900 }] }),
  ];
  const processes = [started(), started({ pid: 900 })];
  assertEquals(pids(plan({ sockets, processes }, {}, { ...PORT, host: "127.0.0.2" })), [900]);
});

Deno.test("planStop() finds listening processes by their whole name, program or script", () => {
  const vite = started({ name: "node", argv: ["node", "/srv/node_modules/.bin/vite", "--host"] });
  for (const text of ["node", "NODE", "vite"]) {
    assertEquals(pids(plan({ processes: [vite] }, {}, { kind: "name", text })), [812], text);
  }
  const part = plan({ processes: [vite] }, {}, { kind: "name", text: "vit" });
  assertEquals([part.steps, codes(part)], [[], ["nothing-to-kill 1"]]);
  const silent = plan({ sockets: [] }, {}, { kind: "name", text: "node" });
  assertStringIncludes(silent.declined[0]?.hint ?? "", "1 process of that name");
});

Deno.test("planStop() says that the port stays held where a holder is spared", () => {
  const holders = [{ pid: 812 }, { pid: 50 }];
  const [port] = plan({ sockets: [socket({ holders })] }).ports;
  assertEquals(port?.freed, false);
});

Deno.test("planStop() kills one worker where its very pid is asked for", () => {
  const holders = [{ pid: 812 }, { pid: 813 }];
  const processes = [started(), started({ pid: 813, ppid: 812 })];
  const found = plan({ sockets: [socket({ holders })], processes }, {}, { kind: "pid", pid: 813 });
  assertEquals([pids(found), found.ports[0]?.freed], [[813], false]);
});

Deno.test("planStop() on Windows knows no users, and no system process to stop", () => {
  const { uid: _, ...bare } = started();
  const windows = { platform: "windows", caller: { pid: 99 }, processes: [bare] } as const;
  assertEquals(pids(plan(windows)), [812]);
  const system = started({ pid: 4, name: "System" });
  const found = plan({ ...windows, processes: [system] }, {}, { kind: "pid", pid: 4 });
  assertEquals(codes(found), ["first-process 3"]);
});
