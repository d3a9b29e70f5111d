import { assertEquals } from "@std/assert";
import {
  isLost,
  leaseBlocks,
  leaseData,
  leasedPort,
  leaseWords,
  reservedBlocks,
} from "../../src/analysis/lease_words.ts";
import { timeWords } from "../../src/analysis/time_words.ts";
import type { Lease } from "../../src/model/lease.ts";
import { renderText } from "../../src/render/text.ts";
import { simpleRuler } from "../../src/render/width.ts";
import type { Block } from "../../src/model/report.ts";

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

const LEASE: Lease = {
  proto: "tcp",
  port: 8080,
  kind: "promised",
  by: "use",
  since: NOW - 90_000,
  lasting: false,
};

const HELD: Lease = {
  ...LEASE,
  proto: "udp",
  port: 5353,
  kind: "held",
  by: "reserve",
  address: "127.0.0.1",
  name: "dns",
  exe: "/bin/dns",
  project: "/srv",
  owner: { pid: 812, started: "x 1" },
  until: NOW + 60_000,
  lasting: true,
};

const LOST: Lease = { ...LEASE, by: "reserve", lasting: true };

function textOf(blocks: readonly Block[]): string {
  const report = { kind: "leases", data: {}, blocks, gaps: [], exit: 0 };
  return renderText(report, { width: 80, color: false, ruler: simpleRuler });
}

Deno.test("leasedPort() names the protocol where it is not the usual one", () => {
  assertEquals([leasedPort(LEASE), leasedPort(HELD)], ["8080", "5353/udp"]);
});

Deno.test("leaseWords() says to whom, by what and until when", () => {
  assertEquals(leaseWords(LEASE, NOW), "leased by portik use");
  assertEquals(
    leaseWords(HELD, NOW),
    `held for dns by portik reserve (pid 812) until ${timeWords(NOW + 60_000)}, 60 s from now`,
  );
  assertEquals(leaseWords({ ...LEASE, project: "/srv" }, NOW), "leased to /srv by portik use");
});

Deno.test("leaseData() has times as text and durations in seconds, and leaves out what is not known", () => {
  assertEquals(leaseData(LEASE, NOW), {
    proto: "tcp",
    port: 8080,
    kind: "promised",
    by: "use",
    since: "2026-01-02T03:02:35.000Z",
    ageSeconds: 90,
    detached: false,
    lost: false,
  });
  const { pid, until, remainingSeconds, detached } = leaseData(HELD, NOW);
  assertEquals([pid, until, remainingSeconds, detached], [
    812,
    "2026-01-02T03:05:05.000Z",
    60,
    true,
  ]);
});

Deno.test("isLost() is true of what should be held and is not", () => {
  assertEquals([LEASE, HELD, LOST].map(isLost), [false, false, true]);
});

Deno.test("leaseBlocks() is a row for each, and a word about those that are lost", () => {
  assertEquals(textOf(leaseBlocks([], NOW)), "No port is leased.\n");
  const text = textOf(leaseBlocks([HELD, LEASE, LOST], NOW));
  for (const word of ["5353/udp", "held", "promised", "lost", "812", "in 60 s", "90 s"]) {
    assertEquals(text.includes(word), true, word);
  }
  const one = text.replaceAll("\n", " ");
  assertEquals(
    one.includes("1 lease is to be held and nobody does: portik leases --restore"),
    true,
  );
});

Deno.test("reservedBlocks() says on what, for whom, how long, and how that ends", () => {
  const told = (lease: Lease, brief = false) =>
    textOf(reservedBlocks([leaseData(lease, NOW)], { brief })).replaceAll("\n", " ").trim();
  assertEquals(
    told(HELD),
    "5353/udp is held on 127.0.0.1 for dns for 60 s in the background (pid 812); portik release 5353/udp ends it.",
  );
  assertEquals(told(LEASE), "8080 is held on every address; Ctrl-C ends it.");
  assertEquals(told(HELD, true), "5353/udp");
});
