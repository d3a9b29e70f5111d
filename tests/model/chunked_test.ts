import { assertEquals } from "@std/assert";
import { ChunkedBody } from "../../src/model/chunked.ts";

/** What a body brings in these pieces: its content, and how it ended. */
function read(pieces: readonly string[]) {
  const body = new ChunkedBody();
  const content = pieces.flatMap((piece) => body.take(new TextEncoder().encode(piece)))
    .map((bytes) => new TextDecoder().decode(bytes)).join("");
  return [content, body.state];
}

const WHOLE = "2\r\nhi\r\nB;name=value\r\n0\r\n\r\n 12345\r\n0\r\nTrailer: x\r\n\r\n";

Deno.test("ChunkedBody takes the framing off, however the bytes are cut", () => {
  for (const pieces of [[WHOLE], [...WHOLE], [WHOLE.slice(0, 21), WHOLE.slice(21)]]) {
    assertEquals(read(pieces), ["hi0\r\n\r\n 12345", "done"]);
  }
  assertEquals(read(["1\na\n0\n\n"]), ["a", "done"]);
});

Deno.test("ChunkedBody leaves alone what follows the end", () => {
  assertEquals(read(["0\r\n\r\nGET / HTTP/1.1\r\n", "more"]), ["", "done"]);
});

Deno.test("ChunkedBody waits for the rest", () => {
  for (let end = 0; end < WHOLE.length; end++) {
    assertEquals(read([WHOLE.slice(0, end)])[1], "more", `${end}`);
  }
});

Deno.test("ChunkedBody notices what is no such body, and lines without end", () => {
  for (
    const text of [
      "hi\r\n",
      "\r\n",
      "-1\r\n",
      "2\r\nhiho\r\n",
      "1234567890abc\r\n",
      "1".repeat(5000),
      `0\r\n${"a: b\r\n".repeat(101)}`,
    ]
  ) assertEquals(read([text])[1], "bad", text.slice(0, 20));
});
