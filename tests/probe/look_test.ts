import { assertEquals, assertRejects } from "@std/assert";
import type { Sight } from "../../src/host/host.ts";
import type { FactName, Question } from "../../src/model/question.ts";
import { Refusal } from "../../src/model/refusal.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { Socket } from "../../src/model/socket.ts";
import { lookBy } from "../../src/probe/look.ts";
import type { PlatformProbes, Wanted } from "../../src/probe/platform.ts";
import type { Missing, Probe } from "../../src/probe/probe.ts";
import { process, socket } from "../../src/testing.ts";
import { asking, onPaper } from "./paper.ts";

const OPTIONS = { probeTimeout: 2000 };
const ROOT = { pid: 9, uid: 0, seesAllOwners: true };
const USER = { pid: 9, uid: 1000, seesAllOwners: false };
const ID = "4f".repeat(32);

const EVERYTHING: Question = {
  ...asking(3000),
  facts: [
    ...["sockets", "owners", "processes", "containers"] as const,
    ...["namespaces", "binds", "settings", "caller"] as const,
  ],
  protos: ["tcp"],
};

function source(name: string, answer: readonly Socket[] | Missing): Probe<readonly Socket[]> {
  return { name, gives: "sockets", read: () => Promise.resolve(answer) };
}

/** Probes of a machine with one listener of one process, as root sees it, but for what a test says. */
function probes(fields: Partial<PlatformProbes> = {}): PlatformProbes {
  return {
    sockets: [source("ss", [socket()])],
    readCaller: () => ROOT,
    readSettings: () => ({ unprivilegedPortStart: 1024 }),
    findHolders: (_, sockets) => sockets,
    readProcesses: () => [process()],
    readUsers: () => Promise.resolve({ 1000: "me" }),
    ...fields,
  };
}

/** A machine without container engines where every bind works. */
function quiet(fields: Partial<Sight> = {}): Sight {
  return { ...onPaper({}), tryBind: () => Promise.resolve("ok"), ...fields };
}

function lookWith(
  fields: Partial<PlatformProbes>,
  question: Partial<Question> = {},
  sight: Partial<Sight> = {},
): Promise<Snapshot> {
  return lookBy(probes(fields), quiet(sight), { ...EVERYTHING, ...question }, OPTIONS);
}

/** `fact: source: reason` of each gap. */
function gapsOf({ gaps }: Snapshot): string[] {
  return gaps.map(({ fact, source, reason }) => `${fact}: ${source}: ${reason}`);
}

Deno.test("lookBy() puts what the probes answer into one snapshot", async () => {
  const { binds, ...snapshot } = await lookWith({}, {}, { now: () => 0 });
  assertEquals(snapshot, {
    version: 1,
    takenAt: "1970-01-01T00:00:00.000Z",
    platform: "linux",
    caller: ROOT,
    sockets: [socket()],
    processes: [process()],
    containers: [],
    settings: { unprivilegedPortStart: 1024 },
    users: { 1000: "me" },
    known: ["caller", "settings", "sockets", "processes", "owners", "binds"],
    gaps: [],
    asked: [{ fact: "sockets", source: "ss", milliseconds: 0 }],
  });
  assertEquals(binds.map(({ address, outcome }) => `${address} ${outcome}`), [
    "127.0.0.1 ok",
    "::1 ok",
    "0.0.0.0 ok",
    ":: ok",
  ]);
});

/** What may go well or wrong in a look, and what becomes of it in `known` and in the gaps. */
const FATES = {
  sockets: [
    { answer: [socket()], known: ["sockets", "processes"], gaps: [] },
    { answer: [socket({ port: 80 })], known: ["sockets", "processes"], gaps: [] },
    { answer: { missing: "ss hangs" }, known: [], gaps: ["sockets: ss: ss hangs"] },
  ],
  hidden: [false, true],
  caller: [ROOT, USER, { pid: 9 }],
  elsewhere: [
    { answer: [socket({ namespace: "blue" })], known: ["namespaces"], gaps: [] },
    { answer: { missing: "needs root" }, known: [], gaps: ["namespaces: /proc: needs root"] },
    { answer: undefined, known: [], gaps: [] },
  ],
  // Where only one of the two engines answers, the fact is known and yet has a gap.
  engines: [
    {
      docker: { code: 0, stdout: "", stderr: "" },
      podman: { code: 0, stdout: "[]", stderr: "" },
      known: ["containers"],
      gaps: [],
    },
    {
      docker: { failed: "ETIMEDOUT" },
      podman: { failed: "ENOENT" },
      known: [],
      gaps: [
        "containers: docker: docker did not answer within 2 s",
        "containers: podman: podman is not installed",
      ],
    },
  ],
  facts: [EVERYTHING.facts, ["sockets", "owners"] as FactName[]],
} as const;

