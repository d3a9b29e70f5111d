import { isUserPath, socketUnitOfPath } from "../model/cgroup.ts";
import { containerCommand, holdsPorts, isForwarder } from "../model/container.ts";
import type { Listener } from "../model/listener.ts";
import type { Machine } from "../model/machine.ts";
import { isServiceManager, mainOwner, type Owner } from "../model/owner.ts";
import type { PortStatus } from "./port_status.ts";

/** Services that run what others ask of them: to stop one would end far more than the port's owner. */
const RUNS_OTHERS = new RegExp(
  String.raw`^(?:anacron|atd|containerd|cron|cronie|crond|dbus|dbus-broker|docker|gdm3?|getty@.*|` +
    String
      .raw`inetd|lightdm|podman|sddm|serial-getty@.*|sshd?(?:@.*)?|supervisord?|xinetd)\.service$`,
);

/** Docker's own programs among the forwarders: it can tell which container they serve. */
const DOCKERS: readonly (string | undefined)[] = [
  ...["docker-proxy", "com.docker.backend", "vpnkit", "rootlesskit"],
];

/** Those of Podman. */
const PODMANS: readonly (string | undefined)[] = [
  ...["conmon", "rootlessport", "slirp4netns", "pasta", "pasta.avx2", "passt", "passt.avx2"],
];

/** What frees the port: the container, the unit, or the process is stopped, in this order of reason. */
export function stopCommands(machine: Machine, { listeners, containers }: PortStatus): string[][] {
  const named = listeners.flatMap(({ container }) => container ?? []);
  const stops = [...named, ...containers.filter(holdsPorts)]
    .map((container) => containerCommand(container, "stop"));
  const others = listeners.filter(({ container }) => container === undefined);
  return [...stops, ...others.flatMap((listener) => stopListener(machine, listener) ?? [])];
}

function stopListener(machine: Machine, listener: Listener): [string[]] | undefined {
  const owner = mainOwner(listener.owners);
  if (!owner) return undefined;
  const { pid, name, confidence } = owner;
  const asking = askEngine(listener, owner);
  if (asking) return [[...asOwner(machine, owner), ...asking]];
  const units = unitsOf(machine, listener, owner);
  if (units.length > 0) return stopUnits(machine, listener, units);
  if (pid === undefined || confidence !== "certain" || isServiceManager(owner)) return undefined;
  // `ssh` forwards for people, too, and may be ended like any process.
  if (name !== undefined && name !== "ssh" && isForwarder(name)) return undefined;
  return killProcess(machine, pid, owner.uid);
}

/** What asks the engine whose container a forwarder serves; that is stopped, never the forwarder. */
function askEngine(
  { port, proto }: Listener,
  { pid, name, unit }: Owner,
): readonly string[] | undefined {
  if (DOCKERS.includes(name) || (pid === undefined && unit === "docker.service")) {
    return ["docker", "ps", "--filter", `publish=${port}/${proto}`];
  }
  return PODMANS.includes(name) ? ["podman", "port", "--all"] : undefined;
}

/** An engine without root belongs to one user, who alone can ask it: with a login, for its environment. */
function asOwner({ snapshot }: Machine, { uid, user }: Owner): string[] {
  const rootless = uid !== undefined && uid !== 0 && uid !== snapshot.caller.uid;
  return rootless && user !== undefined ? ["sudo", "-iu", user] : [];
}

/** Never pid 1; on Windows never the idle process (0) and the system itself (4). */
function killProcess(machine: Machine, pid: number, uid?: number): [string[]] | undefined {
  if (machine.snapshot.platform === "windows") {
    return pid <= 4 ? undefined : [["taskkill", "/PID", String(pid), "/F"]];
  }
  return pid <= 1 ? undefined : [[...sudo(machine, uid), "kill", String(pid)]];
}

/** The units to stop: the owner's own, and the socket unit that would start it again. */
function unitsOf(machine: Machine, listener: Listener, { pid, unit }: Owner): string[] {
  const socketUnit = socketUnitOfPath(cgroupOf(machine, listener) ?? "");
  const stoppable = unit !== undefined &&
    (!RUNS_OTHERS.test(unit) || (pid !== undefined && isMainProcess(machine, pid)));
  return [socketUnit, stoppable ? unit : undefined].filter((one) => one !== undefined);
}

/** The first process of a unit is a child of the service manager. */
function isMainProcess(machine: Machine, pid: number): boolean {
  const ppid = machine.process(pid)?.ppid;
  const parent = ppid === undefined ? undefined : machine.process(ppid);
  return ppid === 1 || (parent !== undefined && isServiceManager(parent));
}

function stopUnits(machine: Machine, listener: Listener, units: string[]): [string[]] | undefined {
  const { uid, pid, user } = mainOwner(listener.owners) ?? {};
  const own = pid === undefined ? undefined : machine.process(pid)?.userUnit;
  if (!(own ?? isUserPath(cgroupOf(machine, listener) ?? ""))) {
    return [[...sudo(machine, 0), "systemctl", "stop", ...units]];
  }
  if (uid === machine.snapshot.caller.uid) return [["systemctl", "--user", "stop", ...units]];
  if (user === undefined) return undefined;
  const manager = ["systemctl", "--user", `--machine=${user}@`];
  return [[...sudo(machine, uid), ...manager, "stop", ...units]];
}

function cgroupOf(machine: Machine, { port, proto, address, inode }: Listener): string | undefined {
  return machine.listeners(port, proto)
    .find((socket) => socket.address === address && socket.inode === inode)?.cgroup;
}

function sudo({ snapshot }: Machine, uid: number | undefined): string[] {
  const mine = snapshot.caller.uid;
  return mine === 0 || mine === uid ? [] : ["sudo"];
}
