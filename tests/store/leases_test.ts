import { assertEquals } from "@std/assert";
import type { Lease } from "../../src/model/lease.ts";
import { type LeaseHost, openLeases } from "../../src/store/leases.ts";
import { memoryDatabase } from "./memory_database.ts";

/** A Linux machine whose processes are their start times by pid. */
interface Box {
  boot: string;
  now: number;
  processes: Record<number, string>;
}

function boxOf(): Box {
  return { boot: "first", now: 1000, processes: { 7: "100", 8: "200" } };
}

/** Its leases lie in a database in memory, which every opening finds again. */
function hostOf(box: Box): LeaseHost {
  const database = memoryDatabase();
  const missing = { failed: "ENOENT" };
  return {
    os: "linux",
    uid: 1000,
    now: () => box.now,
    env: (name) => name === "HOME" ? "/home/me" : undefined,
    makeDir: () => undefined,
    realPath: (path) => path,
    run: () => Promise.resolve(missing),
    stat: (path) => ({ type: "directory", size: 0, mode: 0o700, uid: path === "/" ? 0 : 1000 }),
    readText(path) {
      if (path === "/proc/sys/kernel/random/boot_id") return `${box.boot}\n`;
      const start = box.processes[Number(/^\/proc\/(\d+)\/stat$/.exec(path)?.[1])];
      // Field 22 is the start; the name may hold what looks like the end of it.
      return start === undefined ? missing : `7 (a) b) S ${"0 ".repeat(18)}${start} 0`;
    },
    hands: () =>
      Promise.resolve({
        openDatabase: () => Promise.resolve(database),
        moveDatabase: () => undefined,
      }),
  };
}

function leaseOn(port: number, about: Partial<Lease> = {}): Lease {
  return { proto: "tcp", port, kind: "held", by: "use", since: 900, lasting: false, ...about };
}

const SEVEN = { pid: 7, started: "first 100" };

Deno.test("openLeases() gives back every part of a lease", async () => {
  using leases = await openLeases(hostOf(boxOf()));
  const full = leaseOn(5000, {
    proto: "udp",
    address: "127.0.0.1",
    name: "web",
    project: "/srv/shop",
    exe: "/bin/web",
    owner: SEVEN,
    until: 2000,
    lasting: true,
    by: "reserve",
  });
  const plain = leaseOn(5000);
  assertEquals(leases.take([full, plain]), undefined);
  assertEquals(await leases.current(), [plain, full]);
});

Deno.test("openLeases() knows one holder for a protocol and a port", async () => {
  const host = hostOf(boxOf());
  using leases = await openLeases(host);
  using others = await openLeases(host);
  const first = leaseOn(5000, { owner: SEVEN });
  assertEquals(leases.take([first]), undefined);
  assertEquals(others.take([leaseOn(5001), leaseOn(5000)]), first);
  assertEquals(others.take([leaseOn(5000, { proto: "udp" })]), undefined);
  assertEquals(
    [others.has({ proto: "tcp", port: 5000 }), others.has({ proto: "tcp", port: 5001 })],
    [
      true,
      false,
    ],
  );
});

Deno.test("openLeases() ends a lease with its owner, whoever has the pid by then", async () => {
  const box = boxOf();
  using leases = await openLeases(hostOf(box));
  leases.take([
    leaseOn(5000, { owner: SEVEN }),
    leaseOn(5001, { owner: { pid: 8, started: "first 200" } }),
  ]);
  box.processes = { 7: "999", 8: "200" };
  assertEquals((await leases.current()).map(({ port }) => port), [5001]);
});

Deno.test("openLeases() after a reboot has what was to last, and nobody who holds it", async () => {
  const box = boxOf();
  using leases = await openLeases(hostOf(box));
  const lasting = leaseOn(5000, { owner: SEVEN, lasting: true, by: "reserve", name: "web" });
  leases.take([lasting, leaseOn(5001, { owner: SEVEN })]);
  // The same pid with the same ticks, as a machine that starts the same way each time may have.
  box.boot = "second";
  const [lost, ...more] = await leases.current();
  assertEquals([lost?.port, lost?.kind, lost?.owner, lost?.name, more], [
    5000,
    "promised",
    undefined,
    "web",
    [],
  ]);
  const again = leaseOn(5000, {
    owner: { pid: 7, started: "second 100" },
    lasting: true,
    since: 1000,
  });
  assertEquals(leases.take([again])?.kind, "promised");
  assertEquals(leases.take([again], lost ? [lost] : []), undefined);
  assertEquals(await leases.current(), [again]);
});

Deno.test("openLeases() takes the place of nothing that somebody else has by now", async () => {
  using leases = await openLeases(hostOf(boxOf()));
  const [mine, theirs] = [leaseOn(5000), leaseOn(5000, { since: 950 })];
  leases.take([theirs]);
  assertEquals(leases.take([leaseOn(5000, { since: 999 })], [mine]), theirs);
  assertEquals([leases.drop([mine]), leases.change(mine, { kind: "promised" })], [0, false]);
  assertEquals([leases.isOurs(mine), leases.isOurs(theirs)], [false, true]);
  assertEquals(await leases.current(), [theirs]);
});

Deno.test("openLeases() forgets at the very time that was said", async () => {
  const box = boxOf();
  using leases = await openLeases(hostOf(box));
  leases.take([leaseOn(5000, { until: 1500 })]);
  box.now = 1499;
  assertEquals((await leases.current()).length, 1);
  assertEquals(leases.take([leaseOn(5000)])?.until, 1500);
  box.now = 1500;
  assertEquals((await leases.current()).length, 0);
  assertEquals(leases.take([leaseOn(5000)]), undefined);
});

Deno.test("openLeases() changes kind and owner of a lease, and nothing else", async () => {
  using leases = await openLeases(hostOf(boxOf()));
  const lease = leaseOn(5000, { owner: SEVEN, name: "web" });
  leases.take([lease]);
  const owner = { pid: 8, started: "first 200" };
  assertEquals(leases.change(lease, { kind: "promised", owner }), true);
  assertEquals(await leases.current(), [{ ...lease, kind: "promised", owner }]);
});