function* combinations() {
  for (const sockets of FATES.sockets) {
    for (const hidden of FATES.hidden) {
      for (const caller of FATES.caller) {
        for (const elsewhere of FATES.elsewhere) {
          for (const engines of FATES.engines) {
            for (const facts of FATES.facts) {
              yield { sockets, hidden, caller, elsewhere, engines, facts };
            }
          }
        }
      }
    }
  }
}

Deno.test("lookBy() says of every fact that it is known, or why not, or nothing where it was not asked for", async () => {
  for (const fate of combinations()) {
    const { sockets, hidden, caller, elsewhere, engines, facts } = fate;
    const here = "missing" in sockets.answer
      ? sockets.answer
      : sockets.answer.map((one) => hidden ? { ...one, holders: [] } : one);
    const listens = !("missing" in here) && here.some(({ port }) => port === 3000);
    const snapshot = await lookWith(
      {
        sockets: [source("ss", here)],
        readCaller: () => caller,
        ...(elsewhere.answer === undefined
          ? {}
          : { findElsewhere: () => Promise.resolve(elsewhere.answer) }),
      },
      { facts, engines: "always" },
      { run: ([program]) => Promise.resolve(engines[program === "docker" ? "docker" : "podman"]) },
    );
    const wants = (fact: FactName) => (facts as readonly FactName[]).includes(fact);
    const unseen = hidden && listens && caller !== ROOT;
    const looked = wants("namespaces") && !listens;
    const known = [
      "caller",
      ...(wants("settings") ? ["settings"] : []),
      ...sockets.known,
      ...("missing" in here || unseen ? [] : ["owners"]),
      ...(looked ? elsewhere.known : []),
      ...(wants("containers") ? engines.known : []),
      ...(wants("binds") ? ["binds"] : []),
    ];
    const why = "needs root: the process behind 1 listener cannot be seen";
    const gaps = [
      ...sockets.gaps,
      ...(unseen ? [`owners: ss: ${why}`] : []),
      ...(looked ? elsewhere.gaps : []),
      ...(wants("containers") ? engines.gaps : []),
    ];
    const told = JSON.stringify(fate);
    assertEquals<string[]>([...snapshot.known], known, told);
    assertEquals(gapsOf(snapshot), gaps, told);
    // A fact is known or missing, never both; a source that failed before another may leave a gap.
    const missing = new Set(snapshot.gaps.map(({ fact }) => fact));
    assertEquals(snapshot.known.filter((fact) => missing.has(fact)), [], told);
  }
});

Deno.test("lookBy() goes on to the next source, and leaves a gap for the one that failed", async () => {
  const sockets = [source("ss", { missing: "ss is not installed" }), source("lsof", [socket()])];
  const snapshot = await lookWith({ sockets });
  assertEquals(gapsOf(snapshot), ["sockets: ss: ss is not installed"]);
  assertEquals(snapshot.known.includes("sockets"), true);
  assertEquals(snapshot.asked.map(({ source }) => source), ["lsof"]);
});

Deno.test("lookBy() names in the gap of owners the source that showed none", async () => {
  const sockets = [
    source("ss", { missing: "ss is not installed" }),
    source("lsof", [socket({ holders: [] }), socket({ holders: [], address: "::" })]),
  ];
  const snapshot = await lookWith({ sockets, readCaller: () => ({ ...USER, uid: 0 }) });
  assertEquals(
    gapsOf(snapshot).at(-1),
    "owners: lsof: needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, outside of containers: " +
      "the process behind 2 listeners cannot be seen",
  );
});

