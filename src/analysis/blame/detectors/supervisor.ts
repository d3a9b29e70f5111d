import type { Process } from "../../../model/process.ts";
import { baseName, commandWords, plainWords } from "../../../model/command_words.ts";
import { supervisordConfig } from "../../../model/supervisord.ts";
import { type Case, nameProcess, programOf } from "../case.ts";
import type { Cause } from "../cause.ts";

/** What a supervisor tells of the program that it runs. */
type Found = Pick<Cause, "tool" | "name" | "details" | "stopWith">;

/**
 * A supervisor by its program, and how it names and stops what `child`, the process below it, runs; `named`
 * is what it says of that itself.
 */
type Supervisor = (supervisor: Process, child: Process, named: string | undefined) => Found;

/**
 * Each by its own manual: `supervisorctl`, pm2's documentation, `runsv(8)` and `sv(8)`, s6-supervise and
 * s6-svc, daemontools' `supervise` and `svc`, OpenRC's `supervise-daemon(8)`, forever, circus. runsv and its
 * kin work in the folder of their service.
 */
const SUPERVISORS: Readonly<Record<string, Supervisor>> = {
  supervisord: (supervisor, _, name) => {
    const config = supervisordConfig(supervisor);
    if (name === undefined || config === undefined) {
      return { tool: "supervisord", details: "supervisorctl status tells its name" };
    }
    const stopWith = ["supervisorctl", "-c", config, "stop", name];
    return { tool: "supervisord", name, stopWith };
  },
  pm2: (_, child) => {
    const name = scriptName(child);
    return { tool: "pm2", ...(name ? { name, stopWith: ["pm2", "stop", name] } : {}) };
  },
  runsv: (supervisor) => byFolder(supervisor, "runit", (folder) => ["sv", "down", folder]),
  "s6-supervise": (supervisor) => byFolder(supervisor, "s6", (path) => ["s6-svc", "-d", path]),
  supervise: (supervisor) => byFolder(supervisor, "daemontools", (path) => ["svc", "-d", path]),
  "supervise-daemon": (supervisor) => {
    const [name] = plainWords(commandWords(supervisor).slice(1));
    return {
      tool: "supervise-daemon",
      ...(name === undefined ? {} : { name, stopWith: ["rc-service", name, "stop"] }),
    };
  },
  forever: (_, child) => {
    const script = child.argv[1];
    return {
      tool: "forever",
      ...(script === undefined
        ? {}
        : { name: baseName(script), stopWith: ["forever", "stop", script] }),
    };
  },
  circusd: () => ({ tool: "circus", details: "circusctl list tells its name" }),
};

/** The nearest process supervisor among the parents: it starts what ends again. */
export function supervisor({ machine, line }: Pick<Case, "machine" | "line">): Cause | undefined {
  for (const [i, parent] of line.entries()) {
    const child = line[i - 1];
    const named = machine.snapshot.sessions
      ?.find(({ by, pid }) => by === "supervisord" && pid === child?.pid)?.name;
    const found = child && supervisorOf(parent)?.(parent, child, named);
    if (!child || !found) continue;
    return {
      kind: "supervisor",
      ...found,
      pid: parent.pid,
      confidence: found.tool === "pm2" && found.name !== undefined ? "guess" : "certain",
      evidence: [`${nameProcess(child)} was started by ${nameProcess(parent)}`],
    };
  }
  return undefined;
}

function supervisorOf(process: Process): Supervisor | undefined {
  const program = programOf(process).toLowerCase();
  if (program === "monitor" && process.argv.some((word) => /\/forever\/bin\/monitor$/.test(word))) {
    return SUPERVISORS.forever;
  }
  return Object.hasOwn(SUPERVISORS, program) ? SUPERVISORS[program] : undefined;
}

function byFolder(
  process: Process,
  tool: string,
  stop: (folder: string) => string[],
): Found {
  const { cwd } = process;
  const word = commandWords(process)[1];
  const name = word === undefined ? undefined : baseName(word);
  return {
    tool,
    ...(name === undefined ? {} : { name }),
    ...(cwd === undefined ? {} : { stopWith: stop(cwd) }),
  };
}

/** pm2 calls an app after its script unless it is told otherwise (`pm2 start --name`). */
function scriptName(child: Process): string | undefined {
  const [script = ""] = commandWords(child);
  const name = script.replace(/\.[cm]?[jt]s$/, "");
  return name === script || name === "ProcessContainer" || name === "ProcessContainerFork"
    ? undefined
    : name;
}
