import { hashOf } from "./hash.ts";
import { type SeedParts, seedText } from "./seed.ts";
import type { Sequence } from "./sequence.ts";
import type { MineSettings } from "./settings.ts";

/**
 * The ports of one user, tool and project, in the order in which port4me offers them: the text of the seed is
 * hashed, the hash starts a generator, and every state of it that is a candidate is a port.
 */
export function sequenceOf(
  { first, candidates }: Pick<MineSettings, "first" | "candidates">,
  whose: SeedParts,
): Sequence {
  return { first, seed: hashOf(seedText(whose)), candidates };
}
