import type { Machine, Rule, Socket } from "../src/plugin.ts";

/** Somebody listens on the port, but in another network namespace. */
export default {
  id: "other-namespace",
  title: "The port is in use in another network namespace",
  docs:
    "Every network namespace has ports of its own (network_namespaces(7)): a listener in a container or " +
    "below ip netns does not keep the port from a server here, and cannot be reached through localhost " +
    "here either.",
  severity: "info",
  platforms: ["linux"],
  needs: ["sockets", "namespaces"],
  *check({ machine, question }) {
    const { port, proto } = question;
    const elsewhere = machine.elsewhere(port, proto);
    if (machine.listeners(port, proto).length > 0 || elsewhere.length === 0) return;
    // A published port leads into a container's namespace by packet filter.
    if (machine.containers(port, proto).some(({ state }) => state === "running")) return;
    const word = proto === "udp" ? `${port}/udp` : port;
    yield {
      message: `Nothing listens on ${word} here, but in ${
        whereWords(elsewhere, machine)
      } something does`,
      port,
      evidence: [
        ...elsewhere.slice(0, MOST).map((socket) => evidenceOf(socket, machine)),
        ...(elsewhere.length > MOST ? [`and ${elsewhere.length - MOST} more`] : []),
      ],
      fix: {
        say: "Connect from inside that namespace; where it is a container's, publish the port",
      },
    };
  },
} satisfies Rule as Rule;

/** Most listeners that are told one by one. */
const MOST = 5;

function whereWords(sockets: readonly Socket[], machine: Machine): string {
  const namespaces = new Set(sockets.map(({ namespace }) => namespace));
  if (namespaces.size > 1) return `${namespaces.size} other network namespaces`;
  const containers = new Set(sockets.map((socket) => machine.container(socket)?.name));
  const [container] = containers;
  return containers.size === 1 && container !== undefined
    ? `container ${container}`
    : `network namespace ${[...namespaces].join()}`;
}

function evidenceOf(socket: Socket, machine: Machine): string {
  const container = machine.container(socket)?.name;
  const { pid, name = "a process" } = machine.owner(socket) ?? {};
  const who = pid === undefined ? "a process that cannot be seen" : `${name} (pid ${pid})`;
  const inside = container === undefined ? "" : ` (container ${container})`;
  return `${socket.namespace}${inside}: ${who} on ${socket.address}`;
}
