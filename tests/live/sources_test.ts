import { assert, assertEquals } from "@std/assert";
import { denoHost } from "../../src/host/deno/mod.ts";
import type { Question } from "../../src/model/question.ts";
import { isListener, type Socket } from "../../src/model/socket.ts";
import { lsof } from "../../src/probe/linux/lsof.ts";
import { netstat } from "../../src/probe/linux/netstat.ts";
import { procNet } from "../../src/probe/linux/proc_net.ts";
import { ss } from "../../src/probe/linux/ss.ts";
import { look } from "../../src/probe/mod.ts";
import type { Probe } from "../../src/probe/probe.ts";
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

/** A source of sockets, and what is left of a socket when it has told of it. */
interface Source {
  readonly probe: Probe<readonly Socket[]>;
  /** What `--source` calls it. */
  readonly word: string;
  /** Of what ss tells, the facts that this source's doc comment says it cannot give. */
  readonly lacks: string;
  told(socket: Socket, crowd: Crowd): Socket | undefined;
}

/** Zone, cgroup and limit of the backlog, which none but ss tells, `rows()` leaves out already. */
const SOURCES: readonly Source[] = [
  { probe: ss, word: "ss", lacks: "nothing", told: (socket) => socket },
  {
    probe: procNet,
    word: "proc",
    lacks: "v6only where an IPv4 listener is in the way",
    told: (socket, { sharedPorts }) => lessV6only(socket, sharedPorts),
  },
  {
    probe: lsof,
    word: "lsof",
    lacks: "sockets that no descriptor leads to, uid, v6only where an IPv4 listener is in the way",
    told(socket, { sharedPorts, strangers }) {
      const { uid: _, ...rest } = lessV6only(socket, new Set(sharedPorts).add(strangers.port));
      return socket.holders.length === 0 ? undefined : rest;
    },
  },
  {
    probe: netstat,
    word: "netstat",
    lacks: "all but one holder, descriptors, v6only where an IPv4 listener is in the way",
    told: (socket, { sharedPorts }) => ({
      ...lessV6only(socket, sharedPorts),
      holders: socket.holders.slice(0, 1).map(() => ({ pid: 0 })),
    }),
  },
];

function lessV6only(socket: Socket, ports: ReadonlySet<number>): Socket {
  if (socket.address !== "::" || !ports.has(socket.port)) return socket;
  const { v6only: _, ...rest } = socket;
  return { ...rest, family: "ipv6" };
}

