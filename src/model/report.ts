import type { Gap } from "./snapshot.ts";

/** What a piece of text means, so that a renderer can choose a colour; never a colour itself. */
export type Tone = "plain" | "strong" | "dim" | "good" | "warn" | "bad" | "accent";

/**
 * A piece of text with one tone. It may come from outside: renderers make it harmless. `brief`: what
 * people see in a table instead, such as `3 h` for a number of seconds; programs get the text.
 */
export interface Span {
  readonly text: string;
  readonly brief?: string;
  readonly tone?: Tone;
}

/**
 * A column of a table. `priority`: the higher, the sooner it goes when the terminal is narrow;
 * 0 never goes. `flex`: it takes what room is left and is cut with an ellipsis. `blank`: what people see
 * where a cell is empty; programs see that it is empty. `wrap`: what is too long for the room that is left
 * goes on below; without a terminal, at the edge of a paragraph. `sparse`: people see it only where a row has
 * something in it. `forPrograms`: people never do, because what stands above the table says it.
 */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  readonly priority?: number;
  readonly flex?: boolean;
  readonly wrap?: true;
  readonly blank?: string;
  readonly sparse?: true;
  readonly forPrograms?: true;
}

/**
 * The few shapes a report is made of. Renderers know these and nothing about commands.
 *
 * - `text`: a paragraph, wrapped at the edge; continuation lines hang by `hang` columns. With `line`, it
 *   is one line where nothing has an edge, as in a pipe.
 * - `table`: rows of cells under columns.
 * - `command`: an argument list ready to paste, never wrapped or cut; with `stdin`, fed with that text.
 * - `section`: a heading over blocks, which are indented below it.
 * - `space`: an empty line.
 */
export type Block =
  | {
    readonly kind: "text";
    readonly spans: readonly Span[];
    readonly indent?: number;
    readonly hang?: number;
    readonly line?: true;
  }
  | {
    readonly kind: "table";
    readonly columns: readonly Column[];
    readonly rows: readonly (readonly Span[])[];
    readonly indent?: number;
  }
  | {
    readonly kind: "command";
    readonly argv: readonly string[];
    readonly stdin?: string;
    readonly indent?: number;
  }
  | { readonly kind: "section"; readonly title: string; readonly blocks: readonly Block[] }
  | { readonly kind: "space" };

/**
 * What a command answers. `data` is the JSON form, `blocks` the form for people, `exit` the exit code.
 * `kind` names the JSON Schema in docs/json-schema/ that `data` keeps to.
 */
export interface Report {
  readonly kind: string;
  readonly data: unknown;
  readonly blocks: readonly Block[];
  readonly gaps: readonly Gap[];
  readonly exit: number;
  /**
   * Sentences beside the answer, for people. They go to standard error, so that `$(portik free)` gets the
   * answer alone; in JSON, `data` says the same.
   */
  readonly notes?: readonly string[];
  /** Of reports that go on: it stands right below the one before, without an empty line between. */
  readonly joined?: true;
  /** The command has printed its answer itself; nothing is rendered. */
  readonly silent?: true;
}

/** What a command answers that goes on: one report after the other, for as long as somebody listens. */
export type Reports = AsyncIterable<Report>;

/** Tells answers that go on from one that is complete. */
export function isStream(answer: Report | Reports): answer is Reports {
  return Symbol.asyncIterator in answer;
}

/** A paragraph of plain text. */
export function text(words: string, tone: Tone = "plain"): Block {
  return { kind: "text", spans: [{ text: words, tone }] };
}
