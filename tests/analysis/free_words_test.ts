import { assertEquals } from "@std/assert";
import { freeWords } from "../../src/analysis/free_words.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { quietMachine, socket } from "../../src/testing.ts";
import { binds } from "./binds.ts";

const EACCES = ["EACCES", "EACCES", "EACCES", "EACCES"];
const NOT_YOURS = ", but you may not bind it: ports below 1024 need root or " +
  "CAP_NET_BIND_SERVICE here";

const client = socket({
  port: 3000,
  address: "127.0.0.1",
  state: "ESTABLISHED",
  peer: { address: "1.1.1.1", port: 443 },
});
const waiting = socket({ address: "127.0.0.1", state: "TIME_WAIT" });

/** What is said of a free port, 80 where a bind was tried there. */
const FREE: readonly [what: string, disturb: Partial<Snapshot>, words: string][] = [
  [
    "where every bind works",
    { binds: binds([]) },
    ": binding 127.0.0.1, ::1, 0.0.0.0 and :: all work",
  ],
  ["where nothing was tried", {}, ""],
  [
    "where every bind is above the caller's rights",
    { binds: binds(EACCES, { port: 80 }) },
    NOT_YOURS,
  ],
  [
    "where some binds are above the caller's rights",
    { binds: binds(["EACCES", "EACCES"], { port: 80 }) },
    ": binding 0.0.0.0 and :: both work; you may not bind 127.0.0.1 and ::1: ports " +
    "below 1024 need root or CAP_NET_BIND_SERVICE here",
  ],
  [
    "where it is above the caller's rights and there is no IPv6",
    { binds: binds(["EACCES", "EAFNOSUPPORT", "EACCES", "EAFNOSUPPORT"], { port: 80 }) },
    `${NOT_YOURS}; this machine has no IPv6 (EAFNOSUPPORT)`,
  ],
  [
    "where somebody with the capability may not bind it",
    { caller: { pid: 9, uid: 0, mayBindPrivileged: true }, binds: binds(EACCES, { port: 80 }) },
    ", but you may not bind 127.0.0.1, ::1, 0.0.0.0 and :: (EACCES): something forbids " +
    "it, such as a security module or a sandbox",
  ],
  [
    "where the first port that is not privileged may not be bound",
    { settings: { unprivilegedPortStart: 80 }, binds: binds(EACCES, { port: 80 }) },
    ", but you may not bind 127.0.0.1, ::1, 0.0.0.0 and :: (EACCES): something forbids " +
    "it, such as a security module or a sandbox",
  ],
  [
    "where nobody knows which ports are privileged",
    { settings: {}, binds: binds(EACCES, { port: 80 }) },
    ", but you may not bind 127.0.0.1, ::1, 0.0.0.0 and :: (EACCES): something forbids " +
    "it, such as a security module or a sandbox",
  ],
  [
    "where an unprivileged port may not be bound",
    { binds: binds(["EPERM"]) },
    ": binding ::1, 0.0.0.0 and :: all work; you may not bind 127.0.0.1 (EPERM): " +
    "something forbids it, such as a security module or a sandbox",
  ],
  [
    "where IPv6 is turned off by a setting",
    { binds: binds(["ok", "EADDRNOTAVAIL"]) },
    ": binding 127.0.0.1, 0.0.0.0 and :: all work; ::1 is no address of this machine " +
    "(EADDRNOTAVAIL)",
  ],
  [
    "where two addresses are not this machine's",
    { binds: binds(["EADDRNOTAVAIL", "EADDRNOTAVAIL"]) },
    ": binding 0.0.0.0 and :: both work; 127.0.0.1 and ::1 are no addresses of this " +
    "machine (EADDRNOTAVAIL)",
  ],
  [
    "where there is no IPv4",
    { binds: binds(["EAFNOSUPPORT", "ok", "EAFNOSUPPORT", "ok"]) },
    ": binding ::1 and :: both work; this machine cannot bind 127.0.0.1 and 0.0.0.0 " +
    "(EAFNOSUPPORT)",
  ],
  [
    "where neither family can be bound",
    { binds: binds(["EAFNOSUPPORT", "EAFNOSUPPORT", "EAFNOSUPPORT", "EAFNOSUPPORT"]) },
    ", but this machine cannot bind 127.0.0.1, ::1, 0.0.0.0 and :: (EAFNOSUPPORT)",
  ],
  [
    "where binding fails in its own way",
    { binds: binds(["errno 5"]) },
    ": binding ::1, 0.0.0.0 and :: all work; binding 127.0.0.1 fails with errno 5",
  ],
  [
    "where a capture cannot tell about some binds",
    { binds: binds(["ok", "unknown"]) },
    ": binding 127.0.0.1, 0.0.0.0 and :: all work",
  ],
  [
    "where a capture cannot tell about any bind",
    { binds: binds(["unknown", "unknown", "unknown", "unknown"]) },
    "",
  ],
  [
    "where a connection of a server is left",
    { sockets: [client], binds: binds([]) },
    ": binding 127.0.0.1, ::1, 0.0.0.0 and :: all work, although 1 connection of it is " +
    "still there",
  ],
  [
    "where several connections of a server are left",
    { sockets: [client, client, waiting], binds: binds([]) },
    ": binding 127.0.0.1, ::1, 0.0.0.0 and :: all work, although 2 connections of it " +
    "are still there",
  ],
  [
    "where only TIME_WAIT is left, of which a rule tells",
    { sockets: [waiting], binds: binds([]) },
    ": binding 127.0.0.1, ::1, 0.0.0.0 and :: all work",
  ],
];

for (const [what, disturb, wanted] of FREE) {
  Deno.test(`freeWords() tells about a port ${what}`, () => {
    const machine = quietMachine(disturb);
    const target = { port: disturb.binds?.[0]?.port ?? 3000, proto: "tcp" } as const;
    const outcomes = machine.binds(target.port, "tcp");
    const bindable = Object.fromEntries(outcomes.map(({ address, outcome }) => [address, outcome]));
    assertEquals(freeWords(machine, target, bindable), wanted);
  });
}
