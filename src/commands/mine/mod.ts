import { mineBlocks, type MineForm, mineNotes } from "../../analysis/mine/answer.ts";
import { type MineOptions, readSettings, testedPort } from "../../analysis/mine/settings.ts";
import { variableOfOption } from "../../analysis/mine/source.ts";
import { checkNames } from "../../analysis/mine/variable.ts";
import { option, toggle } from "../../cli/declaration.ts";
import { outputOf, type SharedFlags } from "../../cli/flags.ts";
import { parseList } from "../../cli/list_word.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Command } from "../command.ts";
import { answerMine } from "./answer.ts";

type Flags = MineOptions & {
  readonly project: boolean;
  readonly name?: readonly string[];
  readonly env: boolean;
  readonly export: boolean;
};

/** `portik mine [TOOL]`: the same port each time, by the algorithm of port4me. */
export const mine: Command<Flags, readonly (string | undefined)[]> = {
  details:
    "The ports of a user and a tool are always the same, in the same order; the first that nobody has is " +
    "printed. Numbers, options and variables are those of port4me: each option has its PORT4ME_ variable " +
    "and comes before it. The lists of a site (PORT4ME_PREPEND_SITE, PORT4ME_INCLUDE_SITE, " +
    "PORT4ME_EXCLUDE_SITE) and of browsers (PORT4ME_EXCLUDE_UNSAFE, by default {chrome},{firefox}) count " +
    "besides; PORT4ME_MAX_TRIES and PORT4ME_MUST_WORK are read, too. No value is ever evaluated. In lists " +
    "of ports, {chrome}, {firefox} and {fetch} stand for what browsers refuse. --project gives each " +
    "checkout and each git worktree ports of its own, also while a program of the project listens there. " +
    "--name gives several at once; a single name counts as the tool. A port that is leased is not free, " +
    "and nothing is leased here: portik use and portik reserve do that. Exits 1 where no port is free, or " +
    "the one of --test is not; --test with --verbose says who has it.",
  flags: {
    user: option("name", "Whose port; without it, yours"),
    tool: option("name", "For this tool; the same as the bare word"),
    prepend: option("ports", "Try these first, whatever is excluded"),
    include: option("ports", "Choose from these, such as 5001,5010-5020"),
    exclude: option("ports", "Leave these out, besides those of the site and of browsers"),
    skip: { ...option("number", "Pass over so many ports"), signed: true },
    list: { ...option("number", "Print so many ports, and try none"), signed: true },
    test: {
      ...option("port", "Only say by the exit code whether this port is free"),
      signed: true,
    },
    project: toggle("Ports of this project and git worktree alone"),
    name: option("names", "One port for each, such as web,api,db", parseNames),
    env: toggle("As lines of an .env file: WEB_PORT=1234"),
    export: toggle("As commands of a shell: export WEB_PORT=1234"),
  },
  positional: {
    kind: "tuple",
    parameters: [{
      brief: "What the port is for",
      placeholder: "tool",
      parse: (word: string): string => word,
      optional: true,
    }],
  },
  async run(world, flags, word) {
    const env = (name: string) => world.host.env(name);
    const tested = testedPort(flags, env);
    if (tested !== undefined) {
      const { testPort } = await import("./test_port.ts");
      return await testPort(world, flags, tested);
    }
    const settings = readSettings({ ...flags, ...toolOf(flags, word) }, env);
    if (settings.list !== undefined) checkList(flags);
    else if (flags.from !== undefined) throw nothingToTry();
    if (flags.env && flags.export) throw contradiction("--env", "--export");
    const answer = await answerMine(world, { ...flags, settings });
    const failed = answer.ports.some(({ port }) => port === undefined);
    const { mustWork } = settings;
    return {
      kind: "mine",
      data: answer,
      // Without a port there is nothing to give to a script, unless it asked to be told so.
      blocks: mineBlocks(failed && mustWork ? [] : answer.ports, formOf(flags)),
      notes: flags.quiet || answer.mode === "list" ? [] : mineNotes(answer.ports),
      gaps: [],
      exit: failed && mustWork ? 1 : 0,
    };
  },
};

function parseNames(word: string): readonly string[] {
  return checkNames(parseList(word, "name"));
}

function toolOf({ tool }: Flags, word: string | undefined): { readonly tool?: string } {
  if (word === undefined) return {};
  if (tool === undefined || tool === word) return { tool: word };
  throw contradiction(`--tool ${tool}`, `'${word}'`);
}

/** A list is of one name, and no variable. */
function checkList({ list, env, export: exports, name }: Flags): void {
  const word = list === undefined ? variableOfOption("list") : "--list";
  if (name) throw contradiction(word, "--name");
  if (env || exports) throw contradiction(word, env ? "--env" : "--export");
}

function nothingToTry(): Refusal {
  return new Refusal(
    "bad-flags",
    "--from has no ports to try: use it with --list, or leave it out",
  );
}

function contradiction(one: string, other: string): Refusal {
  return new Refusal("bad-flags", `${one} and ${other} say different things: use one of them`);
}

function formOf({ env, export: exports, ...flags }: Flags & SharedFlags): MineForm {
  if (outputOf(flags) !== "text") return "table";
  return env ? "env" : exports ? "export" : "plain";
}
