import { assert, assertEquals } from "@std/assert";
import { denoHost } from "../../src/host/deno/mod.ts";
import type { Sight } from "../../src/host/host.ts";
import type { Question } from "../../src/model/question.ts";
import type { Socket } from "../../src/model/socket.ts";
import { look } from "../../src/probe/mod.ts";
import { procNet } from "../../src/probe/linux/proc_net.ts";
import { ss } from "../../src/probe/linux/ss.ts";
import type { Missing } from "../../src/probe/probe.ts";
import { Actor } from "./acting.ts";
import { type Crowd, makeCrowd, rows, socketsOf } from "./crowd.ts";
import { makeNetns } from "./netns.ts";
import { makeSocket } from "./scene.ts";
import { ALL_SEEING, liveTest, NETNS_NEEDS } from "./tools.ts";

const OPTIONS = { probeTimeout: 10_000 };

function ask(ports?: Iterable<number>): Question {
  return {
    facts: ["sockets", "owners", "processes"],
    protos: ["tcp", "udp"],
    engines: "never",
    ...(ports ? { ports: [...ports].map((port) => ({ first: port, last: port })) } : {}),
  };
}

/** The answer of `ss`, less what is unknowable without it. */
function lessUntold(answer: readonly Socket[] | Missing, { sharedPorts }: Crowd): Socket[] {
  return socketsOf(answer).map((socket) => {
    if (socket.address !== "::" || !sharedPorts.has(socket.port)) return socket;
    const { v6only: _, ...untold } = socket;
    return { ...untold, family: "ipv6" };
  });
}

liveTest(
  "ss and /proc/net tell the same of every kind of socket",
  [...ALL_SEEING, "ss", "ipv6"],
  async (t) => {
    await using crowd = await makeCrowd();
    const { ports } = crowd;
    const bySs = await ss.read(denoHost, ask(), OPTIONS);
    const byProc = await procNet.read(denoHost, ask(), OPTIONS);

    await t.step("as root, asked for everything", () => {
      const expected = rows(lessUntold(bySs, crowd), ports);
      assert(expected.length > ports.size, `only ${expected.length} rows`);
      assertEquals(rows(byProc, ports), expected);
    });

    await t.step("and each the same when asked for these ports alone", async () => {
      assertEquals(rows(await ss.read(denoHost, ask(ports), OPTIONS), ports), rows(bySs, ports));
      assertEquals(
        rows(await procNet.read(denoHost, ask(ports), OPTIONS), ports),
        rows(byProc, ports),
      );
      const narrow = socketsOf(await ss.read(denoHost, ask(ports), OPTIONS));
      assertEquals(narrow.filter(({ port }) => !ports.has(port)), []);
    });

    await t.step("and each the same when asked for ranges, few or many", async () => {
      const [low = 0, ...rest] = [...ports].sort((a, b) => a - b);
      const few = [{ first: low, last: low + 1 }, { first: low + 2, last: rest.at(-1) ?? 0 }];
      const many = Array.from({ length: 70 }, (_, i) => ({ first: i + 1, last: i + 1 }));
      for (const ranges of [few, [...many, ...few]]) {
        const question = { ...ask(), ports: ranges };
        assertEquals(rows(await ss.read(denoHost, question, OPTIONS), ports), rows(bySs, ports));
        assertEquals(
          rows(await procNet.read(denoHost, question, OPTIONS), ports),
          rows(byProc, ports),
        );
      }
    });

    await t.step(
      "as an ordinary user, who sees uid and inode but not who holds a socket",
      async () => {
        await using stranger = await Actor.start({ as: "nobody" });
        const seen = await stranger.probe("ss", ask());
        assertEquals(
          rows(await stranger.probe("/proc/net", ask()), ports),
          rows(lessUntold(seen, crowd), ports),
        );
        const own = crowd.strangers.actor.pid;
        const expected = socketsOf(bySs).map((socket) => ({
          ...socket,
          holders: socket.holders.filter(({ pid }) => pid === own),
        }));
        assertEquals(rows(seen, ports), rows(expected, ports));
        const { known, gaps } = await stranger.look(ask(ports));
        assert(!known.includes("owners"));
        assertEquals(gaps.map(({ fact }) => fact), ["owners"]);
      },
    );

    await t.step("look() falls back on /proc/net where ss is missing", async () => {
      const snapshot = await look(withSs({ failed: "ENOENT" }), ask(ports), OPTIONS);
      assertEquals(snapshot.gaps, [
        { fact: "sockets", source: "ss", reason: "ss is not installed" },
      ]);
      // A look also finds the holder whose first thread is dead.
      const unheld = snapshot.sockets.filter(({ state, holders }) =>
        state === "LISTEN" && holders.length === 0
      );
      assertEquals(unheld, []);
      assertEquals(snapshot.sockets.length, rows(byProc, ports).length);
    });

    await t.step("look() falls back where ss prints rubbish, fails or hangs", async () => {
      const answers = [
        [
          { code: 0, stdout: "hello\n", stderr: "" },
          "ss printed something that is not a list of sockets",
        ],
        [{ code: 255, stdout: "", stderr: "no\nyes" }, "ss exited with 255: no"],
        [{ failed: "ETIMEDOUT" }, "ss did not answer within 10 s"],
      ] as const;
      for (const [answer, reason] of answers) {
        const { gaps, sockets } = await look(withSs(answer), ask(ports), OPTIONS);
        assertEquals(gaps, [{ fact: "sockets", source: "ss", reason }]);
        assertEquals(sockets.length, rows(byProc, ports).length);
      }
    });
  },
);

