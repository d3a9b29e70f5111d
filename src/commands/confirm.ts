import { Refusal } from "../model/refusal.ts";
import type { Asking, World } from "./world.ts";

/** What is asked before something is done that cannot be taken back. */
export interface Confirming extends Asking {
  /** `--yes` was given: nobody is asked. */
  readonly yes: boolean;
}

/**
 * Goes on only when a person says `y` or `yes`, or has said so by `--yes`. Throws a Refusal (exit code 3)
 * for every other answer, and where there is no terminal to ask on.
 */
export async function confirm(
  world: Pick<World, "ask">,
  { yes, ...asking }: Confirming,
): Promise<void> {
  if (yes) return;
  const answer = await world.ask(asking);
  if (answer === undefined) {
    throw new Refusal("no-terminal", "there is no terminal to ask for your consent on", {
      exit: 3,
      hint: "--yes goes on without asking; --dry-run shows what would be done",
    });
  }
  if (!/^y(?:es)?$/i.test(answer.trim())) {
    throw new Refusal("declined", "you did not say yes: nothing was done", { exit: 3 });
  }
}
