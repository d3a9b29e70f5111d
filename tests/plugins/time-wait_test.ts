import timeWait from "../../plugins/time-wait.ts";
import type { Bind, Socket } from "../../src/plugin.ts";
import { quietMachine, socket, testRule } from "../../src/testing.ts";

/** A connection of a server on 127.0.0.1 that was closed a moment ago. */
function closed(fields: Partial<Socket> = {}): Socket {
  return socket({ state: "TIME_WAIT", address: "127.0.0.1", ...fields });
}

function peer(last: number): Partial<Socket> {
  return { peer: { address: `192.0.2.${last}`, port: 50000 + last } };
}

/** What came of binding the four usual addresses. */
function binds(port: number, outcomes: readonly string[], inferred = false): Bind[] {
  return ["127.0.0.1", "::1", "0.0.0.0", "::"].map((address, i) => ({
    proto: "tcp",
    address,
    port,
    outcome: outcomes[i] ?? "ok",
    ...(inferred ? { inferred } : {}),
  }));
}

const REFUSED = ["EADDRINUSE", "ok", "EADDRINUSE", "EADDRINUSE"];

testRule(timeWait, {
  silent: {
    "about a listener with clients": quietMachine({
      sockets: [socket(), socket({ state: "ESTABLISHED" }), socket({ state: "CLOSE_WAIT" })],
    }),
    "about other states of closing": quietMachine({
      sockets: [socket({ state: "FIN_WAIT_2" }), socket({ state: "LAST_ACK" })],
    }),
    "where TIME_WAIT is on another address than the question": {
      machine: quietMachine({ sockets: [closed({ address: "10.0.0.5" })] }),
      port: 3000,
      host: "127.0.0.1",
    },
    "about UDP, which has no such state": {
      machine: quietMachine({ sockets: [closed()] }),
      port: 3000,
      proto: "udp",
    },
    "where the port is that of the peer": {
      machine: quietMachine({
        sockets: [closed({ port: 45678, peer: { address: "127.0.0.1", port: 3000 } })],
      }),
      port: 3000,
    },
    "on Windows, where TIME_WAIT is in nobody's way": quietMachine({
      platform: "windows",
      sockets: [closed()],
    }),
  },
  speaks: {
    "about one connection": {
      machine: quietMachine({ sockets: [closed()] }),
      port: 3000,
      says: {
        message: "1 connection on 3000 is in TIME_WAIT: a server that binds without SO_REUSEADDR " +
          "fails until it expires",
        severity: "warning",
        port: 3000,
        evidence: ["peer: 192.0.2.7 port 50000"],
        fix: { say: "Wait a minute, or let the server set SO_REUSEADDR before it binds" },
      },
    },
    "about several, naming three peers": {
      machine: quietMachine({ sockets: [1, 2, 3, 4, 5].map((last) => closed(peer(last))) }),
      port: 3000,
      says: {
        message: "5 connections on 3000 are in TIME_WAIT: a server that binds without " +
          "SO_REUSEADDR fails until they expire",
        evidence: [
          "peers: 192.0.2.1 port 50001, 192.0.2.2 port 50002, 192.0.2.3 port 50003 and 2 more",
        ],
      },
    },
    "about three without counting more": {
      machine: quietMachine({ sockets: [1, 2, 3].map((last) => closed(peer(last))) }),
      port: 3000,
      says: {
        evidence: ["peers: 192.0.2.1 port 50001, 192.0.2.2 port 50002, 192.0.2.3 port 50003"],
      },
    },
    "where the peer is unknown": {
      machine: quietMachine({
        sockets: [{ ...socket({ state: "LISTEN" }), state: "TIME_WAIT", holders: [] }],
      }),
      port: 3000,
      says: { evidence: [] },
    },
    "of the time after the listener where there is one": {
      machine: quietMachine({
        sockets: [socket(), closed()],
        binds: binds(3000, ["EADDRINUSE", "ok", "EADDRINUSE", "EADDRINUSE"]),
      }),
      port: 3000,
      says: {
        message: "1 connection on 3000 is in TIME_WAIT: when the listener is gone, a server that " +
          "binds without SO_REUSEADDR fails until it expires",
        severity: "info",
      },
    },
    "as of a free address where the listener has another": {
      machine: quietMachine({ sockets: [socket({ address: "::1" }), closed()] }),
      port: 3000,
      host: "127.0.0.1",
      says: {
        message: "1 connection on 3000 is in TIME_WAIT: a server that binds without SO_REUSEADDR " +
          "fails until it expires",
        severity: "warning",
      },
    },
    "where binding with SO_REUSEADDR works": {
      machine: quietMachine({ sockets: [closed()], binds: binds(3000, []) }),
      port: 3000,
      says: "1 connection on 3000 is in TIME_WAIT: a server that binds without SO_REUSEADDR " +
        "fails until it expires",
    },
    "where even SO_REUSEADDR does not help": {
      machine: quietMachine({ sockets: [closed()], binds: binds(3000, REFUSED) }),
      port: 3000,
      says: {
        message: "1 connection on 3000 is in TIME_WAIT: binding 127.0.0.1, 0.0.0.0 and :: fails " +
          "until it expires, even with SO_REUSEADDR",
        fix: {
          say: "Wait a minute; a server that sets SO_REUSEADDR each time it binds does not meet " +
            "this again",
        },
      },
    },
    "of other ports where an outgoing connection had this one": {
      machine: quietMachine({
        sockets: [closed({ port: 45678 })],
        binds: binds(45678, REFUSED),
      }),
      port: 45678,
      says: {
        message: "1 connection on 45678 is in TIME_WAIT: binding 127.0.0.1, 0.0.0.0 and :: fails " +
          "until it expires, even with SO_REUSEADDR",
        fix: {
          say: "Wait a minute; ports outside 32768-60999, from which outgoing connections get " +
            "theirs, are safer for a server",
        },
      },
    },
    "of other ports on the first and the last of the kernel's own": {
      machine: quietMachine({
        sockets: [closed({ port: 40000 })],
        binds: binds(40000, REFUSED),
        settings: { ephemeralRange: { first: 40000, last: 40000 } },
      }),
      port: 40000,
      says: {
        fix: {
          say: "Wait a minute; ports outside 40000-40000, from which outgoing connections get " +
            "theirs, are safer for a server",
        },
      },
    },
    "without blaming TIME_WAIT for what an open connection does": {
      machine: quietMachine({
        sockets: [closed(), socket({ state: "ESTABLISHED", address: "127.0.0.1" })],
        binds: binds(3000, REFUSED),
      }),
      port: 3000,
      says: "1 connection on 3000 is in TIME_WAIT: a server that binds without SO_REUSEADDR " +
        "fails until it expires",
    },
    "without blaming TIME_WAIT for an address that it is not on": {
      machine: quietMachine({
        sockets: [closed({ address: "10.0.0.5" })],
        binds: binds(3000, ["EADDRINUSE"]),
      }),
      port: 3000,
      says: "1 connection on 3000 is in TIME_WAIT: a server that binds without SO_REUSEADDR " +
        "fails until it expires",
    },
    "without believing what a capture only supposes": {
      machine: quietMachine({ sockets: [closed()], binds: binds(3000, REFUSED, true) }),
      port: 3000,
      says: "1 connection on 3000 is in TIME_WAIT: a server that binds without SO_REUSEADDR " +
        "fails until it expires",
    },
    "about IPv6": {
      machine: quietMachine({
        sockets: [closed({ address: "::1", peer: { address: "::1", port: 50000 } })],
      }),
      port: 3000,
      says: { evidence: ["peer: ::1 port 50000"] },
    },
  },
});
