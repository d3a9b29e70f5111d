import type { Rule } from "../src/plugin.ts";

/** A port that the caller may not bind, whoever holds it. */
export default {
  id: "privileged-port",
  title: "The port is reserved for privileged programs",
  docs:
    "Ports below net.ipv4.ip_unprivileged_port_start (1024 unless somebody changed it) may be bound " +
    "only with CAP_NET_BIND_SERVICE (ip(7), capabilities(7)). Others get EACCES.",
  severity: "warning",
  platforms: ["linux"],
  needs: ["settings", "caller"],
  *check({ machine, caller, question }) {
    const { port, proto, host } = question;
    const start = machine.setting("unprivilegedPortStart");
    if (start === undefined || port >= start || caller.mayBindPrivileged !== false) return;
    // A bind that worked is a better witness than any setting.
    const works = machine.binds(port, proto, host).some(({ outcome, inferred }) =>
      outcome === "ok" && !inferred
    );
    if (works) return;
    const name = proto === "udp" ? `${port}/udp` : `${port}`;
    const taken = machine.listeners(port, proto, host).length > 0;
    yield {
      message: `You may not bind ${name}: ports below ${start} need CAP_NET_BIND_SERVICE`,
      severity: taken ? "info" : "warning",
      port,
      evidence: [
        `net.ipv4.ip_unprivileged_port_start is ${start}`,
        `${
          caller.uid === undefined ? "portik" : `uid ${caller.uid}`
        } runs without CAP_NET_BIND_SERVICE`,
      ],
      fix: {
        say:
          `Use a port from ${start} up, give the server that capability (as root has it), or set ` +
          `net.ipv4.ip_unprivileged_port_start to ${port}, for every user of this machine`,
      },
    };
  },
} satisfies Rule as Rule;
