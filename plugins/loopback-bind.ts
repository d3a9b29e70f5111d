import type { Rule, RuleContext } from "../src/plugin.ts";

/** A port that other machines cannot reach, because only loopback addresses are bound. */
export default {
  id: "loopback-bind",
  title: "Only this machine can reach the port",
  docs:
    "A server bound to 127.0.0.1 or ::1 answers nobody else. That is safe and often meant; it is also " +
    "why a service cannot be reached from another machine, a container or a phone.",
  severity: "info",
  needs: ["sockets"],
  *check({ machine, question }) {
    const { port, proto, host } = question;
    const listeners = machine.listeners(port, proto);
    if (machine.listeners(port, proto, host).length === 0) return;
    if (listeners.some((socket) => machine.reach(socket) !== "loopback")) return;
    if (isPublished({ machine, question })) return;
    const addresses = new Set(
      listeners.map(({ address, zone }) => zone === undefined ? address : `${address}%${zone}`),
    );
    const name = proto === "udp" ? `${port}/udp` : `${port}`;
    const forwarded = listeners.every((socket) =>
      machine.container(socket)?.publications.some((one) => one.hostPort === port)
    );
    yield {
      message: `${name} answers on this machine only: it is bound to ${
        [...addresses].join(" and ")
      }`,
      port,
      fix: {
        say: forwarded
          ? "To serve other machines, publish the container's port without an address, and mind who " +
            "may then connect"
          : "To serve other machines, bind 0.0.0.0 or ::, and mind who may then connect",
      },
    };
  },
} satisfies Rule as Rule;

/** True where a container engine lets other machines in by packet filter, whatever is bound. */
function isPublished({ machine, question }: Pick<RuleContext, "machine" | "question">): boolean {
  const { port, proto } = question;
  return machine.containers(port, proto).some(({ state, publications }) =>
    (state === "running" || state === "paused") &&
    publications.some((one) =>
      one.hostPort === port && one.proto === proto &&
      one.hostAddress !== "::1" && !one.hostAddress.startsWith("127.")
    )
  );
}
