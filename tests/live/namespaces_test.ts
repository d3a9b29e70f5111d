import { assertEquals } from "@std/assert";
import { denoHost } from "../../src/host/deno/mod.ts";
import type { Question } from "../../src/model/question.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { look } from "../../src/probe/mod.ts";
import { Actor } from "./acting.ts";
import { makeNetns, type Netns } from "./netns.ts";
import { freePort } from "./open.ts";
import { makeSocket } from "./scene.ts";
import { ALL_SEEING, liveTest, NETNS_NEEDS } from "./tools.ts";

const OPTIONS = { probeTimeout: 10_000 };
const NEEDS = [...NETNS_NEEDS, ...ALL_SEEING];

/** The question about one port that `who` asks. */
function ask(port: number): Question {
  return {
    facts: ["sockets", "owners", "containers", "namespaces"],
    ports: [{ first: port, last: port }],
    protos: ["tcp", "udp"],
    engines: "never",
  };
}

/** `namespace proto address pid/fd` of each socket. */
function rows({ sockets }: Snapshot): string[] {
  return sockets.map(({ namespace, proto, address, holders }) => {
    const held = holders.map(({ pid, fd }) => `${pid}/${fd}`).join();
    return `${namespace} ${proto} ${address} ${held}`;
  }).sort();
}

/** A namespace that only its processes know: it ends with them. */
const NAMELESS: Netns = {
  name: "",
  command: (argv) => ["unshare", "--net", ...argv],
  ip: () => Promise.reject(new Error("Nobody else can enter it")),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

liveTest(
  "look() finds every kind of listener in a named namespace",
  [...NEEDS, "ipv6"],
  async () => {
    await using netns = await makeNetns();
    await using inside = await Actor.start({ netns });
    const port = freePort();
    const fds = [
      await inside.open({ address: "127.0.0.1", port }),
      await inside.open({ address: "::", port, v6only: true }),
      await inside.open({ address: "127.0.0.1", port, proto: "udp" }),
      await inside.open({ address: "::1", port, proto: "udp" }),
    ].map(({ fd }) => `${inside.pid}/${fd}`);
    const snapshot = await look(denoHost, ask(port), OPTIONS);
    const { name } = netns;
    assertEquals(rows(snapshot), [
      `${name} tcp 127.0.0.1 ${fds[0]}`,
      `${name} tcp :: ${fds[1]}`,
      `${name} udp 127.0.0.1 ${fds[2]}`,
      `${name} udp ::1 ${fds[3]}`,
    ]);
    assertEquals(snapshot.processes.map(({ pid }) => pid), [inside.pid]);
    assertEquals(snapshot.known.includes("namespaces"), true);
    assertEquals(snapshot.gaps, []);
  },
);

liveTest("look() tells a namespace without a name by its link", [...NEEDS, "unshare"], async () => {
  await using scene = await makeSocket({ address: "0.0.0.0", port: freePort() }, {
    netns: NAMELESS,
  });
  const link = await Deno.readLink(`/proc/${scene.actor.pid}/ns/net`);
  assertEquals(rows(await look(denoHost, ask(scene.port), OPTIONS)), [
    `${link} tcp 0.0.0.0 ${scene.actor.pid}/${scene.fd}`,
  ]);
});

liveTest("look() tells apart the same port in two namespaces", NEEDS, async () => {
  await using one = await makeNetns();
  await using two = await makeNetns();
  await using first = await makeSocket({ address: "127.0.0.1", port: freePort() }, { netns: one });
  const { port } = first;
  await using second = await makeSocket({ address: "127.0.0.1", port }, { netns: two });
  // Namespaces come by their names, and these are random.
  const expected = [
    `${one.name} tcp 127.0.0.1 ${first.actor.pid}/${first.fd}`,
    `${two.name} tcp 127.0.0.1 ${second.actor.pid}/${second.fd}`,
  ];
  assertEquals(rows(await look(denoHost, ask(port), OPTIONS)), expected.sort());
});

liveTest("look() from inside of a namespace finds the listener outside", NEEDS, async () => {
  await using netns = await makeNetns();
  await using inside = await Actor.start({ netns });
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const link = await Deno.readLink("/proc/self/ns/net");
  assertEquals(rows(await inside.look(ask(scene.port), OPTIONS)), [
    `${link} tcp 127.0.0.1 ${scene.actor.pid}/${scene.fd}`,
  ]);
});

liveTest(
  "look() does not let a root of its own user namespace take hidden for dead",
  [...NEEDS, "unshare"],
  async () => {
    await using scene = await makeSocket({ address: "127.0.0.1" });
    const confined = { ...NAMELESS, command: confine };
    await using root = await Actor.start({ as: "nobody", netns: confined });
    const { caller, gaps, sockets } = await root.look(ask(scene.port), OPTIONS);
    assertEquals([caller.uid, caller.seesAllOwners, caller.mayBindPrivileged], [
      ...[0, false, undefined],
    ]);
    assertEquals(sockets.map(({ holders }) => holders), [[]]);
    const lacks = "needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, outside of containers";
    assertEquals(gaps.map(({ fact, reason }) => [fact, reason]), [
      ["owners", `${lacks}: the process behind 1 listener cannot be seen`],
      ["namespaces", lacks],
    ]);
  },
);

/** As root of a user namespace in which nobody else is; the network stays that of the machine. */
function confine(argv: readonly string[], uid = 0): string[] {
  const user = ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
  return [...user, "unshare", "--user", "--map-root-user", ...argv];
}
