import { assertEquals } from "@std/assert";
import type { WaitedPort } from "../../src/analysis/wait.ts";
import {
  portSentence,
  tookWords,
  waitProgress,
  waitSentence,
} from "../../src/analysis/wait_words.ts";

function port(number: number, more: Partial<WaitedPort> = {}): WaitedPort {
  const state = ["is still free", "are still free"] as const;
  return { port: number, proto: "tcp", met: false, owners: [], state, ...more };
}

const UP: Partial<WaitedPort> = { met: true, state: ["listens", "listen"] };

Deno.test("waitSentence() says what is so, and how long it took", () => {
  const ports = [port(80, UP), port(443, UP)];
  assertEquals(
    waitSentence({ met: true, ports, seconds: 1.26 }),
    "80 and 443 listen; waited 1.3 s.",
  );
  const some = [port(80, UP), port(443)];
  assertEquals(waitSentence({ met: true, ports: some, seconds: 61 }), "80 listens; waited 61 s.");
});

Deno.test("waitSentence() says what is missing", () => {
  const detail = ["is still held by node (pid 7)", "are still held by node (pid 7)"] as const;
  const ports = [port(80, UP), port(81), port(82), port(83, { state: ["x", "y"], detail })];
  assertEquals(
    waitSentence({ met: false, ports, seconds: 30 }),
    "Waited 30 s in vain: 81 and 82 are still free; 83 is still held by node (pid 7).",
  );
  assertEquals(
    waitSentence({ met: false, ports: [port(81)], seconds: 2, stopped: true }),
    "Stopped after 2.0 s: 81 is still free.",
  );
  assertEquals(
    waitSentence({ met: false, ports: [], seconds: 0, stopped: true }),
    "Stopped after 0.0 s.",
  );
});

Deno.test("waitSentence() tells ports together of which the same is to be said", () => {
  const detail = ["is held by node", "are held by node"] as const;
  const ports = [port(80, { detail }), port(81), port(82, { detail })];
  assertEquals(
    waitSentence({ met: false, ports, seconds: 30 }),
    "Waited 30 s in vain: 80 and 82 are held by node; 81 is still free.",
  );
});

Deno.test("waitSentence() names neighbours as one, and a few ports of many", () => {
  const said = (ports: readonly WaitedPort[]) =>
    waitSentence({ met: false, ports, seconds: 30 }).slice("Waited 30 s in vain: ".length);
  const range = Array.from({ length: 100 }, (_, i) => port(1000 + i));
  assertEquals(said([...range, port(80)]), "1000-1099 and 80 are still free.");
  const host = "::1";
  assertEquals(
    said([1, 2, 3].map((one) => port(one, { host, proto: "udp" }))),
    "[::1]:1-3/udp are still free.",
  );
  const mixed = [port(1), port(2, { proto: "udp" }), port(3), port(4)];
  assertEquals(said(mixed), "1, 2/udp, 3 and 4 are still free.");
  const apart = Array.from({ length: 100 }, (_, i) => port(1000 + 2 * i));
  assertEquals(
    said([...apart, port(2000), port(2001), port(2002)]),
    "1000, 1002, 1004, 1006, 1008, 1010, 1012, 1014 and 95 more are still free.",
  );
});

Deno.test("portSentence() names protocol and address where they were said", () => {
  assertEquals(portSentence(port(53, { proto: "udp" })), "53/udp is still free.");
  assertEquals(portSentence(port(53, { host: "127.0.0.1" })), "127.0.0.1:53 is still free.");
  assertEquals(portSentence(port(53, { host: "::1" })), "[::1]:53 is still free.");
});

Deno.test("waitProgress() tells what is missing in one line", () => {
  const how = { what: "listening", timeout: 30_000 } as const;
  assertEquals(
    waitProgress({ ports: [port(80), port(81, UP)], seconds: 12.7 }, how),
    "Waiting for 80 to listen (is still free): 12 s of 30 s",
  );
  assertEquals(
    waitProgress({ ports: [port(80), port(81)], seconds: 0 }, { ...how, what: "free" }),
    "Waiting for 80 and 81 to be free: 0 s of 30 s",
  );
});

Deno.test("tookWords() shows tenths while they matter", () => {
  assertEquals([tookWords(0.04), tookWords(9.94), tookWords(10)], ["0.0 s", "9.9 s", "10 s"]);
});
