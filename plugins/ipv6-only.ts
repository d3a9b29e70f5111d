import type { Container, Rule } from "../src/plugin.ts";

/** A port that answers over IPv6 and refuses IPv4. */
export default {
  id: "ipv6-only",
  title: "The port answers on IPv6 only",
  docs:
    "A socket bound to [::] with IPV6_V6ONLY, or to ::1, takes no IPv4 connections (ipv6(7)). Clients " +
    "that turn localhost into 127.0.0.1 are refused while others connect, which looks like chance.",
  severity: "warning",
  needs: ["sockets"],
  *check({ machine, question }) {
    const { port, proto, host } = question;
    const listeners = machine.listeners(port, proto);
    if (machine.listeners(port, proto, host).length === 0) return;
    if (listeners.some((socket) => socket.family !== "ipv6")) return;
    const wildcards = listeners.filter((socket) => socket.address === "::");
    // Without IPV6_V6ONLY known, a wildcard may well be dual-stack.
    if (wildcards.some((socket) => socket.v6only !== true)) return;
    // Whoever bound nothing but an address of one network did not have localhost in mind.
    if (wildcards.length === 0 && !listeners.some((socket) => socket.address === "::1")) return;
    // DHCPv6 (RFC 8415) has no IPv4 side.
    if (proto === "udp" && (port === 546 || port === 547)) return;
    if (machine.containers(port, proto, "0.0.0.0").some(isUp)) return;
    const name = proto === "udp" ? `${port}/udp` : `${port}`;
    const addresses = [...new Set(listeners.map((socket) => socket.address))].join(" and ");
    yield {
      message: wildcards.length > 0
        ? `${name} answers on IPv6 only: its socket on [::] has IPV6_V6ONLY set`
        : `${name} answers on IPv6 only: it is bound to ${addresses}`,
      port,
      evidence: ["nothing has it open on an IPv4 address, so nobody answers on 127.0.0.1"],
      fix: {
        say: wildcards.length > 0
          ? "Turn IPV6_V6ONLY off to serve both families, or bind 0.0.0.0 as well"
          : "Connect to the IPv6 address, or bind 127.0.0.1 as well",
      },
    };
  },
} satisfies Rule as Rule;

function isUp({ state }: Container): boolean {
  return state === "running" || state === "paused";
}
