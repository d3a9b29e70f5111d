import { assertEquals } from "@std/assert";
import { portStatus } from "../../src/analysis/port_status.ts";
import type { Bind, Snapshot } from "../../src/model/snapshot.ts";
import { container, process, quietMachine, socket } from "../../src/testing.ts";

const TARGET = { port: 3000, proto: "tcp" } as const;

function status(disturb: Partial<Snapshot>, host?: string): string {
  const target = host === undefined ? TARGET : { ...TARGET, host };
  return portStatus(quietMachine(disturb), target).status;
}

/** What came of binding the usual addresses in their order. */
function binds(...outcomes: readonly string[]): Bind[] {
  return ["127.0.0.1", "::1", "0.0.0.0", "::"].map((address, i) => {
    return { proto: "tcp", address, port: 3000, outcome: outcomes[i] ?? "ok" };
  });
}

const EACCES = binds("EACCES", "EACCES", "EACCES", "EACCES");
const NO_IPV6 = binds("ok", "EADDRNOTAVAIL", "ok", "EAFNOSUPPORT");
const gaps = [{ fact: "sockets", source: "ss", reason: "ss is not installed" }] as const;
const established = socket({ state: "ESTABLISHED" });

for (
  const [what, disturb, wanted] of [
    ["where somebody listens", { sockets: [socket()] }, "listening"],
    ["where somebody listens, whatever binding gave", {
      sockets: [socket()],
      binds: binds(),
    }, "listening"],
    ["where nothing is", {}, "free"],
    ["where nothing is and binding works", { binds: binds() }, "free"],
    ["where only another port is used", { sockets: [socket({ port: 81 })] }, "free"],
    ["where only the other protocol is used", { sockets: [socket({ proto: "udp" })] }, "free"],
    ["where nothing but TIME_WAIT is left", { sockets: [socket({ state: "TIME_WAIT" })] }, "free"],
    ["where TIME_WAIT is in the way of a bind", {
      sockets: [socket({ state: "TIME_WAIT" })],
      binds: binds("EADDRINUSE"),
    }, "held"],
    ["where a connection has the port", { sockets: [established] }, "held"],
    ["where a connection is in nobody's way, as was tried", {
      sockets: [established],
      binds: binds(),
    }, "free"],
    ["where a connection is in the way of some binds", {
      sockets: [established],
      binds: binds("ok", "ok", "EADDRINUSE"),
    }, "held"],
    ["where binding fails and nothing is seen", { binds: binds("EADDRINUSE") }, "held"],
    ["where one may not bind and a connection has the port", {
      sockets: [established],
      binds: EACCES,
    }, "held"],
    ["where one may not bind and nothing is there", {
      binds: EACCES,
    }, "free"],
    ["where one bind works, one is forbidden and a connection has the port", {
      sockets: [established],
      binds: binds("ok", "EACCES"),
    }, "held"],
    ["where there is no IPv6", { binds: NO_IPV6 }, "free"],
    ["where a container is published without a socket", { containers: [container()] }, "held"],
    ["where a container is published without a socket, although binding works", {
      containers: [container()],
      binds: binds(),
    }, "held"],
    ["where a container is paused", { containers: [container({ state: "paused" })] }, "held"],
    ["where a container runs elsewhere", { containers: [container({ remote: true })] }, "free"],
    ["where a container is stopped", { containers: [container({ state: "exited" })] }, "free"],
    ["where a container waits for its next start", {
      containers: [container({ state: "restarting" })],
    }, "free"],
    ["where no source answers", { gaps }, "unknown"],
    ["where no source answers, but binding fails", { gaps, binds: binds("EADDRINUSE") }, "held"],
    ["where no source answers, but binding works everywhere", { gaps, binds: binds() }, "free"],
    ["where no source answers and one may not bind", {
      gaps,
      binds: EACCES,
    }, "unknown"],
    ["where no source answers and a capture only supposes binds", {
      gaps,
      binds: binds().map((bind) => ({ ...bind, inferred: true as const })),
    }, "unknown"],
    ["where a capture only supposes that a bind fails", {
      binds: binds("EADDRINUSE").map((bind) => ({ ...bind, inferred: true as const })),
    }, "free"],
  ] as const
) {
  Deno.test(`portStatus() is ${wanted} ${what}`, () => {
    assertEquals(status(disturb), wanted);
  });
}

for (
  const [address, host, wanted] of [
    ["127.0.0.1", "127.0.0.1", "listening"],
    ["127.0.0.1", "127.0.0.2", "free"],
    ["127.0.0.1", "localhost", "listening"],
    ["127.0.0.53", "localhost", "free"],
    ["127.0.0.1", "0.0.0.0", "listening"],
    ["127.0.0.1", "::", "listening"],
    ["127.0.0.1", "::1", "free"],
    ["0.0.0.0", "127.0.0.1", "listening"],
    ["::", "127.0.0.1", "listening"],
    ["::1", "localhost", "listening"],
  ] as const
) {
  Deno.test(`portStatus() of ${host} is ${wanted} where somebody listens on ${address}`, () => {
    assertEquals(status({ sockets: [socket({ address })] }, host), wanted);
  });
}

Deno.test("portStatus() counts sockets by state, the listener among them", () => {
  const machine = quietMachine({
    sockets: [
      ...[socket(), established, established, socket({ state: "TIME_WAIT" })],
      socket({ proto: "udp" }),
    ],
  });
  assertEquals(portStatus(machine, TARGET).states, { LISTEN: 1, ESTABLISHED: 2, TIME_WAIT: 1 });
});

Deno.test("portStatus() counts and lists for one host only what concerns it", () => {
  const machine = quietMachine({
    sockets: [
      socket({ address: "127.0.0.1" }),
      socket({ address: "10.0.0.5" }),
      socket({ address: "10.0.0.5", state: "ESTABLISHED" }),
    ],
    processes: [process()],
  });
  const { listeners, states } = portStatus(machine, { ...TARGET, host: "127.0.0.1" });
  assertEquals(listeners.map(({ address }) => address), ["127.0.0.1"]);
  assertEquals(states, { LISTEN: 1 });
});

Deno.test("portStatus() lists containers by address, stopped ones too, and for one host its own", () => {
  const at = (hostAddress: string) =>
    ({ hostAddress, hostPort: 3000, containerPort: 80, proto: "tcp" }) as const;
  const machine = quietMachine({
    containers: [
      container({ name: "a", publications: [at("127.0.0.1"), at("10.0.0.5")] }),
      container({ name: "b", publications: [at("10.0.0.5")], state: "exited" }),
    ],
  });
  const listed = (host?: string) => {
    const target = host === undefined ? TARGET : { ...TARGET, host };
    const { containers } = portStatus(machine, target);
    return containers.map(({ name, hostAddress }) => `${name} ${hostAddress}`);
  };
  assertEquals(listed(), ["a 127.0.0.1", "a 10.0.0.5", "b 10.0.0.5"]);
  assertEquals(listed("127.0.0.1"), ["a 127.0.0.1"]);
  assertEquals(portStatus(machine, { ...TARGET, host: "127.0.0.2" }).status, "free");
});