Deno.test("lookBy() misses no owner of a connection: half of them have none", async () => {
  const snapshot = await lookWith({
    readCaller: () => USER,
    sockets: [source("ss", [socket(), socket({ state: "SYN_RECEIVED", holders: [] })])],
  });
  assertEquals(gapsOf(snapshot), []);
});

Deno.test("lookBy() asks the one source that it is told to, by its word", async () => {
  const procNet = { ...source("/proc/net", [socket()]), word: "proc" };
  const all = probes({ sockets: [source("ss", { missing: "fails" }), procNet] });
  const snapshot = await lookBy(all, quiet(), EVERYTHING, { ...OPTIONS, source: "proc" });
  assertEquals(snapshot.asked.map(({ source }) => source), ["/proc/net"]);
  assertEquals(snapshot.gaps, []);
  const failed = await lookBy(all, quiet(), EVERYTHING, { ...OPTIONS, source: "ss" });
  assertEquals([failed.asked, gapsOf(failed)], [[], ["sockets: ss: fails"]]);
});

Deno.test("lookBy() refuses a source that there is not, and says which there are", async () => {
  const procNet = { ...source("/proc/net", []), word: "proc" };
  const all = probes({ sockets: [source("ss", []), procNet] });
  for (const word of ["/proc/net", "nmap", "", "SS"]) {
    const refusal = await assertRejects(
      () => lookBy(all, quiet(), EVERYTHING, { ...OPTIONS, source: word }),
      Refusal,
    );
    assertEquals([refusal.code, refusal.exit], ["bad-source", 2]);
    assertEquals(refusal.message, `'${word}' is not a source of sockets here: use ss, proc`);
  }
});

Deno.test("lookBy() keeps to the sockets that the question is about", async () => {
  const client = socket({
    ...{ port: 50000, state: "ESTABLISHED" },
    peer: { address: "127.0.0.1", port: 3000 },
  });
  const sockets = [source("ss", [socket(), client, socket({ port: 3001 })])];
  assertEquals((await lookWith({ sockets })).sockets, [socket()]);
  assertEquals((await lookWith({ sockets }, { peers: true })).sockets, [socket(), client]);
});

Deno.test("lookBy() takes the holders of the second look for the owners", async () => {
  const snapshot = await lookWith({
    readCaller: () => USER,
    sockets: [source("ss", [socket({ holders: [] })])],
    findHolders: (_, sockets) => sockets.map((one) => ({ ...one, holders: [{ pid: 7 }] })),
  });
  assertEquals(snapshot.sockets[0]?.holders, [{ pid: 7 }]);
  assertEquals(gapsOf(snapshot), []);
});

Deno.test("lookBy() reads the processes that matter, with ancestors where rules may want them", async () => {
  const wanted: Wanted[] = [];
  const readProcesses = (_: unknown, what: Wanted) => {
    wanted.push(what);
    return [];
  };
  const { ports: _, ...everywhere } = EVERYTHING;
  await lookWith({ readProcesses });
  await lookWith({ readProcesses }, { facts: ["sockets", "owners"] });
  await lookBy(probes({ readProcesses }), quiet(), everywhere, OPTIONS);
  await lookBy(
    ...[
      probes({ readProcesses }),
      quiet(),
      { ...everywhere, facts: ["sockets"] },
      OPTIONS,
    ] as const,
  );
  assertEquals(wanted.map(({ all, ancestors }) => ({ all, ancestors })), [
    { all: false, ancestors: true },
    { all: false, ancestors: false },
    { all: true, ancestors: true },
    { all: false, ancestors: false },
  ]);
});

Deno.test("lookBy() knows all processes even where no source tells of sockets", async () => {
  const { ports: _, ...everywhere } = EVERYTHING;
  const blind = probes({ sockets: [source("ss", { missing: "hangs" })] });
  const snapshot = await lookBy(blind, quiet(), everywhere, OPTIONS);
  assertEquals([snapshot.known.includes("processes"), snapshot.processes.length], [true, 1]);
});

