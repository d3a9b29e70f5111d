import { option, toggle } from "../../cli/declaration.ts";
import { outputOf, type SharedFlags } from "../../cli/flags.ts";
import { parseNumber } from "../../cli/number_word.ts";
import { isFailure } from "../../host/host.ts";
import { errnoWords } from "../../model/errno.ts";
import { parseHost, parsePorts, type PortRequest } from "../../model/ports.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Report } from "../../model/report.ts";
import { type Leases, openLeases } from "../../store/leases.ts";
import type { Command } from "../command.ts";
import { letGo, type PortWish, takePorts } from "../leasing/take_ports.ts";
import type { World } from "../world.ts";
import { environmentOf, type PlannedPort, planPorts } from "./ports.ts";
import { runChild } from "./run_child.ts";
import { wishesOf } from "./wishes.ts";
import { argvOf } from "./words.ts";

type Flags = {
  readonly ports?: readonly PortRequest[];
  readonly port?: readonly string[];
  readonly name?: string;
  readonly env?: readonly string[];
  readonly bind?: string;
  readonly template: boolean;
  readonly shell: boolean;
  readonly print: boolean;
  readonly keep: boolean;
  readonly retry: number;
};

/** `portik use -- CMD…`: a port for a command, for as long as it runs. */
export const use: Command<Flags> = {
  tableless: true,
  details:
    "Leases a free port, puts it into PORT and runs the command. Nobody else gets the port from portik " +
    "until the command ends; a socket keeps it from strangers until right before the command starts, and " +
    "between that and the command's own bind a stranger could still take it. With --keep it stays open, " +
    "and lets only TCP servers in that set SO_REUSEADDR, as most do; others find the port in use. --retry N " +
    "tries again with another port when the command ends within 10 s and says that the address is in use; " +
    "its standard error is then a pipe. Input, output and exit code are the command's own: 128+n after signal n, 126 " +
    "and 127 where it cannot be run or found. Signals are passed on. Put -- before the command. --port " +
    "web --port api gives two ports, in WEB_PORT and API_PORT; PORT is the first.",
  flags: {
    ports: option(
      "ports",
      "One of these, such as 3000-3010; otherwise the kernel chooses",
      parsePorts,
    ),
    port: { ...option("name", "A port of this name; may be given again"), variadic: true },
    name: option("name", "What the lease is for, as portik leases shows it"),
    env: {
      ...option("name", "One more variable with the port; NAME=api: with the port named api"),
      variadic: true,
    },
    bind: option("address", "The address that the command will bind; otherwise all", parseHost),
    template: toggle("Put the port in the place of {PORT} and {PORT:name} in the words"),
    shell: toggle("Give the words to sh -c, which expands $PORT and all else"),
    keep: toggle("Keep the port bound to the end, for servers that set SO_REUSEADDR"),
    print: toggle("Only print the command with its port; nothing is leased"),
    retry: {
      kind: "parsed",
      parse: (word) => parseNumber(word, { what: "a number of tries", most: 1000 }),
      default: "0",
      placeholder: "number",
      brief: "Try again so often where the address is in use",
    },
  },
  positional: {
    kind: "array",
    parameter: {
      brief: "The command and its words; put -- before it",
      placeholder: "command",
      parse: (word: string): string => word,
    },
  },
  async run(world, flags, ...words) {
    checkFlags(flags, words);
    const plan = planPorts(flags.port ?? [], flags.env ?? []);
    const job = { world, flags, words, plan, wishes: await wishesOf(world, flags, plan) };
    // Words that make no sense are refused before anything is leased.
    argvOf(words, { ...flags, os: world.host.os, plan, ports: plan.map(() => 0) });
    using leases = await openLeases(world.host);
    if (leases.setAside !== undefined) await world.tell(leases.setAside);
    return flags.print ? await print(job, leases) : await run(job, leases);
  },
};

interface Job {
  readonly world: World;
  readonly flags: Flags & SharedFlags;
  readonly words: readonly string[];
  readonly plan: readonly PlannedPort[];
  readonly wishes: readonly PortWish[];
}

function checkFlags(flags: Flags & SharedFlags, words: readonly string[]): void {
  if (words.length === 0) {
    throw new Refusal("missing-word", "use needs a command to run", {
      hint: "Write it behind --, as in portik use -- npm start",
    });
  }
  if (flags.keep && flags.proto !== "tcp") {
    throw new Refusal(
      "bad-flags",
      "--keep is for TCP: two sockets of UDP would share what comes in",
    );
  }
  if (flags.from !== undefined) {
    throw new Refusal("bad-flags", "use runs a command on this machine: --from names another");
  }
  if (outputOf(flags) !== "text" && !flags.print) {
    throw new Refusal(
      "bad-flags",
      "the command's own output is all there is: use --print as well",
      {
        hint: "--print says which command would be run with which port",
      },
    );
  }
}

async function print({ world, flags, words, plan, wishes }: Job, leases: Leases): Promise<Report> {
  const taken = await takePorts(world, leases, wishes);
  await letGo(leases, taken);
  const ports = taken.map(({ port }) => port);
  const env = environmentOf(plan, ports);
  const argv = argvOf(words, { ...flags, os: world.host.os, plan, ports });
  const assignments = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return {
    kind: "use",
    data: { ports: plan.map((one, i) => ({ ...one, port: ports[i] })), argv, env },
    blocks: [{ kind: "command", argv: ["env", ...assignments, ...argv] }],
    gaps: [],
    exit: 0,
  };
}

/** What ends sooner has hardly done any work yet, and may be started once more; in ms. */
const SOON = 10_000;

async function run({ world, flags, words, plan, wishes }: Job, leases: Leases): Promise<Report> {
  for (let left = flags.retry;; left--) {
    const taken = await takePorts(world, leases, wishes);
    const ports = taken.map(({ port }) => port);
    const argv = argvOf(words, { ...flags, os: world.host.os, plan, ports });
    const started = world.host.now();
    const result = await runChild(world, leases, {
      argv,
      env: environmentOf(plan, ports),
      taken,
      shell: flags.shell,
      keep: flags.keep,
      hear: flags.retry > 0,
    });
    if (isFailure(result)) return await notStarted(world, argv[0] ?? "", result.failed);
    const { ended, foundInUse } = result;
    const soon = world.host.now() - started < SOON;
    if (left > 0 && foundInUse && soon && "code" in ended && ended.code !== 0) {
      await world.tell(`the command found ${ports.join(", ")} in use; it gets another port`);
      continue;
    }
    return silent("code" in ended ? ended.code : 128 + ended.signal);
  }
}

/** As shells have it (POSIX.1-2024 section 2.8.2): 127 for what is not there, 126 for what cannot be run. */
async function notStarted(world: World, program: string, failed: string): Promise<Report> {
  const missing = failed === "ENOENT";
  const why = missing ? "there is no such program" : errnoWords(failed);
  await world.tell(`Cannot run '${program}': ${why}`);
  return silent(missing ? 127 : 126);
}

function silent(exit: number): Report {
  return { kind: "use", data: {}, blocks: [], gaps: [], exit, silent: true };
}
