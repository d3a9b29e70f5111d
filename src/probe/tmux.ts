import { isFailure, type Sight } from "../host/host.ts";
import { splitTitle } from "../model/command_words.ts";
import type { Process } from "../model/process.ts";
import type { Caller, NamedProcess } from "../model/snapshot.ts";
import { badExit, type LookOptions, programFailure } from "./probe.ts";

/** `list-panes` writes this for each pane (`tmux(1)`, FORMATS). */
const FORMAT = "#{pane_pid} #{session_name}";

/**
 * Which process runs in which session of tmux, by `tmux list-panes`. Only the caller's own servers are
 * asked: a client hands the server its environment and its terminal, which are nobody else's business.
 */
export async function readTmuxSessions(
  sight: Sight,
  { processes, caller }: {
    readonly processes: readonly Process[];
    readonly caller: Pick<Caller, "uid">;
  },
  { probeTimeout }: LookOptions,
): Promise<{ sessions: readonly NamedProcess[]; missing: readonly string[] }> {
  const servers = processes.filter((one) => isServer(one) && one.uid === caller.uid);
  const commands = new Map(servers.map((server) => [listCommand(server).join("\0"), server]));
  const answers = await Promise.all([...commands.values()].map(async (server) => {
    const ran = await sight.run(listCommand(server), { timeout: probeTimeout });
    if (isFailure(ran)) return programFailure("tmux", ran, probeTimeout);
    return ran.code === 0 ? parsePanes(ran.stdout) : badExit("tmux", ran.code, ran.stderr);
  }));
  return {
    sessions: answers.flatMap((answer) => typeof answer === "string" ? [] : answer),
    missing: answers.filter((answer) => typeof answer === "string"),
  };
}

/** The server names itself so; on systems where it cannot, it is nobody's child. */
function isServer({ name, ppid }: Process): boolean {
  return name.startsWith("tmux: server") || (name === "tmux" && ppid === 1);
}

/** The server was started with the words of its first client, and where its socket is, they say (`-L`, `-S`). */
export function listCommand({ argv: line }: Pick<Process, "argv">): string[] {
  const argv = splitTitle(line);
  const socket: string[] = [];
  for (let i = 1; i < argv.length && (argv[i] ?? "").startsWith("-"); i++) {
    const [, letters = "", value] = /^-([A-Za-z0-9]*?[cfLST])(.*)$/.exec(argv[i] ?? "") ?? [];
    if (letters === "") continue;
    const word = value || argv[++i];
    const letter = letters.at(-1);
    if (word !== undefined && (letter === "L" || (letter === "S" && word.startsWith("/")))) {
      socket.push(`-${letter}`, word);
    }
  }
  // A client in the C locale would be sent underscores for letters that are not ASCII.
  return ["tmux", "-u", ...socket, "list-panes", "-a", "-F", FORMAT];
}

/** Reads lines such as `17851 my work`: the process of a pane, and the name of its session. */
export function parsePanes(output: string): NamedProcess[] {
  return output.split("\n").flatMap((line) => {
    const [, pid, name = ""] = /^(\d+) (.+)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ by: "tmux", pid: Number(pid), name }];
  });
}
