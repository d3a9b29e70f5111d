import { isSimple } from "./simple.ts";

/**
 * An emoji sequence (UTS #51), which is kept whole because its joiners and variation selectors belong
 * there: pictographs with their skin tones, joined by U+200D, or a keycap.
 */
const PICTOGRAPH = String.raw`\p{Extended_Pictographic}\p{Emoji_Modifier}?`;
const EMOJI = String
  .raw`${PICTOGRAPH}[\ufe0e\ufe0f]?(?:\u200d${PICTOGRAPH}\ufe0f?)*|[0-9#*]\ufe0f\u20e3`;

/**
 * A character that a terminal obeys or that a reader cannot see: controls (Cc: C0, DEL, C1), line and
 * paragraph separators, lone surrogates, and all that Unicode calls default-ignorable, among it the
 * bidirectional controls of UAX #9, zero-width characters, fillers and tags.
 */
const UNSAFE = String.raw`[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]`;

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Text from outside, fit for a terminal: what could move the cursor, retitle the window, reverse the
 * line or hide is spelled out as `\n`, `\x1b`, `\u202e` or `\u{e0041}`. A backslash stays as it is.
 */
export function harmless(text: string): string {
  return replaceUnsafe(text, spell);
}

/** Replaces each character that `harmless` would spell out by what `spelling` makes of it. */
export function replaceUnsafe(text: string, spelling: (character: string) => string): string {
  if (isSimple(text)) return text;
  // Made here, because Unicode's properties take a while to read and most runs never need them.
  return text.replace(
    new RegExp(`${EMOJI}|(${UNSAFE})`, "gu"),
    (match, unsafe?: string) => unsafe === undefined ? match : spelling(unsafe),
  );
}

function spell(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return NAMED[character] ?? `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\u{${hex}}`;
}
