import { assertEquals, assertStringIncludes } from "@std/assert";
import { talkHttp } from "../../../src/actions/listen/http.ts";
import type { Brought } from "../../fake_connection.ts";
import { converse } from "./serving.ts";

/** What a client gets for these pieces, and what is told besides its coming and going. */
async function request(pieces: readonly Brought[], options: { readonly patience?: number } = {}) {
  const talk = talkHttp({ shown: 64, ...options });
  const { events, written, tally } = await converse(talk, pieces);
  const [told] = events.slice(1, -1);
  return { told, status: Number(written.split(" ")[1]), written, tally };
}

/** What a client gets whose request is refused, and why. */
async function refusal(pieces: readonly Brought[], options?: { readonly patience: number }) {
  const { told, status, tally } = await request(pieces, options);
  assertEquals([told?.event, tally.requests], ["bad-request", 0]);
  return [status, told?.event === "bad-request" ? told.reason : undefined];
}

Deno.test("talkHttp() answers a request with 200 and tells of it, however it is cut", async () => {
  const whole = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
  for (const pieces of [[whole], [...whole]]) {
    const { told, status, written, tally } = await request(pieces);
    assertEquals([status, written.endsWith("\r\n\r\nok\n"), tally.requests], [200, true, 1]);
    assertEquals(told, {
      event: "request",
      connection: 1,
      from: { address: "127.0.0.1", port: 50_000 },
      method: "GET",
      target: "/x",
      headers: [{ name: "Host", value: "a" }],
      body: { bytes: 0, preview: "" },
      status: 200,
    });
  }
});

Deno.test("talkHttp() tells how a body begins, and how long it is", async () => {
  const { told } = await request(["POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhe", "llo"]);
  assertEquals(told?.event === "request" && told.body, { bytes: 5, preview: "hello" });
});

Deno.test("talkHttp() sends no body to HEAD, and goes ahead where a client expects to be told", async () => {
  assertEquals((await request(["HEAD / HTTP/1.1\r\n\r\n"])).written.endsWith("\r\n\r\n"), true);
  const expecting = "PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  const { written } = await request([expecting, "hi"]);
  assertStringIncludes(written, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n");
});

Deno.test("talkHttp() refuses what is no request, and a head that is too long", async () => {
  const line = "A".repeat(1000);
  const post = "POST / HTTP/1.1\r\n";
  const cases: readonly (readonly [readonly Brought[], number, string])[] = [
    [["no http\r\n\r\n"], 400, "sent what is no HTTP request"],
    [["GET / HTTP/1.1\r\nHost"], 400, "sent what is no HTTP request"],
    [Array(20).fill(line), 431, "sent a head that is too long"],
    [[`GET / HTTP/1.1\r\nX: ${line.repeat(20)}\r\n\r\n`], 431, "sent a head that is too long"],
    [[`${post}Content-Length: 1x\r\n\r\n`], 400, "sent a Content-Length that is no number"],
    [[`${post}Content-Length: 9\r\n\r\nhi`], 400, "hung up in the middle of a body"],
  ];
  for (const [pieces, ...answer] of cases) assertEquals(await refusal(pieces), answer);
});

Deno.test("talkHttp() says nothing to who says nothing", async () => {
  const { told, written } = await request([]);
  assertEquals([told, written], [undefined, ""]);
});

Deno.test("talkHttp() tells by which failure a client was lost", async () => {
  for (const start of ["GET", "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n"]) {
    const { events, written } = await converse(talkHttp({ shown: 64 }), [
      start,
      { failed: "ECONNRESET" },
    ]);
    const last = events.at(-1);
    assertEquals([last?.event === "closed" && last.failed, written], ["ECONNRESET", ""]);
  }
});

Deno.test("talkHttp() does not wait for ever, neither for a head nor for a body", async () => {
  // The deadline keeps no process alive: that is the socket's business, and this one is on paper.
  const alive = setInterval(() => {}, 1000);
  const post = "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n";
  for (const [start, what] of [["GET", "request"], ["", "request"], [post, "body"]] as const) {
    const pieces = start === "" ? [] : [start];
    const answer = await refusal([...pieces, "hang"], { patience: 1 });
    assertEquals(answer, [408, `took too long over a ${what}`]);
  }
  clearInterval(alive);
});
