import { isFailure, type Sight } from "../host/host.ts";
import { badExit, type LookOptions, type Missing, programFailure } from "./probe.ts";

/** What a program printed, or why that is no answer. */
export async function outputOf(
  sight: Sight,
  argv: readonly string[],
  { probeTimeout }: Pick<LookOptions, "probeTimeout">,
): Promise<string | Missing> {
  const program = argv[0] ?? "";
  const ran = await sight.run(argv, { timeout: probeTimeout });
  if (isFailure(ran)) return { missing: programFailure(program, ran, probeTimeout) };
  if (ran.code === 0) return ran.stdout;
  return { missing: badExit(program, ran.code, ran.stderr.replaceAll("\r", "")) };
}

/** The same where a program that gives no answer is as good as one that says nothing. */
export async function outputOrNothing(
  sight: Sight,
  argv: readonly string[],
  options: Pick<LookOptions, "probeTimeout">,
): Promise<string> {
  const output = await outputOf(sight, argv, options);
  return typeof output === "string" ? output : "";
}
