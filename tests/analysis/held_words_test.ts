import { assertEquals } from "@std/assert";
import { heldWords, whyUnseen } from "../../src/analysis/held_words.ts";
import { portStatus } from "../../src/analysis/port_status.ts";
import type { Gap, Snapshot } from "../../src/model/snapshot.ts";
import { container, process, quietMachine, socket } from "../../src/testing.ts";
import { binds, TAKEN } from "./binds.ts";

function gap(reason: string): Gap {
  return { fact: "sockets", source: "x", reason };
}

function words(disturb: Partial<Snapshot>, host?: string): string {
  const machine = quietMachine(disturb);
  const target = { port: 3000, proto: "tcp", ...(host === undefined ? {} : { host }) } as const;
  const outcomes = machine.binds(3000, "tcp", host);
  const bindable = Object.fromEntries(outcomes.map(({ address, outcome }) => [address, outcome]));
  const status = portStatus(machine, target);
  assertEquals(status.status, "held");
  return heldWords(machine, target, { ...status, bindable });
}

const client = socket({
  port: 3000,
  address: "127.0.0.1",
  state: "ESTABLISHED",
  peer: { address: "1.1.1.1", port: 443 },
});
const waiting = socket({ address: "127.0.0.1", state: "TIME_WAIT" });

/** What is said of port 3000 where nobody listens and it is taken. */
const HELD: readonly [what: string, disturb: Partial<Snapshot>, words: string][] = [
  [
    "an outgoing connection",
    { sockets: [client], processes: [process({ name: "firefox" })] },
    "is the local end of a connection of firefox (pid 812, user me) to 1.1.1.1:443, in state " +
    "ESTABLISHED",
  ],
  [
    "an outgoing connection, and what can be bound all the same",
    { sockets: [client], processes: [process()], binds: binds(TAKEN) },
    "is the local end of a connection of node (pid 812, user me) to 1.1.1.1:443, in state " +
    "ESTABLISHED; binding ::1 works all the same",
  ],
  [
    "an outgoing connection where two addresses can be bound",
    {
      sockets: [client],
      processes: [process()],
      binds: binds(["ok", "ok", "EADDRINUSE", "EADDRINUSE"]),
    },
    "is the local end of a connection of node (pid 812, user me) to 1.1.1.1:443, in state " +
    "ESTABLISHED; binding 127.0.0.1 and ::1 work all the same",
  ],
  [
    "one of several connections, one that has an owner",
    {
      sockets: [{ ...client, holders: [] }, client, waiting],
      processes: [process()],
    },
    "is the local end of 2 connections, one of them of node (pid 812, user me) to " +
    "1.1.1.1:443, in state ESTABLISHED",
  ],
  [
    "a connection that nobody holds any more",
    { sockets: [{ ...client, holders: [], state: "FIN_WAIT_2" }] },
    "is the local end of a connection of a process that is gone or cannot be seen to " +
    "1.1.1.1:443, in state FIN_WAIT_2",
  ],
  [
    "a connection over IPv6",
    {
      sockets: [{ ...client, family: "ipv6", address: "::1", peer: { address: "::1", port: 9 } }],
      processes: [process()],
    },
    "is the local end of a connection of node (pid 812, user me) to [::1]:9, in state " +
    "ESTABLISHED",
  ],
  [
    "one TIME_WAIT that is in the way",
    { sockets: [waiting], binds: binds(TAKEN) },
    "is kept by 1 connection in TIME_WAIT: binding 127.0.0.1, 0.0.0.0 and :: fails with " +
    "EADDRINUSE until it expires; binding ::1 works all the same",
  ],
  [
    "several TIME_WAIT that are in the way",
    {
      sockets: [waiting, waiting],
      binds: binds(["EADDRINUSE", "EADDRINUSE", "EADDRINUSE", "EADDRINUSE"]).filter(
        ({ address }) => address !== "::1",
      ),
    },
    "is kept by 2 connections in TIME_WAIT: binding 127.0.0.1, 0.0.0.0 and :: fails with " +
    "EADDRINUSE until they expire",
  ],
  [
    "nobody where a bind fails without a reason to be seen",
    { binds: binds(TAKEN) },
    "is taken, but no socket of it can be seen: binding 127.0.0.1, 0.0.0.0 and :: fails with " +
    "EADDRINUSE, as it does when something has bound it without listening",
  ],
  [
    "nobody where TIME_WAIT is not on the address that cannot be bound",
    { sockets: [{ ...waiting, address: "10.0.0.5" }], binds: binds(["EADDRINUSE"]) },
    "is taken, but no socket of it can be seen: binding 127.0.0.1 fails with EADDRINUSE, as " +
    "it does when something has bound it without listening",
  ],
  [
    "nobody where no source answers and a bind fails",
    { gaps: [gap("ss is not installed")], binds: binds(TAKEN) },
    "is taken (binding 127.0.0.1, 0.0.0.0 and :: fails with EADDRINUSE), but who holds it " +
    "could not be seen: ss is not installed",
  ],
  [
    "a container that needs no listener",
    { containers: [container()] },
    "is published by container web-1 (nginx) for its port 80, without a listener on the host",
  ],
  [
    "a container without an image, before one that is stopped",
    { containers: [container({ name: "old", state: "exited" }), container({ image: "" })] },
    "is published by container web-1 for its port 80, without a listener on the host",
  ],
  [
    "a pod, where it is not known which container of it answers",
    { containers: [container({ engine: "podman", pod: "shop" })] },
    "is published by pod shop for its port 80, without a listener on the host",
  ],
  [
    "a container rather than a connection",
    { containers: [container()], sockets: [client] },
    "is published by container web-1 (nginx) for its port 80, without a listener on the host",
  ],
];

for (const [what, disturb, wanted] of HELD) {
  Deno.test(`heldWords() names ${what} for the holder`, () => assertEquals(words(disturb), wanted));
}

Deno.test("heldWords() of one address leaves others out of the sentence", () => {
  const sockets = [client, { ...client, address: "10.0.0.5", holders: [] }];
  assertEquals(
    words({ sockets, processes: [process()] }, "127.0.0.1"),
    "is the local end of a connection of node (pid 812, user me) to 1.1.1.1:443, in state " +
      "ESTABLISHED",
  );
});

Deno.test("whyUnseen() tells why no source told about sockets, each reason once", () => {
  const gaps = [
    gap("ss is not installed"),
    gap("/proc/net cannot be read"),
    gap("ss is not installed"),
    { ...gap("needs root"), fact: "owners" } as const,
  ];
  const reasons = "ss is not installed and /proc/net cannot be read";
  assertEquals(whyUnseen(quietMachine({ gaps })), reasons);
});
