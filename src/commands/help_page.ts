import { type Flag, flagName } from "../cli/declaration.ts";
import { SHARED_ALIASES, SHARED_FLAGS } from "../cli/flags.ts";
import { type Block, type Span, text } from "../model/report.ts";
import type { AnyCommand } from "./command.ts";
import type { Entry } from "./mod.ts";

/** The page of `portik COMMAND --help`. */
export function commandPage({ name, aliases, brief }: Entry, command: AnyCommand): Block[] {
  const own = Object.entries<Flag>(command.flags ?? {});
  const shared = Object.entries<Flag>(SHARED_FLAGS)
    .filter(([key]) => !Object.hasOwn(command.flags ?? {}, key));
  return [
    text(`${brief}${aliases ? ` (also: ${aliases.join(", ")})` : ""}`),
    { kind: "space" },
    section("Usage", [[`portik ${[name, wordsOf(command)].join(" ").trim()} [FLAGS]`, ""]]),
    { kind: "space" },
    ...(command.details ? [text(command.details), { kind: "space" } as const] : []),
    ...(own.length > 0 ? [section("Flags", own.map(flagRow)), { kind: "space" } as const] : []),
    section("Flags of every command", [
      ...shared.map(flagRow),
      ["-h, --help", "This page"],
      ["--version", "The version of portik"],
    ]),
  ];
}

/** A titled list of terms and what they mean. */
export function section(title: string, rows: readonly (readonly string[])[]): Block {
  return { kind: "section", title, blocks: [definitions(rows)] };
}

/** A list of terms and what they mean, in two columns. */
export function definitions(rows: readonly (readonly string[])[]): Block {
  return {
    kind: "table",
    columns: [{ title: "" }, { title: "", wrap: true }],
    rows: rows.map(([term = "", meaning = ""]): Span[] => [
      { text: term, tone: "accent" },
      { text: meaning },
    ]),
  };
}

/** The words of a command as its usage line shows them: `PORT…`, `[FILE]`. */
function wordsOf({ positional }: AnyCommand): string {
  if (!positional) return "";
  if (positional.kind === "tuple") {
    return positional.parameters.map(({ placeholder }) => `[${placeholder.toUpperCase()}]`).join(
      " ",
    );
  }
  const word = `${positional.parameter.placeholder.toUpperCase()}…`;
  return positional.minimum === undefined ? `[${word}]` : word;
}

function flagRow([key, flag]: [string, Flag]): [string, string] {
  const name = flagName(key);
  const letter = Object.entries(SHARED_ALIASES).find(([, long]) => long === key)?.[0];
  const negated = flag.kind === "boolean" && flag.withNegated !== false;
  const value = flag.kind === "boolean" ? "" : ` ${(flag.placeholder ?? "value").toUpperCase()}`;
  const term = `${letter ? `-${letter}, ` : ""}--${name}${negated ? `, --no-${name}` : ""}${value}`;
  return [term, `${flag.brief}${choices(flag)}`];
}

function choices({ kind, values, default: preset }: Flag): string {
  const words = kind === "enum" ? values?.join(", ") : undefined;
  const usual = typeof preset === "string" ? `default ${preset}` : undefined;
  const notes = [words, usual].filter((note) => note !== undefined);
  return notes.length === 0 ? "" : ` (${notes.join("; ")})`;
}
