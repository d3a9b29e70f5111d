import { LAP, lapFrom } from "./ring.ts";
import type { PortMarks } from "./port_spec.ts";

/** Ports in order without an end: some once, and then the same lap again and again. */
export interface Sequence {
  /** What comes first, once; it may name ports that the lap has, too. */
  readonly first: readonly number[];
  /** What the generator of the lap starts from. */
  readonly seed: number;
  /** The ports of the lap; there is at least one. */
  readonly candidates: PortMarks;
}

/** The `count` ports that come after the first `skip`. */
export function portsOf(
  sequence: Sequence,
  { skip, count }: { readonly skip: number; readonly count: number },
): number[] {
  const ports: number[] = [];
  for (const port of from(sequence, skip)) {
    if (ports.push(port) >= count) break;
  }
  return ports;
}

/**
 * The ports after the first `skip`, as far as there is one among them that has not come yet, and no more than
 * `most`.
 */
export function* portsToTry(
  sequence: Sequence,
  { skip, most }: { readonly skip: number; readonly most: number },
): Generator<number> {
  const left = Math.max(sequence.first.length - skip, 0) + lapLength(sequence);
  let tries = Math.min(left, most);
  for (const port of from(sequence, skip)) {
    yield port;
    if (--tries <= 0) return;
  }
}

/** All from this place on. Whole laps that are skipped are not walked. */
function* from(sequence: Sequence, skip: number): Generator<number> {
  const { first, seed, candidates } = sequence;
  yield* first.slice(skip);
  let left = Math.max(skip - first.length, 0);
  if (left >= LAP) left %= lapLength(sequence);
  for (;;) {
    for (const port of lapFrom(seed, (port) => candidates[port] === 1)) {
      if (left > 0) left--;
      else yield port;
    }
  }
}

function lapLength({ candidates }: Sequence): number {
  return candidates.reduce((sum, mark) => sum + mark, 0);
}
