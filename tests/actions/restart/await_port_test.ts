import { assertEquals } from "@std/assert";
import { awaitPort } from "../../../src/actions/restart/await_port.ts";
import type { Machine } from "../../../src/model/machine.ts";
import { process, quietMachine, socket } from "../../../src/testing.ts";
import { PLAN } from "../paper_restart.ts";

const { ports } = PLAN.stop;
const PORTIK = 99;
const NEVER = new Promise<never>(() => {});

/** A machine where this pid, a child of that, listens on port 3000. */
function held(pid: number, ppid = 1): Machine {
  const processes = [process({ pid, ppid, name: "node" }), process({ pid: PORTIK, ppid: 1 })];
  return quietMachine({ sockets: [socket({ holders: [{ pid }] })], processes });
}

/** What comes of waiting, if these machines are seen in turn, the last one for ever. */
function wait(
  machines: readonly Machine[],
  { ended = NEVER, stopped = NEVER, anybody = false }: {
    ended?: Promise<number | string>;
    stopped?: Promise<"SIGINT">;
    anybody?: boolean;
  } = {},
) {
  let [looks, now] = [0, 0];
  const host = {
    pid: PORTIK,
    now: () => now,
    sleep: (ms: number) => Promise.resolve(void (now += ms)),
    stopped: () => stopped,
  };
  const lookAtPort = () =>
    Promise.resolve(machines[Math.min(looks++, machines.length - 1)] ?? quietMachine());
  const launched = anybody ? {} : { launched: [{ pid: 900, ended }] };
  return awaitPort({ host, lookAtPort }, { ports, ...launched }, { timeout: 1000 });
}

const free = quietMachine();

Deno.test("awaitPort() waits until the new process holds the port, or a child of it", async () => {
  const by = (pid: number) => ({ result: "restarted" as const, by: { pid, name: "node" } });
  assertEquals(await wait([free, free, held(900)]), by(900));
  assertEquals(await wait([free, held(901, 900)]), by(901));
});

Deno.test("awaitPort() knows a daemon that has left its parent: portik has adopted it", async () => {
  const ended = Promise.resolve(0);
  const found = await wait([free, free, held(905, PORTIK)], { ended });
  assertEquals(found, { result: "restarted", by: { pid: 905, name: "node" } });
});

Deno.test("awaitPort() says at once how the new process has ended", async () => {
  assertEquals(await wait([free], { ended: Promise.resolve(3) }), {
    result: "ended",
    reason: "it ended with code 3 without holding the port",
  });
  assertEquals(await wait([free], { ended: Promise.resolve("SIGSEGV") }), {
    result: "ended",
    reason: "it ended by SIGSEGV without holding the port",
  });
});

Deno.test("awaitPort() names a stranger who has the port", async () => {
  assertEquals(await wait([held(700)], { ended: Promise.resolve(1) }), {
    result: "taken",
    by: { pid: 700, name: "node" },
    reason: "it ended with code 1, because node (pid 700) has taken 3000/tcp in between",
  });
});

Deno.test("awaitPort() gives up when the time is over", async () => {
  assertEquals(await wait([held(700)]), {
    result: "silent",
    reason: "it runs (pid 900), but does not hold the port within 1 s",
  });
  const { reason } = await wait([free], { ended: Promise.resolve(0) });
  assertEquals(
    reason,
    "it has ended with code 0, and nothing that it started holds the port within 1 s",
  );
});

Deno.test("awaitPort() ends when portik is asked to", async () => {
  assertEquals(await wait([free], { stopped: Promise.resolve("SIGINT" as const) }), {
    result: "interrupted",
    reason: "it was started again (pid 900), but does not hold the port yet",
  });
});

Deno.test("awaitPort() takes anybody where an engine or systemd has done it", async () => {
  assertEquals((await wait([free, held(700)], { anybody: true })).by?.pid, 700);
  const { reason } = await wait([free], { anybody: true });
  assertEquals(reason, "nobody has taken it within 1 s");
});

/** A machine where these pids, children of portik, listen on port 3000, each by a socket of its own. */
function sharing(...pids: readonly number[]): Machine {
  return quietMachine({
    sockets: pids.map((pid) => socket({ holders: [{ pid }], inode: pid })),
    processes: [1, ...pids].map((pid) => process({ pid, ppid: PORTIK, name: `node-${pid}` })),
  });
}

Deno.test("awaitPort() waits for as many sockets as were given up, and in the end for fewer", async () => {
  let looks = 0;
  const host = {
    pid: PORTIK,
    now: () => looks * 100,
    sleep: () => Promise.resolve(),
    stopped: () => NEVER,
  };
  const both = [...ports, ...ports];
  const waitFor = (last: Machine, ended: Promise<number | string> = NEVER) => {
    looks = 0;
    const lookAtPort = () => Promise.resolve(looks++ < 3 ? sharing(900) : last);
    const launched = [{ pid: 900, ended: NEVER }, { pid: 901, ended }];
    return awaitPort({ host, lookAtPort }, { ports: both, launched }, { timeout: 1000 });
  };
  assertEquals([(await waitFor(sharing(900, 901))).result, looks], ["restarted", 4]);
  assertEquals([(await waitFor(sharing(900))).result, looks > 9], ["restarted", true]);
  const broken = await waitFor(sharing(900), Promise.resolve(3));
  assertEquals(broken.reason, "it ended with code 3 without holding the port");
});
