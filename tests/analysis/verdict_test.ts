import { assertEquals } from "@std/assert";
import { portStatus, type PortTarget } from "../../src/analysis/port_status.ts";
import { verdictOf } from "../../src/analysis/verdict.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { process, quietMachine, socket } from "../../src/testing.ts";
import { binds, TAKEN } from "./binds.ts";

function verdict(disturb: Partial<Snapshot>, target: Partial<PortTarget> = {}) {
  const machine = quietMachine(disturb);
  const whole = { port: 3000, proto: "tcp", ...target } as const;
  return verdictOf(machine, whole, portStatus(machine, whole));
}

const postgres = process({
  ...{ pid: 812, name: "postgres", uid: 105, unit: "postgresql.service" },
  startedAt: "2026-01-02T00:04:05.000Z",
});

Deno.test("verdictOf() of a port on which somebody listens is a sentence with names", () => {
  const { status, sentence } = verdict({
    users: { 105: "postgres" },
    sockets: [
      socket({ port: 5432, address: "127.0.0.1" }),
      socket({ port: 5432, address: "::1" }),
    ],
    processes: [postgres],
  }, { port: 5432 });
  assertEquals(status, "listening");
  assertEquals(
    sentence,
    "5432 is held by postgres (pid 812, user postgres) on 127.0.0.1 and ::1, started 3 h ago by " +
      "systemd unit postgresql.service.",
  );
});

Deno.test("verdictOf() of a port that is free says what binding it gave", () => {
  const { status, sentence } = verdict({ binds: binds([], { port: 8080 }) }, { port: 8080 });
  assertEquals(status, "free");
  assertEquals(sentence, "8080 is free: binding 127.0.0.1, ::1, 0.0.0.0 and :: all work.");
});

Deno.test("verdictOf() of a free port says why one may not bind it", () => {
  const outcomes = ["EACCES", "EACCES", "EACCES", "EACCES"];
  assertEquals(
    verdict({ binds: binds(outcomes, { port: 80 }) }, { port: 80 }).sentence,
    "80 is free, but you may not bind it: ports below 1024 need root or CAP_NET_BIND_SERVICE here.",
  );
});

Deno.test("verdictOf() of a port that is taken says by what", () => {
  const sockets = [socket({ state: "TIME_WAIT", address: "127.0.0.1" })];
  const { status, sentence } = verdict({ sockets, binds: binds(TAKEN) });
  assertEquals(status, "held");
  assertEquals(
    sentence,
    "3000 is kept by 1 connection in TIME_WAIT: binding 127.0.0.1, 0.0.0.0 and :: fails with " +
      "EADDRINUSE until it expires; binding ::1 works all the same.",
  );
});

Deno.test("verdictOf() says why it does not know", () => {
  const gaps = [{ fact: "sockets", source: "ss", reason: "ss is not installed" }] as const;
  const { status, sentence } = verdict({ gaps });
  assertEquals(status, "unknown");
  assertEquals(sentence, "Who holds 3000 could not be seen: ss is not installed.");
});

Deno.test("verdictOf() names the protocol where it is UDP", () => {
  const sockets = [socket({ proto: "udp", port: 53 })];
  assertEquals(
    verdict({ sockets, processes: [process()] }, { port: 53, proto: "udp" }).sentence,
    "53/udp is held by node (pid 812, user me) on 0.0.0.0.",
  );
  assertEquals(verdict({}, { port: 53, proto: "udp" }).sentence, "53/udp has no listener.");
});

for (
  const [host, addresses, works] of [
    ["127.0.0.1", ["127.0.0.1"], "binding 127.0.0.1 works"],
    ["localhost", ["127.0.0.1", "::1"], "binding 127.0.0.1 and ::1 both work"],
  ] as const
) {
  Deno.test(`verdictOf() judges ${host} by what was tried there`, () => {
    const disturb = { binds: binds([], { addresses: [...addresses, "10.0.0.5"] }) };
    const { sentence, bindable } = verdict(disturb, { host });
    assertEquals(sentence, `3000 on ${host} is free: ${works}.`);
    assertEquals<readonly string[]>(Object.keys(bindable), addresses);
  });
}

Deno.test("verdictOf() says of a foreign address that it is none of this machine", () => {
  const { sentence, status } = verdict(
    { binds: binds(["EADDRNOTAVAIL"], { addresses: ["192.0.2.9"] }) },
    { host: "192.0.2.9" },
  );
  assertEquals(status, "free");
  assertEquals(
    sentence,
    "3000 on 192.0.2.9 is free, but 192.0.2.9 is no address of this machine (EADDRNOTAVAIL).",
  );
});

Deno.test("verdictOf() of a wildcard names whoever is in the way of it", () => {
  const disturb = {
    sockets: [socket({ address: "127.0.0.1" })],
    processes: [process()],
    binds: binds(["EADDRINUSE"], { addresses: ["0.0.0.0"] }),
  };
  assertEquals(
    verdict(disturb, { host: "0.0.0.0" }).sentence,
    "3000 on 0.0.0.0 is held by node (pid 812, user me) on 127.0.0.1.",
  );
});

Deno.test("verdictOf() gives the outcome of each bind by its address", () => {
  assertEquals(verdict({ binds: binds(TAKEN) }).bindable, {
    "127.0.0.1": "EADDRINUSE",
    "::1": "ok",
    "0.0.0.0": "EADDRINUSE",
    "::": "EADDRINUSE",
  });
});
