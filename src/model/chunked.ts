/** Longest line of the framing, in bytes: a size with its extensions, or a trailer. */
const LONGEST_LINE = 4096;

/** Most trailers that are read over. */
const MOST_TRAILERS = 100;

/** Takes the framing off a body that comes in chunks (RFC 9112, section 7.1), however its bytes are cut. */
export class ChunkedBody {
  /** `done`: the last chunk and what follows it have come. `bad`: this is no such body. */
  state: "more" | "done" | "bad" = "more";
  #next: "size" | "content" | "end of chunk" | "trailer" = "size";
  #line = "";
  #left = 0;
  #trailers = 0;

  /** The content in the next bytes. What follows the end of the body is left alone. */
  take(bytes: Uint8Array): readonly Uint8Array[] {
    const content: Uint8Array[] = [];
    for (let at = 0; at < bytes.length && this.state === "more";) {
      if (this.#next === "content") {
        const piece = bytes.subarray(at, at + this.#left);
        content.push(piece);
        at += piece.length;
        this.#left -= piece.length;
        if (this.#left === 0) this.#next = "end of chunk";
      } else at = this.#takeLine(bytes, at);
    }
    return content;
  }

  /** Takes a line, or as much of it as is here, and returns where it ends. */
  #takeLine(bytes: Uint8Array, at: number): number {
    const newline = bytes.indexOf(NEWLINE, at);
    const end = newline < 0 ? bytes.length : newline;
    this.#line += new TextDecoder("latin1").decode(bytes.subarray(at, end));
    if (this.#line.length > LONGEST_LINE) this.state = "bad";
    else if (newline >= 0) {
      this.#read(this.#line.replace(/\r$/, ""));
      this.#line = "";
    }
    return end + 1;
  }

  #read(line: string): void {
    if (this.#next === "size") this.#readSize(line);
    else if (this.#next === "end of chunk") {
      if (line !== "") this.state = "bad";
      this.#next = "size";
    } else if (line === "") this.state = "done";
    else if (++this.#trailers > MOST_TRAILERS) this.state = "bad";
  }

  #readSize(line: string): void {
    const [, digits] = /^([0-9A-Fa-f]{1,12})[ \t]*(?:;.*)?$/.exec(line) ?? [];
    if (digits === undefined) this.state = "bad";
    else {
      this.#left = Number.parseInt(digits, 16);
      this.#next = this.#left === 0 ? "trailer" : "content";
    }
  }
}

const NEWLINE = 0x0a;
