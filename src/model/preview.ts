/**
 * How bytes begin, as text: at most `most` of them, UTF-8 where they are, otherwise printable ASCII with
 * everything else as `\xNN`. An ellipsis stands for the rest; `length`: of the whole, where `bytes` are only
 * its start. Control characters are left to the renderer.
 */
export function previewOf(
  bytes: Uint8Array,
  { most, length = bytes.length }: { readonly most: number; readonly length?: number },
): string {
  const start = bytes.subarray(0, most);
  const rest = length > start.length ? "…" : "";
  try {
    // As a stream: a character that the cut has halved is no mistake.
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return decoder.decode(start, { stream: rest !== "" }) + rest;
  } catch {
    return [...start].map(spell).join("") + rest;
  }
}

function spell(byte: number): string {
  const printable = (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d ||
    byte === 0x09;
  return printable ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
}
