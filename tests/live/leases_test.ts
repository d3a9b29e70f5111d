import { assertEquals, assertStringIncludes } from "@std/assert";
import { denoHost } from "../../src/host/deno/mod.ts";
import type { Host } from "../../src/host/host.ts";
import type { Lease } from "../../src/model/lease.ts";
import { type Leases, openLeases } from "../../src/store/leases.ts";
import { lifeOf } from "../../src/store/life.ts";
import { freePort } from "./open.ts";
import { Started, stateEnv } from "./started.ts";
import { liveTest } from "./tools.ts";

/** This machine, with its state in a folder of the test. */
function hostIn(path: string): Host {
  const env = (name: string) => name === "XDG_STATE_HOME" ? path : denoHost.env(name);
  return { ...denoHost, env, uid: denoHost.uid };
}

function leaseOn(port: number, about: Partial<Lease> = {}): Lease {
  return {
    proto: "tcp",
    port,
    kind: "promised",
    by: "free",
    since: Date.now(),
    lasting: false,
    ...about,
  };
}

/** A process that takes leases as portik does, so many at once; with two ports, from the range between. */
function taker(...numbers: readonly number[]): Started {
  const script = new URL("lease_taker.ts", import.meta.url).pathname;
  const argv = [Deno.execPath(), "run", "-A", "--quiet", script, ...numbers.map(String)];
  return Started.start(argv);
}

function portsOf({ stdout }: Started): number[] {
  return (stdout.match(/^\d+$/gm) ?? []).map(Number);
}

async function portsIn(leases: Leases): Promise<number[]> {
  return (await leases.current()).map(({ port }) => port);
}

liveTest(
  "leases of 200 at once from 8 processes are 200 different ones, in 20 rounds",
  [],
  async () => {
    await using all = new AsyncDisposableStack();
    const takers = Array.from({ length: 8 }, () => all.use(taker(25, 5)));
    for (let round = 0; round < 20; round++) {
      await using state = await stateEnv();
      for (const one of takers) one.stdout = "";
      await Promise.all(takers.map((one) => one.say(state.path)));
      await Promise.all(takers.map((one) => one.says("stdout", /^done$/m)));
      const ports = takers.flatMap(portsOf);
      assertEquals(ports.length, 200);
      assertEquals(new Set(ports).size, 200, `round ${round}`);
      using leases = await openLeases(hostIn(state.path));
      assertEquals(await portsIn(leases), ports.toSorted((a, b) => a - b));
    }
  },
);

liveTest("leases give each port of a range once, and then none", [], async () => {
  await using state = await stateEnv();
  // Somewhere in the range a stranger may have a port, so it has room for one.
  const first = 21_000 + Deno.pid % 10_000;
  await using all = new AsyncDisposableStack();
  const takers = Array.from(
    { length: 3 },
    () => all.use(taker(10, 1, first, first + 19)),
  );
  await Promise.all(takers.map((one) => one.say(state.path)));
  const codes = await Promise.all(takers.map(async (one) => {
    const done = one.says("stdout", /^done$/m).then(() => 0, () => 1);
    return await done;
  }));
  assertEquals(codes.includes(1), true);
  const ports = takers.flatMap(portsOf);
  assertEquals(new Set(ports).size, ports.length);
});

liveTest("leases of a process that was killed are gone, wherever it was", [], async () => {
  await using state = await stateEnv();
  using leases = await openLeases(hostIn(state.path));
  for (let after = 1; after <= 8; after++) {
    await using one = taker(40, 1);
    await one.say(state.path);
    await one.says("stdout", new RegExp(`(\\d+\\n){${after}}`));
    one.signal("SIGKILL");
    await one.ended;
    assertEquals(await portsIn(leases), []);
  }
});

liveTest("leases tell a process from a later one with its pid", [], async () => {
  await using state = await stateEnv();
  const host = hostIn(state.path);
  using leases = await openLeases(host);
  const me = await lifeOf(host, Deno.pid);
  const port = freePort();
  leases.take([leaseOn(port, { owner: { pid: Deno.pid, started: "an earlier boot 1" } })]);
  assertEquals(await portsIn(leases), []);
  leases.take([leaseOn(port, me ? { owner: me } : {})]);
  assertEquals(await portsIn(leases), [port]);
});

liveTest(
  "leases end by time, by release, and by nothing else where they have no owner",
  [],
  async () => {
    await using state = await stateEnv();
    let now = 1_000_000;
    const host = { ...hostIn(state.path), now: () => now };
    using leases = await openLeases(host);
    const short = leaseOn(5000, { until: now + 10 });
    assertEquals(leases.take([short, leaseOn(5001)]), undefined);
    assertEquals(leases.take([leaseOn(5002), leaseOn(5001)])?.port, 5001);
    assertEquals(await portsIn(leases), [5000, 5001]);
    now += 10;
    assertEquals(await portsIn(leases), [5001]);
    assertEquals(leases.take([leaseOn(5000, { since: short.since + 1 })]), undefined);
    assertEquals(leases.drop([short]), 0);
    assertEquals(leases.drop(await leases.current()), 2);
    assertEquals(await portsIn(leases), []);
  },
);

