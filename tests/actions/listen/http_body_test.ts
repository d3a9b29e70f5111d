import { assertEquals } from "@std/assert";
import { joined, readBody } from "../../../src/actions/listen/http_body.ts";
import type { Failure } from "../../../src/host/host.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** What a request with these headers and these pieces of a body comes to; then the client hangs up. */
async function read(
  headers: Readonly<Record<string, string>>,
  [first = "", ...pieces]: readonly (string | Failure)[],
  most = 64,
) {
  const rest = pieces.map((piece) => typeof piece === "string" ? encode(piece) : piece);
  const head = {
    ...{ method: "POST", target: "/", version: "1.1" },
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
  };
  const next = () => Promise.resolve(rest.shift());
  const start = typeof first === "string" ? encode(first) : new Uint8Array();
  const body = await readBody(head, { first: start, next, most });
  if (typeof body === "string" || "failed" in body) return body;
  return [new TextDecoder().decode(body.start), body.length];
}

const CHUNKED = { "Transfer-Encoding": "chunked" };

Deno.test("readBody() reads as much as the length says, and no more", async () => {
  assertEquals(await read({}, [""]), ["", 0]);
  assertEquals(await read({ "content-length": "0" }, ["GET /"]), ["", 0]);
  assertEquals(await read({ "Content-Length": "4" }, ["", "a", "bcdefg"]), ["abcd", 4]);
});

Deno.test("readBody() takes the framing off chunks, which overrule a length", async () => {
  const pieces = ["2\r\nhi\r", "\n3\r\n yo\r\n0\r", "\n", "\r\n", "next"];
  assertEquals(await read({ ...CHUNKED, "Content-Length": "1" }, pieces), ["hi yo", 5]);
});

Deno.test("readBody() keeps how a body begins and forgets the rest", async () => {
  const pieces = Array(100).fill("x".repeat(1000));
  assertEquals(await read({ "Content-Length": "100000" }, pieces, 10), ["x".repeat(10), 100_000]);
});

Deno.test("readBody() says what is wrong with a body", async () => {
  for (const length of ["-1", "1e3", "", "4, 4", "9".repeat(16)]) {
    const body = await read({ "Content-Length": length }, ["data"]);
    assertEquals(body, "sent a Content-Length that is no number", length);
  }
  assertEquals(await read(CHUNKED, ["zz\r\n"]), "sent a body in chunks that are none");
  assertEquals(await read(CHUNKED, ["2\r\nhi\r\n"]), "hung up in the middle of a body");
  const lost = { failed: "ECONNRESET" };
  assertEquals(await read({ "Content-Length": "9" }, ["hi", lost]), lost);
});

Deno.test("joined() puts two pieces into one", () => {
  assertEquals(joined(encode("ab"), encode("c")), encode("abc"));
});
