import { assertEquals } from "@std/assert";
import { problemsOfAnswer } from "../schemas.ts";
import { tempFolder } from "./launch.ts";
import { portik, type Result, type RunChoices } from "./program.ts";

/** What `portik kill --json` answered. */
export interface Killed {
  readonly code: number;
  // deno-lint-ignore no-explicit-any -- The schema has judged it; tests read what they are about.
  readonly data: any;
  // deno-lint-ignore no-explicit-any -- As above.
  readonly error: any;
  /** What became of each process and container. */
  readonly results: readonly string[];
  readonly pids: number[];
  /** What became of each port. */
  readonly ports: readonly string[];
}

/** Words of a command line. */
type Words = readonly (string | number)[];

/** Runs `portik kill` with a state folder that nobody else has. */
export async function kill(words: Words, choices: RunChoices = {}): Promise<Result> {
  await using state = await tempFolder();
  const env = { XDG_STATE_HOME: state.path, ...choices.env };
  return await portik(["kill", ...words.map(String)], { ...choices, env });
}

/** The same with `--yes --json`: its answer, which keeps to its schema. */
export async function killed(words: Words, choices: RunChoices = {}): Promise<Killed> {
  const { code, stdout, stderr } = await kill([...words, "--yes", "--json"], choices);
  assertEquals(stderr, "");
  const document = JSON.parse(stdout);
  assertEquals(problemsOfAnswer(document), [], stdout);
  const { data, error } = document;
  return {
    code,
    data,
    error,
    results: data?.steps.map((one: { result: string }) => one.result),
    pids: data?.steps.map((one: { pid: number }) => one.pid),
    ports: data?.ports.map((one: { result: string }) => one.result),
  };
}

/** True where the very port can be bound, as a server would. */
export function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch {
    return false;
  }
}