Deno.test("lookBy() adds what listens elsewhere, with its processes, users and containers", async () => {
  const there = socket({ namespace: "net:[1]", uid: 70, holders: [{ pid: 30 }] });
  const inside = process({ pid: 30, uid: 33, containerId: ID, cgroup: `/docker/${ID}` });
  const uids: number[][] = [];
  const programs: unknown[] = [];
  const snapshot = await lookWith(
    {
      sockets: [source("ss", [])],
      findElsewhere: () => Promise.resolve([there]),
      readProcesses: (_, { sockets }) => sockets.length > 0 ? [inside] : [],
      readUsers: (_, wanted) => {
        uids.push([...wanted].sort());
        return Promise.resolve({});
      },
    },
    {},
    {
      run: (argv) => {
        programs.push(argv[0]);
        return Promise.resolve({ code: 0, stdout: "", stderr: "" });
      },
    },
  );
  assertEquals(snapshot.sockets, [there]);
  assertEquals(uids, [[33, 70]]);
  assertEquals(programs, ["docker"]);
});

Deno.test("lookBy() looks elsewhere for one silent port among several, and for a silent protocol", async () => {
  const looks = async (question: Partial<Question>) => {
    let looked = false;
    const findElsewhere = () => {
      looked = true;
      return Promise.resolve([]);
    };
    await lookWith({ findElsewhere }, question);
    return looked;
  };
  const range = (first: number, last: number) => ({ ports: [{ first, last }] });
  assertEquals(await looks({}), false);
  assertEquals(await looks(range(3000, 3001)), true);
  assertEquals(await looks({ protos: ["udp"] }), true);
  assertEquals(await looks({ protos: ["tcp", "udp"] }), true);
  assertEquals(await looks({ ...range(80, 80), facts: ["sockets"] }), false);
});

Deno.test("lookBy() asks no engine that it may not, and none without a reason", async () => {
  const asks = async (
    engines: Question["engines"],
    sockets: readonly Socket[],
    fields: Partial<PlatformProbes> = {},
  ) => {
    let asked = false;
    const run = () => {
      asked = true;
      return Promise.resolve({ code: 0, stdout: "", stderr: "" });
    };
    await lookWith({ sockets: [source("ss", sockets)], ...fields }, { engines }, { run });
    return asked;
  };
  const forwarded = { readProcesses: () => [process({ name: "docker-proxy" })] };
  assertEquals(await asks("never", [socket()], forwarded), false);
  assertEquals(await asks("auto", [socket()], forwarded), true);
  assertEquals(await asks("auto", [socket()]), false);
  assertEquals(await asks("always", [socket()]), true);
});

/** `proto address port` of every bind that was tried. */
async function tried(question: Question, sockets: readonly Socket[] = []): Promise<string[]> {
  const binds: string[] = [];
  const tryBind: Sight["tryBind"] = (proto, address, port) => {
    binds.push(`${proto} ${address} ${port}`);
    return Promise.resolve("ok");
  };
  await lookBy(probes({ sockets: [source("ss", sockets)] }), quiet({ tryBind }), question, OPTIONS);
  return binds;
}

Deno.test("lookBy() binds each port once, by each protocol, on the addresses in question", async () => {
  const question: Question = {
    ...EVERYTHING,
    ports: [{ first: 80, last: 81 }, { first: 80, last: 80 }],
    protos: ["tcp", "udp"],
    addresses: ["::1"],
  };
  assertEquals(await tried(question), ["tcp ::1 80", "tcp ::1 81", "udp ::1 80", "udp ::1 81"]);
  assertEquals(await tried({ ...question, facts: ["sockets"] }), []);
});

Deno.test("lookBy() without ports binds those that somebody has, and port 0 for all others", async () => {
  const { ports: _, ...question } = { ...EVERYTHING, addresses: ["::1"] };
  const sockets = [
    ...[socket(), socket({ address: "::" }), socket({ port: 443, state: "TIME_WAIT" })],
    socket({ port: 53, proto: "udp" }),
  ];
  assertEquals(
    await tried({ ...question, protos: ["tcp", "udp"] }, sockets),
    ["tcp ::1 0", "tcp ::1 3000", "tcp ::1 443", "udp ::1 0", "udp ::1 53"],
  );
});