liveTest("leases that last outlive their holder as a promise", [], async () => {
  await using state = await stateEnv();
  using leases = await openLeases(hostIn(state.path));
  const owner = { pid: 2 ** 22, started: "gone" };
  leases.take([leaseOn(5000, { kind: "held", by: "reserve", lasting: true, owner })]);
  const [lease] = await leases.current();
  assertEquals([lease?.kind, lease?.owner, lease?.lasting], ["promised", undefined, true]);
});

liveTest("leases lie in a folder and a file of the user's own", [], async () => {
  await using state = await stateEnv();
  using leases = await openLeases(hostIn(state.path));
  assertEquals(await leases.current(), []);
  const folder = `${state.path}/portik`;
  const modes = [...Deno.readDirSync(folder)].map(({ name }) => modeOf(`${folder}/${name}`));
  assertEquals(modeOf(folder), 0o700);
  assertEquals(new Set(modes), new Set([0o600]));
});

function modeOf(path: string): number {
  return (Deno.statSync(path).mode ?? 0) & 0o777;
}

/** The file of the leases, which has been used once. */
async function usedFile(path: string): Promise<string> {
  using leases = await openLeases(hostIn(path));
  leases.take([leaseOn(5000)]);
  const [name] = [...Deno.readDirSync(`${path}/portik`)].map(({ name }) => name)
    .filter((name) => name.endsWith(".db"));
  return `${path}/portik/${name}`;
}

liveTest(
  "a damaged file of leases is set aside with a sentence, whatever is wrong with it",
  [],
  async () => {
    const damages: readonly ((file: string) => void)[] = [
      (file) => Deno.writeTextFileSync(file, "This is no database\n".repeat(500)),
      (file) => Deno.writeFileSync(file, Deno.readFileSync(file).fill(0x55, 100, 4096)),
      (file) => Deno.truncateSync(file, 700),
    ];
    for (const damage of damages) {
      await using state = await stateEnv();
      const file = await usedFile(state.path);
      damage(file);
      using leases = await openLeases(hostIn(state.path));
      assertStringIncludes(
        leases.setAside ?? "",
        `${file} is damaged; it was set aside as ${file}-damaged-`,
      );
      assertEquals(leases.take([leaseOn(5000)]), undefined);
      const names = [...Deno.readDirSync(`${state.path}/portik`)].map(({ name }) => name);
      assertEquals(names.some((name) => name.includes("-damaged-")), true);
      using again = await openLeases(hostIn(state.path));
      assertEquals(again.setAside, undefined);
    }
  },
);

liveTest(
  "a damaged file of leases is set aside once, however many find it at once",
  [],
  async () => {
    await using all = new AsyncDisposableStack();
    const takers = Array.from({ length: 6 }, () => all.use(taker(10, 5)));
    for (let round = 0; round < 5; round++) {
      await using state = await stateEnv();
      const file = await usedFile(state.path);
      Deno.writeTextFileSync(file, "This is no database\n".repeat(500));
      for (const one of takers) one.stdout = "";
      await Promise.all(takers.map((one) => one.say(state.path)));
      await Promise.all(takers.map((one) => one.says("stdout", /^done$/m)));
      const ports = takers.flatMap(portsOf);
      using leases = await openLeases(hostIn(state.path));
      assertEquals(await portsIn(leases), ports.toSorted((a, b) => a - b));
      const names = [...Deno.readDirSync(`${state.path}/portik`)].map(({ name }) => name);
      assertEquals(names.filter((name) => /-damaged-\w+$/.test(name)).length, 1, names.join());
    }
  },
);

liveTest("a file of leases by a newer portik is set aside with all that is in it", [], async () => {
  await using state = await stateEnv();
  const file = await usedFile(state.path);
  const database = await (await denoHost.hands()).openDatabase(file);
  if ("failed" in database) throw new Error(database.failed);
  database.run("PRAGMA user_version = 99");
  database.close();
  using leases = await openLeases(hostIn(state.path));
  assertStringIncludes(leases.setAside ?? "", "was written by a newer portik");
  assertEquals(await portsIn(leases), []);
  const away = [...Deno.readDirSync(`${state.path}/portik`)].map(({ name }) => name)
    .find((name) => /-newer-\w+$/.test(name));
  const old = await (await denoHost.hands()).openDatabase(`${state.path}/portik/${away}`);
  if ("failed" in old) throw new Error(old.failed);
  assertEquals(old.all("SELECT port FROM lease").map(({ port }) => port), [5000]);
  old.close();
});
