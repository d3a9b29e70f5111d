import { arrange } from "./cli/arrange.ts";
import { type Output, outputOf, OUTPUTS, type SharedFlags } from "./cli/flags.ts";
import { findCommand } from "./commands/mod.ts";
import type { Host } from "./host/host.ts";
import { lookAhead } from "./look_ahead.ts";
import { Refusal } from "./model/refusal.ts";
import { isStream, type Report, type Reports } from "./model/report.ts";
import type { Rule } from "./plugin.ts";
import { VERSION } from "./version.ts";

/**
 * Runs one command line to its exit code: finds the command, lets it answer, shows the answer. A request
 * that makes no sense, and a bug, end with one sentence and never with a stack trace.
 */
export async function run(
  host: Host,
  loadRules: () => Promise<readonly Rule[]>,
  argv: readonly string[],
): Promise<number> {
  let streams = false;
  try {
    if (argv[0] === "__complete") {
      const { complete } = await import("./complete.ts");
      return await complete(host, argv.slice(1));
    }
    const { command = "help", words } = arrange(argv, (word) => findCommand(word) !== undefined);
    if (words.includes("--version") && !words.includes("--")) {
      host.print("out", `portik ${VERSION}\n`);
      return 0;
    }
    const ahead = lookAhead(host, { command, words });
    // All at once, while the program that was asked ahead is at work.
    const [{ dispatch }] = await Promise.all([
      import("./dispatch.ts"),
      import("./render/mod.ts"),
      findCommand(command)?.load(),
    ]);
    const { report, flags } = await dispatch(ahead, loadRules, { command, words });
    streams = isStream(report);
    if (isStream(report)) return await showAll(host, report, flags);
    await show(host, report, { flags, output: flags ? outputOf(flags) : "text" });
    return report.exit;
  } catch (error) {
    const json = jsonOf(argv);
    return await fail(host, error, json && streams ? "ndjson" : json);
  }
}

/** Shows reports as they come; JSON is then one document on each line. The last one's exit code counts. */
async function showAll(
  host: Host,
  reports: Reports,
  flags: SharedFlags | undefined,
): Promise<number> {
  const form = flags ? outputOf(flags) : "text";
  const output = form === "json" ? "ndjson" : form;
  let exit: number | undefined;
  for await (const report of reports) {
    if (exit !== undefined && output !== "ndjson" && !report.joined) host.print("out", "\n");
    await show(host, report, { flags, output });
    exit = report.exit;
  }
  return exit ?? 0;
}

async function show(
  host: Host,
  report: Report,
  { flags, output }: { readonly flags: SharedFlags | undefined; readonly output: Output },
): Promise<void> {
  if (report.silent) return;
  const { render } = await import("./render/mod.ts");
  const { wantsColor } = await import("./render/style.ts");
  const color = wantsColor({
    flag: flags?.color ?? "auto",
    isTerminal: host.terminal.out,
    noColor: host.env("NO_COLOR"),
    term: host.env("TERM"),
  });
  const width = host.columns();
  const rendered = await render(report, {
    output,
    color,
    ...(width === undefined ? {} : { width }),
  });
  host.print("out", rendered);
  if (output === "csv" && rendered === "") {
    // What was done is done: that it has no table does not make it fail.
    await note(host, [`This answer of ${report.kind} has no table that could be written as csv`]);
  }
  if (report.notes && output !== "json" && output !== "ndjson") await note(host, report.notes);
}

async function note(host: Host, notes: readonly string[]): Promise<void> {
  const { harmless } = await import("./render/harmless.ts");
  host.print("err", notes.map((sentence) => `portik: ${harmless(sentence)}\n`).join(""));
}

async function fail(
  host: Host,
  error: unknown,
  json: "json" | "ndjson" | undefined,
): Promise<number> {
  const failure = error instanceof Refusal ? error : bug(error);
  const { code, message, hint, exit } = failure;
  if (json !== undefined && code !== "cannot-print") {
    const { renderError } = await import("./render/json.ts");
    const told = { code, message, ...(hint === undefined ? {} : { hint }) };
    host.print("out", renderError(told, json));
  } else {
    const { harmless } = await import("./render/harmless.ts");
    const sentence = harmless(`portik: ${message}`);
    host.print("err", `${sentence}${hint === undefined ? "" : `\n${harmless(hint)}`}\n`);
  }
  return exit;
}

/** An exception that nobody expected: told in one sentence, with what would help to mend it. */
function bug(error: unknown): Refusal {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new Refusal("bug", `this is a bug in portik: ${what.split("\n")[0]}`, {
    exit: 5,
    hint: "Please report it, with the file that portik capture writes",
  });
}

/** The form of JSON in which failures go out, judged before the words are parsed; undefined: text. */
function jsonOf(argv: readonly string[]): "json" | "ndjson" | undefined {
  const end = argv.indexOf("--");
  const words = end < 0 ? argv : argv.slice(0, end);
  const outputs = words.flatMap((word, i) => {
    if (/^(-o|--output)$/.test(word)) return words[i + 1] ?? [];
    return /^--output=(.*)$/.exec(word)?.[1] ?? [];
  });
  const known = outputs.filter((word) => OUTPUTS.some((output) => output === word));
  const output = known.at(-1) ?? (words.includes("--json") ? "json" : "text");
  return output === "json" || output === "ndjson" ? output : undefined;
}
