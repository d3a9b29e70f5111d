import type { Platform } from "../model/snapshot.ts";
import { Refusal } from "../model/refusal.ts";
import type { Failure, FileStat, Ran } from "./host.ts";

/** A question that was put to a program, and its answer. */
export interface RecordedRun {
  readonly argv: readonly string[];
  readonly answer: Ran | Failure;
}

/**
 * The raw answers of one machine: what `portik capture` writes, `--from` reads, and tests replay. Plain
 * JSON; paths and argument lists are exactly those that the probes asked for.
 */
export interface Recording {
  readonly portik: "capture";
  readonly version: 1;
  /** RFC 3339, UTC: what time it was for the probes. */
  readonly takenAt: string;
  readonly platform: Platform;
  readonly pid: number;
  /** True when secrets were taken out. */
  readonly redacted: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly runs: readonly RecordedRun[];
  readonly texts: Readonly<Record<string, string | Failure>>;
  readonly links: Readonly<Record<string, string | Failure>>;
  readonly folders: Readonly<Record<string, readonly string[] | Failure>>;
  readonly stats: Readonly<Record<string, FileStat | Failure>>;
  /** By protocol, address and port: `tcp 127.0.0.1 5432`. */
  readonly binds: Readonly<Record<string, string>>;
}

const PLATFORMS: readonly unknown[] = ["linux", "darwin", "windows"];

/**
 * Reads a capture file. Throws a Refusal (`bad-capture`) that says what is wrong with it: empty, cut off,
 * not a capture, or of a newer portik.
 */
export function parseRecording(text: string, file: string): Recording {
  if (text.trim() === "") throw bad(`'${file}' is empty: it is not a capture`);
  const value = parseJson(text.replace(/^\ufeff/, ""), file);
  if (typeof value !== "object" || value === null || !("portik" in value)) {
    throw bad(`'${file}' is not a capture of portik`);
  }
  const fields = value as Record<string, unknown>;
  if (fields.portik !== "capture") throw bad(`'${file}' is not a capture of portik`);
  const { version } = fields;
  if (Number.isInteger(version) && version !== 1) {
    throw bad(`'${file}' has version ${version} of the capture format: this portik reads 1`);
  }
  if (version !== 1 || !isRecording(fields)) {
    throw bad(`'${file}' is damaged: parts of the capture are missing`);
  }
  return fields as unknown as Recording;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const cut = text.trimStart().startsWith("{") && !text.trimEnd().endsWith("}");
    throw bad(
      cut
        ? `'${file}' is cut off: it is not a whole capture`
        : `'${file}' is not JSON, so not a capture`,
    );
  }
}

/** The whole shape, since probes and rules believe what a recording answers. */
function isRecording(fields: Record<string, unknown>): boolean {
  const { platform, pid, takenAt, redacted, env, runs, texts, links, folders, stats, binds } =
    fields;
  return PLATFORMS.includes(platform) && Number.isInteger(pid) && typeof redacted === "boolean" &&
    isText(takenAt) && !Number.isNaN(Date.parse(takenAt)) &&
    isMapOf(env, isText) && isMapOf(binds, isText) &&
    Array.isArray(runs) && runs.every(isRun) &&
    isMapOf(texts, orFailure(isText)) && isMapOf(links, orFailure(isText)) &&
    isMapOf(folders, orFailure(isTexts)) && isMapOf(stats, orFailure(isStat));
}

type Check = (value: unknown) => boolean;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isMapOf(value: unknown, check: Check): boolean {
  return isObject(value) && Object.values(value).every(check);
}

function orFailure(check: Check): Check {
  return (value) => check(value) || (isObject(value) && isText(value.failed));
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isStat(value: unknown): boolean {
  return isObject(value) && isText(value.type) && Number.isInteger(value.size) &&
    Number.isInteger(value.mode);
}

function isRun(value: unknown): boolean {
  return isObject(value) && isTexts(value.argv) && orFailure(isRan)(value.answer);
}

function isRan(value: unknown): boolean {
  return isObject(value) && Number.isInteger(value.code) && isText(value.stdout) &&
    isText(value.stderr);
}

function bad(message: string): Refusal {
  return new Refusal("bad-capture", message, { hint: "Make one with portik capture FILE" });
}