liveTest(
  "ss and /proc/net tell the same of link-local addresses, in a namespace of its own",
  [...NETNS_NEEDS, "ss", "ipv6"],
  async () => {
    await using netns = await makeNetns();
    await netns.ip("link", "add", "eth9", "type", "veth", "peer", "name", "eth8");
    for (const device of ["eth8", "eth9"]) await netns.ip("link", "set", device, "up");
    await netns.ip("address", "add", "fe80::1234/64", "dev", "eth9", "nodad");
    const address = { address: "fe80::1234", zone: "eth9" };
    await using tcp = await makeSocket(address, { netns });
    await using udp = await makeSocket({ ...address, proto: "udp" }, { netns });
    await using looker = await Actor.start({ netns });
    const ports = new Set([tcp.port, udp.port]);
    const bySs = socketsOf(await looker.probe("ss", ask(ports)));
    const byProc = socketsOf(await looker.probe("/proc/net", ask(ports)));
    assertEquals(rows(byProc, ports), rows(bySs, ports));
    for (const seen of [bySs, byProc]) {
      assertEquals(seen.map(({ address, zone }) => `${address}%${zone}`), [
        "fe80::1234%eth9",
        "fe80::1234%eth9",
      ]);
    }
  },
);

liveTest("ss that is not on the PATH leaves a gap and /proc/net answers", [], async () => {
  await using listener = await makeSocket({ address: "127.0.0.1" });
  await using looker = await Actor.start({ env: { PATH: "/nowhere" } });
  const { gaps, sockets } = await looker.look(ask([listener.port]));
  assertEquals(gaps.map(({ source, reason }) => `${source}: ${reason}`), [
    "ss: ss is not installed",
  ]);
  assertEquals(sockets.map(({ holders }) => holders), [[{
    pid: listener.actor.pid,
    fd: listener.fd,
  }]]);
});

liveTest("look() knows no sockets, and says so, when every source fails", [], async () => {
  const blind: Sight = {
    ...denoHost,
    run: () => Promise.resolve({ failed: "ENOENT" }),
    readText: (path) =>
      path.startsWith("/proc/net/") ? { failed: "ENOENT" } : denoHost.readText(path),
  };
  const { known, sockets, gaps } = await look(blind, ask([1]), OPTIONS);
  assertEquals(sockets, []);
  assertEquals(known.filter((fact) => fact === "sockets" || fact === "owners"), []);
  assertEquals(gaps, [
    { fact: "sockets", source: "ss", reason: "ss is not installed" },
    { fact: "sockets", source: "/proc/net", reason: "/proc/net cannot be read" },
    { fact: "sockets", source: "lsof", reason: "lsof is not installed" },
    { fact: "sockets", source: "netstat", reason: "netstat is not installed" },
  ]);
});

/** The real machine with another `ss`. */
function withSs(answer: Awaited<ReturnType<Sight["run"]>>): Sight {
  return {
    ...denoHost,
    run: (argv, options) =>
      argv[0] === "ss" ? Promise.resolve(answer) : denoHost.run(argv, options),
  };
}
