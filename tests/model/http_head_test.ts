import { assertEquals } from "@std/assert";
import { endOfHead, headerOf, parseRequestHead, parseStatus } from "../../src/model/http_head.ts";

Deno.test("parseRequestHead() reads method, target, version and headers", () => {
  const head = parseRequestHead("POST /a?b=1 HTTP/1.1\r\nHost: x\r\nX-Empty:\r\nA:  b c \r\n\r\n");
  assertEquals(head, {
    method: "POST",
    target: "/a?b=1",
    version: "1.1",
    headers: [
      { name: "Host", value: "x" },
      { name: "X-Empty", value: "" },
      { name: "A", value: "b c" },
    ],
  });
  assertEquals(head && headerOf(head, "host"), "x");
  assertEquals(head && headerOf(head, "cookie"), undefined);
});

Deno.test("parseRequestHead() takes lines that end without a carriage return", () => {
  assertEquals(parseRequestHead("GET / HTTP/1.0\nHost: x\n\n")?.headers.length, 1);
});

Deno.test("parseRequestHead() refuses what is no request", () => {
  for (
    const text of [
      "",
      "GET /",
      "GET / HTTP/2",
      "GET  / HTTP/1.1\r\n",
      "G(T / HTTP/1.1\r\n",
      "GET / HTTP/1.1\r\nno colon\r\n",
      "GET / HTTP/1.1\r\nName : x\r\n",
      "\x16\x03\x01",
    ]
  ) assertEquals(parseRequestHead(text), undefined, JSON.stringify(text));
});

Deno.test("endOfHead() finds the empty line", () => {
  assertEquals(endOfHead("a\r\n\r\nbody"), 5);
  assertEquals(endOfHead("a\n\nbody"), 3);
  assertEquals(endOfHead("a\r\nb"), undefined);
});

Deno.test("parseStatus() tells the status, whether that is still to come, and what is no HTTP", () => {
  const cases: readonly (readonly [string, number | "more" | "none"])[] = [
    ["HTTP/1.1 200 OK\r\n", 200],
    ["HTTP/1.0 404 \r\n", 404],
    ["HTTP/1.1 503\r\n", 503],
    ["HTTP/1.1 204 ", 204],
    ["", "more"],
    ["HTT", "more"],
    ["HTTP/1.1 20", "more"],
    ["HTTP/1.1 100 Continue\r\n\r\n", "more"],
    ["HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK", 200],
    ["HTTP/1.1 101 Switching\r\n", 101],
    ["HTTP/1.1 twohundred\r\n", "none"],
    ["HTTP/2 200\r\n", "none"],
    ["220 smtp ready\r\n", "none"],
    ["\x15\x03", "none"],
  ];
  for (const [text, status] of cases) assertEquals(parseStatus(text), status, JSON.stringify(text));
});
