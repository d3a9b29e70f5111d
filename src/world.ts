import { enginesOf, type SharedFlags } from "./cli/flags.ts";
import type { World } from "./commands/world.ts";
import { type Host, isFailure, type Sight } from "./host/host.ts";
import type { Recording } from "./host/recording.ts";
import { errnoWords } from "./model/errno.ts";
import { Machine } from "./model/machine.ts";
import type { Question } from "./model/question.ts";
import { Refusal } from "./model/refusal.ts";
import type { Rule } from "./plugin.ts";
import { look } from "./probe/mod.ts";

/** Makes the world of one command: the live machine, or the captured one of `--from`. */
export function openWorld(
  host: Host,
  loadRules: () => Promise<readonly Rule[]>,
  flags: SharedFlags,
): World {
  const { probeTimeout, source } = flags;
  const options = { probeTimeout, ...(source === undefined ? {} : { source }) };
  const engines = enginesOf(flags);
  const sight = () => sightOf(host, flags.from);
  return {
    host,
    flags,
    loadRules,
    program: programOf(host),
    async look(question) {
      return new Machine(await look(await sight(), { ...question, engines }, options));
    },
    async diagnose(machine, questions) {
      const { diagnoseAll } = await import("./diagnose.ts");
      return await diagnoseAll({ host, flags, rules: await loadRules() }, { machine, questions });
    },
    async tryBinds({ snapshot }, targets, { atOnce }) {
      const { bindAtOnce } = await import("./probe/bind_at_once.ts");
      const { caller, settings, known } = snapshot;
      const found = await bindAtOnce(await sight(), targets, { atOnce, caller, settings });
      const binds = [...snapshot.binds, ...found];
      return new Machine({ ...snapshot, binds, known: [...new Set([...known, "binds" as const])] });
    },
    async projectOf(folder) {
      return (await import("./probe/project.ts")).projectOf(host, folder);
    },
    async render(report, output) {
      const { render } = await import("./render/mod.ts");
      return await render(report, { output, color: false });
    },
    async ask({ blocks, question }) {
      const { render } = await import("./render/mod.ts");
      const { wantsColor } = await import("./render/style.ts");
      const { harmless } = await import("./render/harmless.ts");
      const color = wantsColor({
        flag: flags.color,
        isTerminal: host.terminal.err,
        noColor: host.env("NO_COLOR"),
        term: host.env("TERM"),
      });
      const report = { kind: "question", data: {}, blocks, gaps: [], exit: 0 };
      const shown = await render(report, { output: "text", color, width: host.columns() });
      return await (await host.hands()).ask(`${shown}${harmless(question)} [y/N] `);
    },
    async tell(sentence) {
      const { harmless } = await import("./render/harmless.ts");
      host.print("err", `portik: ${harmless(sentence)}\n`);
    },
    async record() {
      if (flags.from !== undefined) return await readRecording(host, flags.from);
      const { recordSight } = await import("./host/record.ts");
      const recorder = recordSight(host);
      await look(recorder.sight, wholeQuestion(flags), options);
      return recorder.recording();
    },
  };
}

/** Everything about everything, for a capture that is to answer any question later. */
function wholeQuestion({ docker }: SharedFlags): Question {
  return {
    facts: [
      "sockets",
      "owners",
      "processes",
      "containers",
      "namespaces",
      "binds",
      "settings",
      "caller",
      "sessions",
      "addresses",
      "routes",
    ],
    protos: ["tcp", "udp"],
    engines: docker === false ? "never" : "always",
  };
}

async function sightOf(host: Host, from: string | undefined): Promise<Sight> {
  if (from === undefined) return host;
  const { replaySight } = await import("./host/replay.ts");
  return replaySight(await readRecording(host, from));
}

async function readRecording(host: Host, file: string): Promise<Recording> {
  const { parseRecording } = await import("./host/recording.ts");
  const text = host.readText(file);
  if (!isFailure(text)) return parseRecording(text, file);
  throw new Refusal("bad-capture", `Cannot read '${file}': ${errnoWords(text.failed)}`);
}

/** How to call this portik again: as an installed program, or as a script that Deno runs. */
function programOf({ self }: Pick<Host, "self">): string[] {
  const main = self.at(-1) ?? "portik";
  if (self.length === 1) return ["portik"];
  return ["deno", "run", "-A", main.startsWith("file://") ? pathOf(main) : main];
}

/** The path of a `file:` URL; on Windows, what is left of `file:///C:/x` must lose its first slash. */
function pathOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname).replace(/^\/([A-Za-z]:)/, "$1");
}
