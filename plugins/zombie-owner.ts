import type { Machine, Process, Rule, RuleContext, Socket, Statement } from "../src/plugin.ts";

/** An owner that may not serve: stopped, held by a debugger, or dead but for a few threads. */
export default {
  id: "zombie-owner",
  title: "The owner is stopped or half dead",
  docs:
    "The kernel takes connections for a listener whether or not its process ever accepts them. While the " +
    "process is stopped or held by a debugger, clients connect and wait in vain; when its first thread " +
    "has exited, that depends on what the others do.",
  severity: "error",
  needs: ["sockets", "owners"],
  *check({ machine, caller, question }) {
    const { port, proto, host } = question;
    const listeners = machine.listeners(port, proto, host);
    for (const pid of new Set(listeners.flatMap((socket) => servers(socket, machine)))) {
      const process = machine.process(pid);
      if (!process || !isStuck(process)) continue;
      const others = helpers(pid, listeners, machine);
      yield { ...describe(process, { caller, question }, others), pid, port };
    }
  },
} satisfies Rule as Rule;

/** The processes that can accept clients; systemd only keeps the socket for its service. */
function servers(socket: Socket, machine: Machine): number[] {
  const owners = machine.owners(socket).filter(({ confidence }) => confidence === "certain");
  const pids = owners.flatMap(({ pid }) => pid ?? []);
  return pids.length < 2 ? pids : pids.filter((pid) => machine.process(pid)?.name !== "systemd");
}

function isStuck({ state }: Process): boolean {
  return ["stopped", "traced", "zombie", "dead"].includes(state);
}

/** How many healthy processes can stand in for this one, on whichever of its sockets they are fewest. */
function helpers(pid: number, listeners: readonly Socket[], machine: Machine): number {
  const crews = listeners.map((socket) => servers(socket, machine))
    .filter((pids) => pids.includes(pid));
  return Math.min(...crews.map((pids) =>
    pids.filter((one) => {
      const process = machine.process(one);
      return !process || !isStuck(process);
    }).length
  ));
}

function describe(
  process: Process,
  { caller, question: { port, proto } }: Pick<RuleContext, "caller" | "question">,
  others: number,
): Statement {
  const { pid, ppid, uid, state, threads } = process;
  const who = `${process.name} (pid ${pid})`;
  const name = proto === "udp" ? `${port}/udp` : `${port}`;
  const takes = proto === "udp" ? "packets" : "connections";
  const vain = others > 0
    ? `${others} other ${others === 1 ? "process" : "processes"} may still answer on ${name}`
    : `${name} takes ${takes} and answers none`;
  const kill = [...(caller.uid === 0 || caller.uid === uid ? [] : ["sudo"]), "kill"];
  switch (state) {
    case "stopped":
      return {
        message: `${who} is stopped: ${vain}`,
        severity: others > 0 ? "warning" : "error",
        evidence: ["process state T: SIGSTOP, SIGTSTP (Ctrl-Z) or a job control signal"],
        fix: { say: "Let it go on", run: [...kill, "-CONT", String(pid)] },
      };
    case "traced":
      return {
        message: `${who} is held by a debugger: ${vain} meanwhile`,
        severity: "warning",
        evidence: ["process state t: stopped while it is being traced (ptrace(2))"],
        fix: { say: "Continue or end the debugging session" },
      };
    default:
      return {
        message: `The first thread of ${who} has exited, while others still hold ${name}`,
        severity: "warning",
        evidence: [
          `process state ${state === "zombie" ? "Z" : "X"} with ${
            threads ?? "several"
          } threads, parent pid ${ppid}`,
        ],
        fix: { say: "If nobody answers, end what is left of it", run: [...kill, String(pid)] },
      };
  }
}
