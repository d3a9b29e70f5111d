import otherNamespace from "../../plugins/other-namespace.ts";
import type { Socket } from "../../src/plugin.ts";
import { container, process, quietMachine, socket, testRule } from "../../src/testing.ts";

const FIX = {
  say: "Connect from inside that namespace; where it is a container's, publish the port",
};

function there(namespace: string, fields: Partial<Socket> = {}): Socket {
  return socket({ namespace, ...fields });
}

testRule(otherNamespace, {
  silent: {
    "about a listener here": quietMachine({ sockets: [socket()] }),
    "where somebody listens here as well": quietMachine({
      sockets: [socket({ address: "127.0.0.1" }), there("blue")],
    }),
    "about another port in another namespace": {
      machine: quietMachine({ sockets: [there("blue", { port: 81 })] }),
      port: 3000,
    },
    "about the other protocol in another namespace": {
      machine: quietMachine({ sockets: [there("blue", { proto: "udp" })] }),
      port: 3000,
    },
    "where the port is published, and so leads there": quietMachine({
      sockets: [there("net:[4026532281]")],
      containers: [container()],
    }),
  },
  speaks: {
    "about a listener in one other namespace": {
      machine: quietMachine({ sockets: [there("blue")], processes: [process()] }),
      port: 3000,
      says: {
        message: "Nothing listens on 3000 here, but in network namespace blue something does",
        port: 3000,
        evidence: ["blue: node (pid 812) on 0.0.0.0"],
        fix: FIX,
      },
    },
    "about a container by its name, where the port is not published": {
      machine: quietMachine({
        sockets: [there("net:[4026532281]"), there("net:[4026532281]", { address: "::1" })],
        processes: [process({ containerId: container().id })],
        containers: [container({ publications: [] })],
      }),
      port: 3000,
      says: {
        message: "Nothing listens on 3000 here, but in container web-1 something does",
        evidence: [
          "net:[4026532281] (container web-1): node (pid 812) on 0.0.0.0",
          "net:[4026532281] (container web-1): node (pid 812) on ::1",
        ],
      },
    },
    "about a namespace that a container shares with others": {
      machine: quietMachine({
        sockets: [there("pod"), there("pod", { address: "::1", holders: [{ pid: 7 }] })],
        processes: [process({ containerId: container().id }), process({ pid: 7 })],
        containers: [container({ publications: [] })],
      }),
      port: 3000,
      says: "Nothing listens on 3000 here, but in network namespace pod something does",
    },
    "about several namespaces, naming five listeners": {
      machine: quietMachine({
        sockets: ["a", "b", "c", "d", "e", "e", "f"].map((name) => there(name, { holders: [] })),
      }),
      port: 3000,
      says: {
        message: "Nothing listens on 3000 here, but in 6 other network namespaces something does",
        evidence: [
          ..."abcde".split("").map((name) => `${name}: a process that cannot be seen on 0.0.0.0`),
          "and 2 more",
        ],
      },
    },
    "of five listeners without counting more": {
      machine: quietMachine({ sockets: ["a", "b", "c", "d", "e"].map((name) => there(name)) }),
      port: 3000,
      says: {
        evidence: ["a", "b", "c", "d", "e"].map((name) =>
          `${name}: a process (pid 812) on 0.0.0.0`
        ),
      },
    },
    "about a process of which only the pid is known": {
      machine: quietMachine({ sockets: [there("blue")] }),
      port: 3000,
      says: { evidence: ["blue: a process (pid 812) on 0.0.0.0"] },
    },
    "although a connection here has the port": {
      machine: quietMachine({
        sockets: [there("blue"), socket({ state: "ESTABLISHED" })],
      }),
      port: 3000,
      says: "Nothing listens on 3000 here, but in network namespace blue something does",
    },
    "although a stopped container would publish the port": {
      machine: quietMachine({
        sockets: [there("blue")],
        containers: [container({ state: "exited" })],
      }),
      port: 3000,
      says: "Nothing listens on 3000 here, but in network namespace blue something does",
    },
    "about UDP": {
      machine: quietMachine({ sockets: [there("blue", { proto: "udp" })] }),
      port: 3000,
      proto: "udp",
      says: "Nothing listens on 3000/udp here, but in network namespace blue something does",
    },
  },
});
