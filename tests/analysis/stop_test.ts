import { assertEquals } from "@std/assert";
import { portStatus } from "../../src/analysis/port_status.ts";
import { stopCommands } from "../../src/analysis/stop.ts";
import type { Process } from "../../src/model/process.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { Socket } from "../../src/model/socket.ts";
import { container, process, quietMachine, socket } from "../../src/testing.ts";

/** What would free port 3000 of a machine, as command lines. */
function stops(disturb: Partial<Snapshot>, port = 3000): string[] {
  const machine = quietMachine(disturb);
  const status = portStatus(machine, { port, proto: "tcp" });
  return stopCommands(machine, status).map((argv) => argv.join(" "));
}

const root = { pid: 9, uid: 0 };
const systemd = process({ pid: 1, ppid: 0, name: "systemd", uid: 0 });

function hidden(cgroup: string, fields: Partial<Socket> = {}): Socket {
  return socket({ holders: [], cgroup, uid: 0, ...fields });
}

/** What would stop this one owner of port 3000. */
function stopsOwner(owner: Partial<Process>, disturb: Partial<Snapshot> = {}): string[] {
  return stops({ sockets: [socket()], processes: [systemd, process(owner)], ...disturb });
}

Deno.test("stopCommands() kills a process of one's own", () => {
  assertEquals(stopsOwner({}), ["kill 812"]);
});

Deno.test("stopCommands() needs sudo for a process of somebody else, and root never", () => {
  assertEquals(stopsOwner({ uid: 33 }), ["sudo kill 812"]);
  const { uid: _, ...stranger } = process();
  assertEquals(stops({ sockets: [socket()], processes: [stranger] }), ["sudo kill 812"]);
  assertEquals(stopsOwner({ uid: 33 }, { caller: root }), ["kill 812"]);
});

Deno.test("stopCommands() kills each owner once, the maker for all who share a socket", () => {
  const sockets = [
    socket({ address: "127.0.0.1", holders: [{ pid: 812 }, { pid: 813 }] }),
    socket({ address: "::1", holders: [{ pid: 900 }] }),
  ];
  const processes = [process(), process({ pid: 813, ppid: 812 }), process({ pid: 900 })];
  assertEquals(stops({ sockets, processes }), ["kill 812", "kill 900"]);
});

Deno.test("stopCommands() ends a program of Windows by its own means, but never the system", () => {
  assertEquals(stopsOwner({ pid: 812 }, { platform: "windows" }), ["taskkill /PID 812 /F"]);
  const sockets = [socket({ holders: [{ pid: 4 }] })];
  assertEquals(stops({ platform: "windows", sockets }), []);
});

Deno.test("stopCommands() never touches pid 1 or a systemd", () => {
  const sockets = [socket({ holders: [{ pid: 1 }] })];
  assertEquals(stops({ sockets, processes: [systemd] }), []);
  assertEquals(stops({ sockets, processes: [process({ pid: 1, ppid: 0, name: "node" })] }), []);
  assertEquals(stopsOwner({ name: "systemd" }), []);
});

Deno.test("stopCommands() kills nobody who is only guessed", () => {
  const sockets = [hidden("/user.slice/session-3.scope")];
  const processes = [process({ cgroup: "/user.slice/session-3.scope" })];
  assertEquals(stops({ sockets, processes }), []);
  assertEquals(stops({ sockets: [socket({ holders: [], uid: 0 })] }), []);
});

Deno.test("stopCommands() stops the unit of a service", () => {
  assertEquals(stopsOwner({ unit: "postgresql.service" }), [
    "sudo systemctl stop postgresql.service",
  ]);
  assertEquals(stopsOwner({ unit: "postgresql.service" }, { caller: root }), [
    "systemctl stop postgresql.service",
  ]);
});

Deno.test("stopCommands() stops the unit of a process that cannot be seen", () => {
  assertEquals(stops({ sockets: [hidden("/system.slice/pg.service")] }), [
    "sudo systemctl stop pg.service",
  ]);
});

Deno.test("stopCommands() stops a unit of one's own systemd without sudo", () => {
  assertEquals(stopsOwner({ unit: "syncthing.service", userUnit: true }), [
    "systemctl --user stop syncthing.service",
  ]);
});

Deno.test("stopCommands() stops a unit of somebody else's systemd by way of that", () => {
  const unit = { unit: "syncthing.service", userUnit: true, uid: 1001 };
  const users = { 1000: "me", 1001: "ada" };
  assertEquals(stopsOwner(unit, { users }), [
    "sudo systemctl --user --machine=ada@ stop syncthing.service",
  ]);
  assertEquals(stopsOwner(unit, { users: {} }), []);
  const cgroup = "/user.slice/user-1001.slice/user@1001.service/app.slice/x.service";
  assertEquals(stops({ users, sockets: [hidden(cgroup, { uid: 1001 })] }), [
    "sudo systemctl --user --machine=ada@ stop x.service",
  ]);
});

