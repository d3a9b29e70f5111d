import type { AnyCommand } from "./command.ts";

/** A command as help and completions list it; its file is loaded when it is asked for. */
export interface Entry {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line, without a full stop. */
  readonly brief: string;
  load(): Promise<AnyCommand>;
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly Entry[] = [
  {
    name: "who",
    brief: "Who holds a port: its listeners and their owners",
    load: async () => (await import("./who.ts")).who,
  },
  {
    name: "explain",
    aliases: ["why"],
    brief: "Why a port can or cannot be bound, and what to do about it",
    load: async () => (await import("./explain.ts")).explain,
  },
  {
    name: "list",
    brief: "Every socket of the machine and who holds it",
    load: async () => (await import("./list.ts")).list,
  },
  {
    name: "check",
    brief: "Whether a port is in use, or can be bound, as an exit code",
    load: async () => (await import("./check.ts")).check,
  },
  {
    name: "scan",
    brief: "A table of ports: who has each, and what is wrong with it",
    load: async () => (await import("./scan.ts")).scan,
  },
  {
    name: "conn",
    brief: "Who is connected to a port, by address",
    load: async () => (await import("./conn.ts")).conn,
  },
  {
    name: "top",
    brief: "Ports by the number of their connections",
    load: async () => (await import("./top.ts")).top,
  },
  {
    name: "blame",
    brief: "The chain from pid 1 to a port's owner, and what started it",
    load: async () => (await import("./blame.ts")).blame,
  },
  {
    name: "trace",
    brief: "Every layer between a client and the process that answers",
    load: async () => (await import("./trace.ts")).trace,
  },
  {
    name: "graph",
    brief: "Who talks to whom on this machine",
    load: async () => (await import("./graph.ts")).graph,
  },
  {
    name: "capture",
    brief: "Write what portik saw to a file, without secrets",
    load: async () => (await import("./capture.ts")).capture,
  },
  {
    name: "rules",
    brief: "List the rules, show one, try one out or start a new one",
    load: async () => (await import("./rules/mod.ts")).rules,
  },
  {
    name: "kill",
    brief: "Stop who listens on a port, and prove that it is free",
    load: async () => (await import("./kill/mod.ts")).kill,
  },
  {
    name: "restart",
    brief: "Stop who listens on a port, start it again, and prove it",
    load: async () => (await import("./restart/mod.ts")).restart,
  },
  {
    name: "undo",
    brief: "Start again what the last kill stopped",
    load: async () => (await import("./undo/mod.ts")).undo,
  },
  {
    name: "wait",
    brief: "Wait until ports listen, are free, or answer",
    load: async () => (await import("./wait/mod.ts")).wait,
  },
  {
    name: "block",
    brief: "Close ports to others by a rule in the firewall",
    load: async () => (await import("./block.ts")).block,
  },
  {
    name: "unblock",
    brief: "Take away what block has put into the firewall",
    load: async () => (await import("./unblock.ts")).unblock,
  },
  {
    name: "blocks",
    brief: "What portik has blocked, by which firewall, for whom",
    load: async () => (await import("./blocks.ts")).blocks,
  },
  {
    name: "listen",
    brief: "A temporary server for tests, which tells what it gets",
    load: async () => (await import("./listen/mod.ts")).listen,
  },
  {
    name: "free",
    brief: "Free ports, proven by binding them",
    load: async () => (await import("./free/mod.ts")).free,
  },
  {
    name: "mine",
    aliases: ["port4me"],
    brief: "The same port for the same user and tool each time",
    load: async () => (await import("./mine/mod.ts")).mine,
  },
  {
    name: "use",
    brief: "Run a command with a free port in PORT, leased while it runs",
    load: async () => (await import("./use/mod.ts")).use,
  },
  {
    name: "reserve",
    brief: "Hold ports by bound sockets, here or in the background",
    load: async () => (await import("./reserve/mod.ts")).reserve,
  },
  {
    name: "release",
    brief: "End leases by port or name",
    load: async () => (await import("./release.ts")).release,
  },
  {
    name: "leases",
    brief: "Every port that portik has handed out, to whom and until when",
    load: async () => (await import("./leases.ts")).leases,
  },
  {
    name: "completions",
    brief: "Completion of commands, flags and live ports for your shell",
    load: async () => (await import("./completions.ts")).completions,
  },
  {
    name: "help",
    brief: "Help on a command or on exit-codes, ports, json",
    load: async () => (await import("./help.ts")).help,
  },
];

/** The command of that name or alias. */
export function findCommand(word: string): Entry | undefined {
  return COMMANDS.find(({ name, aliases }) => name === word || aliases?.includes(word));
}
