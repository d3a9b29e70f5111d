import type { Machine, Platform, Rule, RuleContext, Socket, Statement } from "../src/plugin.ts";

/** A listener whose process cannot be seen, with what the kernel tells about it all the same. */
export default {
  id: "hidden-owner",
  title: "The owner cannot be seen",
  docs:
    "An ordinary user may not look into the processes of others, so a listener of theirs shows its user " +
    "and its systemd unit at most. When even root sees nobody, the socket belongs to the kernel (NFS, " +
    "WireGuard), or to a process in another pid namespace.",
  severity: "info",
  needs: ["sockets"],
  *check({ machine, caller, question }) {
    const { port, proto, host } = question;
    const hidden = machine.listeners(port, proto, host).filter((socket) =>
      !machine.owners(socket).some((owner) => owner.confidence === "certain")
    );
    const alike = Map.groupBy(hidden, (socket) => tracesOf(socket, machine).join("\n"));
    for (const sockets of alike.values()) {
      const addresses = [...new Set(sockets.map(({ address }) => address))].join(" and ");
      const evidence = sockets.slice(0, 1).flatMap((socket) => tracesOf(socket, machine));
      const { platform } = machine.snapshot;
      yield { ...describe({ ...caller, platform }, question, addresses), port, evidence };
    }
  },
} satisfies Rule as Rule;

/** What the kernel tells everyone about a socket. */
function tracesOf(socket: Socket, machine: Machine): string[] {
  const { uid, cgroup } = socket;
  const [owner] = machine.owners(socket);
  const user = machine.userName(uid);
  const traces: string[] = [];
  if (uid !== undefined) {
    traces.push(`the socket belongs to ${user === undefined ? "" : `${user}, `}uid ${uid}`);
  }
  if (owner?.unit !== undefined) traces.push(`its cgroup is that of ${owner.unit}`);
  else if (cgroup !== undefined && cgroup !== "/") traces.push(`its cgroup is ${cgroup}`);
  if (owner?.pid !== undefined) {
    const rank = owner.confidence === "cgroup" ? "the only process" : "the oldest process";
    traces.push(`${rank} there is ${owner.name ?? "one"} (pid ${owner.pid})`);
  }
  return traces;
}

function describe(
  caller: RuleContext["caller"] & { readonly platform: Platform },
  { port, proto, host }: RuleContext["question"],
  addresses: string,
): Pick<Statement, "message" | "fix"> {
  const word = proto === "udp" ? `${port}/udp` : `${port}`;
  if (caller.seesAllOwners) {
    return {
      message: `No process here has ${word} on ${addresses} open: such a socket belongs to the ` +
        "kernel, or to a process in another pid namespace",
    };
  }
  if (caller.uid === 0) {
    return {
      message:
        `The process that holds ${word} on ${addresses} cannot be seen, not even by this root`,
      fix: { say: "Ask again with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, outside of containers" },
    };
  }
  const message = `You may not see which process holds ${word} on ${addresses}`;
  if (caller.platform === "windows") return { message, fix: { say: "Ask again as administrator" } };
  const where = host === undefined ? [] : ["--host", host];
  return {
    message,
    fix: { say: "Ask again as root", run: ["sudo", "portik", "explain", word, ...where] },
  };
}
