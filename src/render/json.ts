import type { Report } from "../model/report.ts";
import { replaceUnsafe } from "./harmless.ts";

/** Version of the envelope. A new key is no new version; a renamed or removed one is. */
const SCHEMA = 1;

/** What went wrong, for programs: `code` in kebab case, and the sentences that people read. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** A report as one JSON document (RFC 8259): `{ schema, kind, data, gaps }`, indented for the eye. */
export function renderJson(report: Report): string {
  return inert(JSON.stringify(envelope(report), null, 2)) + "\n";
}

/** The same document on one line, for streams of newline-delimited JSON (ndjson.org). */
export function renderNdjson(report: Report): string {
  return inert(JSON.stringify(envelope(report))) + "\n";
}

/**
 * The document that stands on stdout instead of a report: `{ schema, kind: "error", error }`; on one line
 * where the output is a stream.
 */
export function renderError(
  { code, message, hint }: Failure,
  output: "json" | "ndjson" = "json",
): string {
  const error = { code, message, ...(hint === undefined ? {} : { hint }) };
  const document = { schema: SCHEMA, kind: "error", error };
  return inert(JSON.stringify(document, null, output === "json" ? 2 : 0)) + "\n";
}

function envelope({ kind, data, gaps }: Report): Record<string, unknown> {
  return { schema: SCHEMA, kind, data, gaps };
}

/**
 * The same JSON value with everything that could act on a terminal written as `\uXXXX`; JSON.stringify
 * leaves DEL, C1 and the bidirectional controls as they are. Raw newlines are only the indentation's.
 */
function inert(json: string): string {
  if (!/[^\n -~]/.test(json)) return json;
  return replaceUnsafe(json, (character) => character === "\n" ? "\n" : escape(character));
}

function escape(character: string): string {
  return character.split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}
