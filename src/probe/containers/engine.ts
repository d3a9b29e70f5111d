import { type Failure, isFailure, type Ran, type Sight } from "../../host/host.ts";
import type { Container } from "../../model/container.ts";
import type { Question } from "../../model/question.ts";
import { badExit, type LookOptions, type Missing, programFailure } from "../probe.ts";

/** The container engines that portik can ask, by the names of their command lines. */
export type EngineName = Container["engine"];

/** What one engine told. */
export interface Told {
  readonly containers: readonly Container[];
  /** Ids of those that are left out because they only keep a pod together. */
  readonly infra?: readonly string[];
  /** What it did not tell, in words that end a sentence; left out where it told everything. */
  readonly untold?: string;
}

/**
 * What asking an engine can come to: `absent` is not installed or was never used here, `podman` is a
 * `docker` that turns out to be Podman.
 */
export type EngineAnswer = Told | Missing | "absent" | "podman";

/** One container engine, asked through its command line, which knows where its engine is. */
export interface Engine {
  readonly name: EngineName;
  /** All containers of the engine, whatever their state. Starts two programs at most. */
  read(
    sight: Sight,
    question: Pick<Question, "engines">,
    options: Pick<LookOptions, "probeTimeout">,
  ): Promise<EngineAnswer>;
}

/** True for a program that did what it was asked. */
export function isAnswer(ran: Ran | Failure): ran is Ran {
  return !isFailure(ran) && ran.code === 0;
}

/** Why an engine gave no answer, in words that end a sentence. */
export function whyNot(
  engine: EngineName,
  ran: Ran | Failure,
  { probeTimeout }: Pick<LookOptions, "probeTimeout">,
): string {
  if (isFailure(ran)) return programFailure(engine, ran, probeTimeout);
  // Podman may warn of this and that before it says what is wrong.
  const complaint = /^Error: .*/m.exec(ran.stderr)?.[0] ?? ran.stderr;
  return mayNot(engine, complaint) ?? badExit(engine, ran.code, complaint);
}

/**
 * Recognises the refusal of a socket, in Go's words for EACCES. Samples:
 * `permission denied while trying to connect to the docker API at unix:///var/run/docker.sock`,
 * `dial unix /run/podman/podman.sock: connect: permission denied`.
 */
function mayNot(engine: EngineName, complaint: string): string | undefined {
  if (!/permission denied/i.test(complaint) || !/connect/.test(complaint)) return undefined;
  const address = /\bunix:\/\/[^\s:"]+|(?<=dial unix )[^\s:"]+/.exec(complaint)?.[0];
  const needs = engine === "docker" ? "needs root or the group docker" : "needs root";
  return `${needs}: permission denied on ${address ?? `the socket of ${engine}`}`;
}

/** The value of an environment variable that means something: an empty one counts as unset in Go. */
export function variable(sight: Sight, name: string): string | undefined {
  return sight.env(name) || undefined;
}
