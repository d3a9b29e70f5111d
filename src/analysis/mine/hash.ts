/**
 * The hash that port4me seeds its generator with: `h = 31 h + c` modulo 2^32 over all characters, which is
 * Java's `String.hashCode` without a sign. A character is a Unicode code point, as in port4me for bash under
 * a UTF-8 locale and for Python; in ASCII all of port4me's implementations agree.
 */
export function hashOf(text: string): number {
  let hash = 0;
  for (const character of text) {
    hash = (Math.imul(31, hash) + (character.codePointAt(0) ?? 0)) >>> 0;
  }
  return hash;
}
