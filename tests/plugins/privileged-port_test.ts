import privilegedPort from "../../plugins/privileged-port.ts";
import type { Bind } from "../../src/plugin.ts";
import { quietMachine, socket, testRule } from "../../src/testing.ts";

function bind(outcome: string, fields: Partial<Bind> = {}): Bind {
  return { proto: "tcp", address: "127.0.0.1", port: 80, outcome, ...fields };
}

const refused = quietMachine({ binds: [bind("EACCES")] });

testRule(privilegedPort, {
  silent: {
    "about the first port that is not reserved": { machine: quietMachine(), port: 1024 },
    "to who has the capability": {
      machine: quietMachine({ caller: { pid: 9, uid: 0, mayBindPrivileged: true } }),
      port: 80,
    },
    "where nothing is known about capabilities": {
      machine: quietMachine({ caller: { pid: 9, uid: 1000 } }),
      port: 80,
    },
    "where the kernel's setting could not be read": {
      machine: quietMachine({ settings: {} }),
      port: 80,
    },
    "where somebody has opened the port to everyone": {
      machine: quietMachine({ settings: { unprivilegedPortStart: 80 } }),
      port: 80,
    },
    "where binding it works all the same": {
      machine: quietMachine({ binds: [bind("EADDRNOTAVAIL", { address: "::1" }), bind("ok")] }),
      port: 80,
    },
    "on another operating system": {
      machine: quietMachine({ platform: "darwin" }),
      port: 80,
    },
  },
  speaks: {
    "about a free port, as a warning": {
      machine: refused,
      port: 80,
      says: {
        message: "You may not bind 80: ports below 1024 need CAP_NET_BIND_SERVICE",
        severity: "warning",
        port: 80,
        evidence: [
          "net.ipv4.ip_unprivileged_port_start is 1024",
          "uid 1000 runs without CAP_NET_BIND_SERVICE",
        ],
        fix: {
          say:
            "Use a port from 1024 up, give the server that capability (as root has it), or set " +
            "net.ipv4.ip_unprivileged_port_start to 80, for every user of this machine",
        },
      },
    },
    "about the last port that is reserved": {
      machine: quietMachine(),
      port: 1023,
      says: "You may not bind 1023: ports below 1024 need CAP_NET_BIND_SERVICE",
    },
    "with the limit that the kernel has": {
      machine: quietMachine({ settings: { unprivilegedPortStart: 81 } }),
      port: 80,
      says: "You may not bind 80: ports below 81 need CAP_NET_BIND_SERVICE",
    },
    "about UDP": {
      machine: quietMachine(),
      port: 53,
      proto: "udp",
      says: "You may not bind 53/udp: ports below 1024 need CAP_NET_BIND_SERVICE",
    },
    "as a side note where somebody listens": {
      machine: quietMachine({ sockets: [socket({ port: 80 })] }),
      port: 80,
      says: { severity: "info" },
    },
    "as a warning where somebody listens on an address that is not asked about": {
      machine: quietMachine({ sockets: [socket({ port: 80, address: "127.0.0.1" })] }),
      port: 80,
      host: "::1",
      says: { severity: "warning" },
    },
    "to a root without the capability, as inside containers": {
      machine: quietMachine({ caller: { pid: 9, uid: 0, mayBindPrivileged: false } }),
      port: 80,
      says: {
        evidence: [
          "net.ipv4.ip_unprivileged_port_start is 1024",
          "uid 0 runs without CAP_NET_BIND_SERVICE",
        ],
      },
    },
    "to a caller whose uid is unknown": {
      machine: quietMachine({ caller: { pid: 9, mayBindPrivileged: false } }),
      port: 80,
      says: {
        evidence: [
          "net.ipv4.ip_unprivileged_port_start is 1024",
          "portik runs without CAP_NET_BIND_SERVICE",
        ],
      },
    },
    "although a capture only supposes that binding works": {
      machine: quietMachine({ binds: [bind("ok", { inferred: true })] }),
      port: 80,
      says: "You may not bind 80: ports below 1024 need CAP_NET_BIND_SERVICE",
    },
    "although binding works on an address that is not asked about": {
      machine: quietMachine({ binds: [bind("ok")] }),
      port: 80,
      host: "::1",
      says: "You may not bind 80: ports below 1024 need CAP_NET_BIND_SERVICE",
    },
  },
});
