import type { Arranged } from "./cli/arrange.ts";
import { outputOf, type SharedFlags, sharedIn } from "./cli/flags.ts";
import { plainLine } from "./cli/plain_line.ts";
import { COMMANDS, findCommand } from "./commands/mod.ts";
import type { Host } from "./host/host.ts";
import { Refusal } from "./model/refusal.ts";
import type { Report, Reports } from "./model/report.ts";
import type { Rule } from "./plugin.ts";
import { openWorld } from "./world.ts";

/** What a command line comes to: one report or many, and the flags that say how to show them. */
export interface Answer {
  readonly report: Report | Reports;
  /** Missing where `--help` was answered before the flags were read. */
  readonly flags?: SharedFlags;
}

/** Reads the words of a command and runs it. Throws a Refusal for words that make no sense. */
export async function dispatch(
  host: Host,
  loadRules: () => Promise<readonly Rule[]>,
  { command: word = "help", words }: Arranged,
): Promise<Answer> {
  const entry = findCommand(word);
  if (!entry) throw await unknownCommand(word);
  const command = await entry.load();
  const line = plainLine(command, words) ?? await parseLine(command, { name: entry.name, words });
  if (!line) {
    const { commandPage } = await import("./commands/help_page.ts");
    const blocks = commandPage(entry, command);
    return { report: { kind: "help", data: { topic: entry.name }, blocks, gaps: [], exit: 0 } };
  }
  const flags = line.flags as SharedFlags;
  if (command.tableless && outputOf(flags) === "csv") {
    throw new Refusal("no-table", `${entry.name} has no table that could be written as csv`, {
      hint: "Use --json or --output markdown",
    });
  }
  const report = await command.run(
    openWorld(host, loadRules, sharedIn(flags, command.flags)),
    flags,
    ...line.words,
  );
  return { report, flags };
}

/** The parser is loaded only for lines that are not plain. */
async function parseLine(
  ...args: Parameters<typeof import("./cli/parse_line.ts").parseLine>
): ReturnType<typeof import("./cli/parse_line.ts").parseLine> {
  return await (await import("./cli/parse_line.ts")).parseLine(...args);
}

async function unknownCommand(word: string): Promise<Refusal> {
  const { nearest } = await import("./cli/parse_line.ts");
  const near = await nearest(word, COMMANDS.map(({ name }) => name));
  const question = near === undefined ? "" : `: did you mean ${near}?`;
  return new Refusal("unknown-command", `'${word}' is not a command${question}`, {
    hint: "See portik help",
  });
}
