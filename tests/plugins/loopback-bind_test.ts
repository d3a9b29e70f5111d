import loopbackBind from "../../plugins/loopback-bind.ts";
import type { Publication } from "../../src/plugin.ts";
import { container, process, quietMachine, socket, testRule } from "../../src/testing.ts";

const SERVE = "To serve other machines, bind 0.0.0.0 or ::, and mind who may then connect";
const LOOPBACK = "127.0.0.1";
const loopback = socket({ address: LOOPBACK });

function published(hostAddress: string): Publication {
  return { hostAddress, hostPort: 3000, containerPort: 80, proto: "tcp" };
}

testRule(loopbackBind, {
  silent: {
    "about a wildcard": quietMachine({ sockets: [socket({ address: "0.0.0.0" })] }),
    "about a dual-stack wildcard": quietMachine({ sockets: [socket({ address: "::" })] }),
    "about an address of a network": quietMachine({ sockets: [socket({ address: "10.0.0.5" })] }),
    "about a link-local address": quietMachine({
      sockets: [socket({ address: "fe80::1", zone: "eth0" })],
    }),
    "where one listener of several is reachable": quietMachine({
      sockets: [loopback, socket({ address: "10.0.0.5" })],
    }),
    "about connections over loopback": quietMachine({
      sockets: [socket({ address: "127.0.0.1", state: "ESTABLISHED" })],
    }),
    "where the question is about another address": {
      machine: quietMachine({ sockets: [loopback] }),
      port: 3000,
      host: "10.0.0.5",
    },
    "about one address of a server that others reach by another": {
      machine: quietMachine({ sockets: [loopback, socket({ address: "10.0.0.5" })] }),
      port: 3000,
      host: "127.0.0.1",
    },
    "where a packet filter sends others to a container": quietMachine({
      sockets: [loopback],
      containers: [container()],
    }),
    "where a container is published on loopback and elsewhere": quietMachine({
      sockets: [loopback],
      processes: [process({ name: "docker-proxy", uid: 0 })],
      containers: [
        container({
          publications: [LOOPBACK, "10.0.0.5"].map((hostAddress) => published(hostAddress)),
        }),
      ],
    }),
    "about UDP on loopback when asked about TCP": {
      machine: quietMachine({ sockets: [socket({ proto: "udp", address: "127.0.0.1" })] }),
      port: 3000,
    },
  },
  speaks: {
    "where only 127.0.0.1 is bound": {
      machine: quietMachine({ sockets: [loopback] }),
      port: 3000,
      says: {
        message: "3000 answers on this machine only: it is bound to 127.0.0.1",
        port: 3000,
        fix: { say: SERVE },
      },
    },
    "where both loopbacks are bound, each named once": {
      machine: quietMachine({ sockets: [loopback, loopback, socket({ address: "::1" })] }),
      port: 3000,
      says: "3000 answers on this machine only: it is bound to 127.0.0.1 and ::1",
    },
    "about the other addresses of 127.0.0.0/8": {
      machine: quietMachine({ sockets: [socket({ address: "127.0.0.53" })] }),
      port: 3000,
      says: "3000 answers on this machine only: it is bound to 127.0.0.53",
    },
    "about UDP": {
      machine: quietMachine({ sockets: [socket({ proto: "udp", address: "::1" })] }),
      port: 3000,
      proto: "udp",
      says: "3000/udp answers on this machine only: it is bound to ::1",
    },
    "where a wildcard is tied to the loopback interface": {
      machine: quietMachine({ sockets: [socket({ address: "0.0.0.0", zone: "lo" })] }),
      port: 3000,
      says: "3000 answers on this machine only: it is bound to 0.0.0.0%lo",
    },
    "where the question is about localhost": {
      machine: quietMachine({ sockets: [loopback] }),
      port: 3000,
      host: "localhost",
      says: "3000 answers on this machine only: it is bound to 127.0.0.1",
    },
    "where a container is published on loopback, of publishing": {
      machine: quietMachine({
        sockets: [loopback],
        processes: [process({ name: "docker-proxy", uid: 0 })],
        containers: [
          container({ publications: [published(LOOPBACK)] }),
        ],
      }),
      port: 3000,
      says: {
        message: "3000 answers on this machine only: it is bound to 127.0.0.1",
        fix: {
          say: "To serve other machines, publish the container's port without an address, and " +
            "mind who may then connect",
        },
      },
    },
    "of binding where only one of two listeners is a container's": {
      machine: quietMachine({
        sockets: [loopback, socket({ address: "::1", holders: [{ pid: 900 }] })],
        processes: [process({ name: "docker-proxy", uid: 0 }), process({ pid: 900 })],
        containers: [container({ publications: [published(LOOPBACK)] })],
      }),
      port: 3000,
      says: {
        message: "3000 answers on this machine only: it is bound to 127.0.0.1 and ::1",
        fix: { say: SERVE },
      },
    },
    "where a container is on the host's own network, of binding": {
      machine: quietMachine({
        sockets: [loopback],
        processes: [process({ containerId: container().id })],
        containers: [container({ publications: [] })],
      }),
      port: 3000,
      says: { fix: { say: SERVE } },
    },
    "although a container that does not run would publish the port": {
      machine: quietMachine({
        sockets: [loopback],
        processes: [process()],
        containers: [container({ state: "exited" })],
      }),
      port: 3000,
      says: "3000 answers on this machine only: it is bound to 127.0.0.1",
    },
  },
});