liveTest(
  "ss, /proc/net, lsof and netstat tell the same of every kind of socket, less what each lacks",
  [...ALL_SEEING, "ss", "lsof", "netstat", "ipv6"],
  async (t) => {
    await using crowd = await makeCrowd();
    const { ports } = crowd;
    const bySs = socketsOf(await ss.read(denoHost, ask(), OPTIONS));
    const rowsOf = (sockets: readonly Socket[], { told }: Source) =>
      rows(sockets.flatMap((socket) => told(socket, crowd) ?? []), ports);

    for (const source of SOURCES) {
      const { probe, word, lacks } = source;
      const expected = rowsOf(bySs, source);
      await t.step(`${probe.name} lacks ${lacks}`, async () => {
        const sockets = socketsOf(await probe.read(denoHost, ask(), OPTIONS));
        assert(expected.length > 50, `only ${expected.length} rows`);
        assertEquals(rowsOf(sockets, source), expected);
        // It tells of no facts that it is said to lack, or the table is out of date.
        if (word === "lsof") assertEquals(sockets.filter(({ uid }) => uid !== undefined), []);
        const ours = sockets.filter(({ port }) => ports.has(port));
        if (word === "netstat") assertHoldersAmong(ours, bySs);
      });

      await t.step(`${probe.name} tells the same when asked for these ports alone`, async () => {
        const sockets = socketsOf(await probe.read(denoHost, ask(ports), OPTIONS));
        assertEquals(rowsOf(sockets, source), expected);
        assertEquals(sockets.filter(({ port }) => !ports.has(port)), []);
        // Few enough for every source to filter by itself.
        const few = new Set([...ports].slice(0, 15));
        const narrow = socketsOf(await probe.read(denoHost, ask(few), OPTIONS));
        assertEquals(narrow.filter(({ port }) => !few.has(port)), []);
        assertEquals(
          rows(narrow.flatMap((socket) => source.told(socket, crowd) ?? []), few),
          rows(bySs.flatMap((socket) => source.told(socket, crowd) ?? []), few),
        );
      });

      await t.step(`look() asks ${probe.name} alone when told --source ${word}`, async () => {
        const { asked, gaps, sockets, known } = await look(denoHost, ask(ports), {
          ...OPTIONS,
          source: word,
        });
        assertEquals(asked.map(({ source }) => source), [probe.name]);
        assertEquals(gaps, []);
        assert(known.includes("sockets"));
        // A look also finds holders that the source missed.
        const unheld = (all: readonly Socket[]) => rows(all.map(lessHolders), ports);
        assertEquals(
          unheld(sockets.flatMap((socket) => source.told(socket, crowd) ?? [])),
          unheld(bySs.flatMap((socket) => source.told(socket, crowd) ?? [])),
        );
      });
    }

    await t.step("an ordinary user gets no answer from lsof that would be a guess", async () => {
      await using stranger = await Actor.start({ as: "nobody" });
      const seen = await stranger.look(ask(ports), { ...OPTIONS, source: "lsof" });
      assertEquals(seen.known, ["caller"]);
      assertEquals(seen.gaps.map(({ fact, source, reason }) => ({ fact, source, reason })), [{
        fact: "sockets",
        source: "lsof",
        reason: "lsof shows an ordinary user nothing but the sockets of their own processes",
      }]);
      const own = await stranger.open({ address: "127.0.0.1" });
      const question: Question = { ...ask([own.port]), protos: ["tcp"] };
      const found = await stranger.look(question, { ...OPTIONS, source: "lsof" });
      assertEquals(found.sockets.map(({ port, holders }) => ({ port, holders })), [
        { port: own.port, holders: [{ pid: stranger.pid, fd: own.fd }] },
      ]);
      // Netstat shows an ordinary user all sockets, and who holds their own.
      const all = await stranger.look(ask(ports), { ...OPTIONS, source: "netstat" });
      const listeners = rows(bySs.filter(isListener).map(bare), ports);
      assertEquals(rows(all.sockets.filter(isListener).map(bare), ports), listeners);
      assertEquals(all.gaps.map(({ fact }) => fact), ["owners"]);
    });

    await t.step("look() goes on to lsof and netstat where nothing else answers", async () => {
      const deaf = (...programs: string[]) => ({
        ...denoHost,
        terminal: denoHost.terminal,
        run: (argv: readonly string[], options: { timeout: number }) =>
          programs.includes(argv[0] ?? "")
            ? Promise.resolve({ failed: "ENOENT" })
            : denoHost.run(argv, options),
        readText: (path: string) =>
          /^\/proc\/net\/(tcp|udp)/.test(path) ? { failed: "EACCES" } : denoHost.readText(path),
      });
      const byLsof = await look(deaf("ss"), ask(ports), OPTIONS);
      assertEquals(byLsof.asked.map(({ source }) => source), ["lsof"]);
      assertEquals(byLsof.gaps.map(({ source }) => source), ["ss", "/proc/net"]);
      const byNetstat = await look(deaf("ss", "lsof"), ask(ports), OPTIONS);
      assertEquals(byNetstat.asked.map(({ source }) => source), ["netstat"]);
      assertEquals(byNetstat.gaps.map(({ reason }) => reason), [
        "ss is not installed",
        "/proc/net cannot be read",
        "lsof is not installed",
      ]);
      const byNone = await look(deaf("ss", "lsof", "netstat"), ask(ports), OPTIONS);
      assertEquals(byNone.known, ["caller"]);
      assertEquals(byNone.gaps.length, 4);
    });
  },
);

liveTest(
  "ss, /proc/net, lsof and netstat give the zone of a link-local address",
  [...NETNS_NEEDS, "ss", "lsof", "netstat", "ipv6"],
  async () => {
    await using netns = await makeNetns();
    await netns.ip("link", "add", "eth9", "type", "veth", "peer", "name", "eth8");
    for (const device of ["eth8", "eth9"]) await netns.ip("link", "set", device, "up");
    await netns.ip("address", "add", "fe80::1234/64", "dev", "eth9", "nodad");
    const address = { address: "fe80::1234", zone: "eth9" };
    await using tcp = await makeSocket(address, { netns });
    await using udp = await makeSocket({ ...address, proto: "udp" }, { netns });
    await using inside = await Actor.start({ netns });
    const ports = [tcp.port, udp.port];
    for (const { word } of SOURCES) {
      const { sockets } = await inside.look(ask(ports), { ...OPTIONS, source: word });
      assertEquals(
        sockets.map(({ proto, address, zone, v6only }) => [proto, address, zone, v6only]).sort(),
        [["tcp", "fe80::1234", "eth9", true], ["udp", "fe80::1234", "eth9", true]],
        word,
      );
    }
  },
);

function lessHolders(socket: Socket): Socket {
  return { ...socket, holders: [] };
}

/** A socket as far as everybody may see it; that another user's wildcard is shared is none of it. */
function bare(socket: Socket): Socket {
  const { v6only: _, ...rest } = lessHolders(socket);
  return { ...rest, family: "ipv4" };
}

/** Fails where a holder is not one that ss names for this inode. */
function assertHoldersAmong(sockets: readonly Socket[], bySs: readonly Socket[]): void {
  const pids = new Map(bySs.map(({ inode, holders }) => [inode, holders.map(({ pid }) => pid)]));
  const wrong = sockets.filter(({ inode, holders }) =>
    holders.some(({ pid }) => !pids.get(inode)?.includes(pid))
  );
  assertEquals(wrong, []);
  const fds = sockets.flatMap(({ holders }) => holders.map(({ fd }) => fd));
  assertEquals(fds.filter((fd) => fd !== undefined), []);
}
