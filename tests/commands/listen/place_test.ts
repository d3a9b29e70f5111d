import { assertEquals, assertThrows } from "@std/assert";
import { bindRefusal, modeOf, placeOf } from "../../../src/commands/listen/place.ts";
import { Refusal } from "../../../src/model/refusal.ts";
import type { Bind } from "../../../src/model/snapshot.ts";
import { process, quietMachine, socket } from "../../../src/testing.ts";
import { worldOf } from "../literal_world.ts";

type Flags = Parameters<typeof placeOf>[0];

const TCP: Flags = { proto: "tcp" };

Deno.test("placeOf() is loopback, unless an address is given", () => {
  const cases: readonly (readonly [string | undefined, Flags, string, number])[] = [
    [undefined, TCP, "127.0.0.1", 0],
    ["8080", TCP, "127.0.0.1", 8080],
    ["localhost:8080", TCP, "127.0.0.1", 8080],
    ["[::1]:8080", TCP, "::1", 8080],
    ["0.0.0.0:8080", TCP, "0.0.0.0", 8080],
    ["8080", { ...TCP, host: "::" }, "::", 8080],
    ["[::]:8080", { ...TCP, host: "::" }, "::", 8080],
    [undefined, { ...TCP, host: "localhost" }, "127.0.0.1", 0],
  ];
  for (const [word, flags, address, port] of cases) {
    assertEquals(placeOf(flags, word), { at: { address, port }, proto: "tcp" }, word);
  }
});

Deno.test("placeOf() takes the protocol from the port, or from the flag", () => {
  assertEquals(placeOf(TCP, "53/udp").proto, "udp");
  assertEquals(placeOf({ proto: "udp" }, "53").proto, "udp");
  assertEquals(placeOf({ proto: "all" }, "53/tcp").proto, "tcp");
});

Deno.test("placeOf() refuses what is not one place", () => {
  const cases: readonly (readonly [Flags, string | undefined])[] = [
    [TCP, "80,81"],
    [TCP, "80-81"],
    [TCP, "0"],
    [{ proto: "all" }, "80"],
    [{ ...TCP, host: "::1" }, "127.0.0.1:80"],
    [{ ...TCP, from: "x.json" }, "80"],
  ];
  for (const [flags, word] of cases) assertThrows(() => placeOf(flags, word), Refusal);
});

Deno.test("modeOf() is what the flags say, if they say one thing", () => {
  const tcp = placeOf(TCP, "80");
  const udp = placeOf(TCP, "80/udp");
  assertEquals(modeOf({ echo: false, http: false }, tcp), "print");
  assertEquals(modeOf({ echo: true, http: false }, udp), "echo");
  assertEquals(modeOf({ echo: false, http: true }, tcp), "http");
  assertThrows(() => modeOf({ echo: true, http: true }, tcp), Refusal);
  assertThrows(() => modeOf({ echo: false, http: true }, udp), Refusal);
});

/** What is said of a port that could not be had, on a machine where a bind of it gives this. */
async function refusal(failed: string, outcome = failed, port = 3000) {
  const binds: Bind[] = [{ proto: "tcp", address: "127.0.0.1", port, outcome }];
  const sockets = outcome === "EADDRINUSE" ? [socket()] : [];
  const world = worldOf(quietMachine({ processes: [process()], sockets, binds }));
  const place = placeOf(TCP, port === 0 ? undefined : `${port}`);
  const { message, hint, exit } = await bindRefusal(world, place, failed);
  return { message, hint, exit, asked: world.asked };
}

Deno.test("bindRefusal() names who has the port", async () => {
  const { message, hint, exit } = await refusal("EADDRINUSE");
  assertEquals(
    message.startsWith("Cannot listen on 127.0.0.1:3000: 3000 on 127.0.0.1 is held by node (pid "),
    true,
    message,
  );
  assertEquals([hint, exit], ["See portik explain 3000 --host 127.0.0.1", 5]);
});

Deno.test("bindRefusal() keeps to what the kernel said where a look tells nothing", async () => {
  const { message } = await refusal("EADDRINUSE", "ok");
  assertEquals(message, "Cannot listen on 127.0.0.1:3000: the port is in use (EADDRINUSE)");
  const { asked, ...any } = await refusal("EMFILE", "ok", 0);
  assertEquals([any.message, any.exit], ["Cannot listen on any port of 127.0.0.1: EMFILE", 5]);
  assertEquals(asked, []);
});