for (const unit of ["cron.service", "ssh.service", "sshd@1-2.service", "docker.service"]) {
  Deno.test(`stopCommands() spares ${unit} where it only runs the owner`, () => {
    const parent = process({ pid: 500, ppid: 1, name: "sh", uid: 0, unit });
    const processes = [systemd, parent, process({ ppid: 500, unit })];
    assertEquals(stops({ sockets: [socket()], processes }), ["kill 812"]);
  });
}

Deno.test("stopCommands() stops such a service where it is the owner itself", () => {
  assertEquals(stopsOwner({ name: "sshd", unit: "ssh.service", uid: 0 }), [
    "sudo systemctl stop ssh.service",
  ]);
  const manager = process({ pid: 900, name: "systemd" });
  const unit = { unit: "podman.service", userUnit: true, ppid: 900 };
  const processes = [manager, process(unit)];
  assertEquals(stops({ sockets: [socket()], processes }), ["systemctl --user stop podman.service"]);
});

Deno.test("stopCommands() proposes nothing against a hidden process of such a service", () => {
  assertEquals(stops({ sockets: [hidden("/system.slice/cron.service")] }), []);
});

Deno.test("stopCommands() stops the socket unit together with its service", () => {
  const sockets = [
    socket({ holders: [{ pid: 1 }, { pid: 812 }], cgroup: "/system.slice/cups.socket" }),
  ];
  const processes = [systemd, process({ name: "cupsd", uid: 0, unit: "cups.service" })];
  assertEquals(stops({ sockets, processes }), ["sudo systemctl stop cups.socket cups.service"]);
});

Deno.test("stopCommands() stops the socket unit of each address", () => {
  const sockets = ["127.0.0.1", "::1"].map((address, i) =>
    hidden(`/system.slice/${"ab"[i]}.socket`, { address })
  );
  assertEquals(stops({ sockets }), [
    "sudo systemctl stop a.socket",
    "sudo systemctl stop b.socket",
  ]);
});

Deno.test("stopCommands() stops a socket unit that nobody has called yet", () => {
  const sockets = [socket({ holders: [{ pid: 1 }], cgroup: "/system.slice/cups.socket" })];
  assertEquals(stops({ sockets, processes: [systemd] }), ["sudo systemctl stop cups.socket"]);
  assertEquals(stops({ sockets: [hidden("/system.slice/cups.socket")] }), [
    "sudo systemctl stop cups.socket",
  ]);
});

Deno.test("stopCommands() stops the container, not its forwarder", () => {
  const processes = [process({ name: "docker-proxy", uid: 0, unit: "docker.service" })];
  const containers = [container()];
  const forwarded = stops({ sockets: [socket()], processes, containers });
  assertEquals([...new Set(forwarded)], ["docker stop web-1"]);
  assertEquals(stops({ containers }), ["docker stop web-1"]);
  assertEquals(stops({ containers: [container({ engine: "podman", state: "paused" })] }), [
    "podman stop web-1",
  ]);
  assertEquals(stops({ containers: [container({ state: "exited" })] }), []);
});

Deno.test("stopCommands() asks Docker for the container behind a forwarder of its own", () => {
  const owner = { name: "docker-proxy", uid: 0, unit: "docker.service" };
  assertEquals(stopsOwner(owner), ["docker ps --filter publish=3000/tcp"]);
  assertEquals(stops({ sockets: [hidden("/system.slice/docker.service")] }), [
    "docker ps --filter publish=3000/tcp",
  ]);
});

Deno.test("stopCommands() asks Podman for the container behind a forwarder of its own", () => {
  for (const name of ["rootlessport", "slirp4netns", "pasta", "pasta.avx2", "conmon"]) {
    assertEquals(stopsOwner({ name }), ["podman port --all"], name);
  }
});

Deno.test("stopCommands() has an engine without root asked by the user whose it is", () => {
  const users = { 1001: "eve" };
  assertEquals(stopsOwner({ name: "rootlessport", uid: 1001 }, { users }), [
    "sudo -iu eve podman port --all",
  ]);
  assertEquals(stopsOwner({ name: "rootlesskit", uid: 1001 }, { users }), [
    "sudo -iu eve docker ps --filter publish=3000/tcp",
  ]);
  assertEquals(stopsOwner({ name: "rootlessport", uid: 1001 }), ["podman port --all"]);
});

Deno.test("stopCommands() leaves other forwarders alone, but not an ssh of one's own", () => {
  for (const name of ["gvproxy", "limactl", "OrbStack Helper", "wslrelay.exe"]) {
    assertEquals(stopsOwner({ name }), [], name);
  }
  assertEquals(stopsOwner({ name: "ssh" }), ["kill 812"]);
});

Deno.test("stopCommands() stops the pod of a container, and leaves remote engines alone", () => {
  const pod = container({ engine: "podman", pod: "shop" });
  assertEquals(stops({ containers: [pod, { ...pod, id: "ab".repeat(32), name: "db" }] }), [
    ...["podman pod stop shop", "podman pod stop shop"],
  ]);
  assertEquals(stops({ containers: [container({ remote: true })] }), []);
});

Deno.test("stopCommands() has nothing to stop where nobody listens", () => {
  assertEquals(stops({}), []);
  assertEquals(stops({ sockets: [socket({ state: "ESTABLISHED" })], processes: [process()] }), []);
});
