import { assertEquals } from "@std/assert";
import { tryPort } from "../../../src/actions/free/try_port.ts";
import type { Proto } from "../../../src/model/socket.ts";

const ADDRESSES = ["127.0.0.1", "::1"];

/** Tries port 3000 where binds come to this, `ok` unless it says otherwise. */
function trying(outcomes: Readonly<Record<string, string>>, protos: readonly Proto[] = ["tcp"]) {
  const asked: string[] = [];
  const tryBind = (proto: Proto, address: string, port: number) => {
    asked.push(`${proto} ${address} ${port}`);
    return Promise.resolve(outcomes[`${proto} ${address}`] ?? "ok");
  };
  return { asked, answer: tryPort({ tryBind }, { port: 3000, protos, addresses: ADDRESSES }) };
}

Deno.test("tryPort() proves a port on every address, by every protocol, one after the other", async () => {
  const { asked, answer } = trying({}, ["tcp", "udp"]);
  assertEquals(await answer, { proven: ADDRESSES });
  assertEquals(asked, ["tcp 127.0.0.1 3000", "tcp ::1 3000", "udp 127.0.0.1 3000", "udp ::1 3000"]);
});

Deno.test("tryPort() says why a port cannot be had, and tries no further", async () => {
  const held = trying({ "tcp 127.0.0.1": "EADDRINUSE" });
  assertEquals([await held.answer, held.asked.length], [{ why: "held" }, 1]);
  assertEquals(await trying({ "tcp ::1": "EACCES" }).answer, { why: "denied" });
  assertEquals(await trying({ "udp ::1": "EADDRINUSE" }, ["tcp", "udp"]).answer, { why: "held" });
  assertEquals(await trying({ "tcp ::1": "ENOBUFS" }).answer, { why: "held" });
});

Deno.test("tryPort() makes nothing of addresses that the machine does not have", async () => {
  assertEquals(await trying({ "tcp ::1": "EADDRNOTAVAIL" }).answer, { proven: ["127.0.0.1"] });
  const none = { "tcp 127.0.0.1": "EADDRNOTAVAIL", "tcp ::1": "EAFNOSUPPORT" };
  assertEquals(await trying(none).answer, { proven: [] });
});
