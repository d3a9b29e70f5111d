import { assertEquals, assertStringIncludes } from "@std/assert";
import { httpGet } from "../../src/actions/http_get.ts";
import type { Servers } from "../../src/host/servers.ts";
import { type Brought, fakeConnection } from "../fake_connection.ts";

const AT = { address: "127.0.0.1", port: 8080 };
const ASK = { path: "/health", patience: 60_000 };

/** What comes of asking a server that answers with these pieces. */
async function ask(pieces: readonly Brought[], more: object = {}) {
  const connection = fakeConnection(pieces);
  const servers = { connect: () => Promise.resolve(connection) } as Partial<Servers> as Servers;
  const answer = await httpGet(servers, AT, { ...ASK, ...more });
  return { answer, written: connection.written(), closed: connection.closed() };
}

Deno.test("httpGet() asks for the path and reads the status, however it is cut", async () => {
  for (const pieces of [["HTTP/1.1 200 OK\r\n"], ["HT", "TP/1.1 2", "00 OK\r\n\r\n", "body"]]) {
    const { answer, written, closed } = await ask(pieces);
    assertEquals([answer, closed], [200, true]);
    assertStringIncludes(written, "GET /health HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n");
    assertEquals(written.endsWith("Connection: close\r\n\r\n"), true);
  }
  assertStringIncludes((await ask([], { name: "localhost" })).written, "Host: localhost:8080\r\n");
});

Deno.test("httpGet() says why there is no status", async () => {
  const cases: readonly (readonly [readonly Brought[], string])[] = [
    [[], "CLOSED"],
    [["HTTP/1."], "NOT_HTTP"],
    [["SSH-2.0-x\r\n"], "NOT_HTTP"],
    [["\x15\x03\x01\x00\x02\x02\x46"], "TLS"],
    [[{ failed: "ECONNRESET" }], "ECONNRESET"],
    [Array(30).fill(`HTTP/1.1 100 C\r\nA: ${"a".repeat(3000)}\r\n\r\n`), "NOT_HTTP"],
  ];
  for (const [pieces, failed] of cases) assertEquals((await ask(pieces)).answer, { failed });
});

Deno.test("httpGet() waits no longer than it may, and hangs up", async () => {
  // The deadline keeps no process alive: that is the socket's business, and this one is on paper.
  const alive = setInterval(() => {}, 1000);
  const { answer, closed } = await ask(["HTTP/1.1 ", "hang"], { patience: 1 });
  clearInterval(alive);
  assertEquals([answer, closed], [{ failed: "ETIMEDOUT" }, true]);
});

Deno.test("httpGet() passes on why it cannot connect", async () => {
  const connect = () => Promise.resolve({ failed: "ECONNREFUSED" });
  const servers = { connect } as Partial<Servers> as Servers;
  assertEquals(await httpGet(servers, AT, ASK), { failed: "ECONNREFUSED" });
});
