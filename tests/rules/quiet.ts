import { Machine } from "../../src/model/machine.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { Socket } from "../../src/model/socket.ts";
import type { Rule } from "../../src/plugin.ts";

/** One TCP listener on 127.0.0.1:3000, but for what a test says otherwise. */
export function listener(fields: Partial<Socket> = {}): Socket {
  return {
    proto: "tcp",
    family: "ipv4",
    state: "LISTEN",
    address: "127.0.0.1",
    port: 3000,
    holders: [{ pid: 812, fd: 3 }],
    ...fields,
  };
}

/** A Linux machine on which nothing happens, but for what a test says otherwise. */
export function machineWith(fields: Partial<Snapshot> = {}): Machine {
  return new Machine({
    version: 1,
    takenAt: "2026-01-02T03:04:05.000Z",
    platform: "linux",
    caller: { pid: 99, uid: 1000 },
    sockets: [],
    processes: [],
    containers: [],
    binds: [],
    settings: {},
    users: {},
    known: ["sockets", "owners", "processes", "containers", "binds", "settings", "caller"],
    gaps: [],
    asked: [],
    ...fields,
  });
}

/** A rule that says "hello" about every port, but for what a test says otherwise. */
export function ruleWith(fields: Partial<Rule> = {}): Rule {
  return {
    id: "greeter",
    title: "Greets",
    docs: "Says hello.",
    severity: "info",
    needs: ["sockets"],
    check: () => [{ message: "hello" }],
    ...fields,
  };
}
