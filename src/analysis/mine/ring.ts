/** Modulus of the generator, a Fermat prime. */
const MODULUS = 65537;

/** Every state from 0 to 65535 comes once in a lap, and then the lap begins again. */
export const LAP = MODULUS - 1;

/**
 * The next state of port4me's generator, the linear congruential one of the ZX81: `75 s + 74` modulo 65537.
 * The one state that leads to itself, 65536, is left for 74 instead.
 */
export function nextState(state: number): number {
  const reduced = state % MODULUS;
  const next = (75 * reduced + 74) % MODULUS;
  return next === reduced ? nextState(next + 1) : next;
}

/**
 * The ports of one lap, in the order in which the generator comes to them from this seed: each candidate
 * once; a state that is none is passed over. The seed itself is no port.
 */
export function* lapFrom(seed: number, isCandidate: (port: number) => boolean): Generator<number> {
  let state = seed;
  for (let i = 0; i < LAP; i++) {
    state = nextState(state);
    if (isCandidate(state)) yield state;
  }
}
