import { assertEquals, assertThrows } from "@std/assert";
import { askAll, parsePath } from "../../../src/commands/wait/http.ts";
import { portSentence } from "../../../src/analysis/wait_words.ts";
import type { Servers } from "../../../src/host/servers.ts";
import { Refusal } from "../../../src/model/refusal.ts";
import type { Endpoint } from "../../../src/model/socket.ts";
import { type Brought, fakeConnection } from "../../fake_connection.ts";
import { paperWorld } from "../paper_world.ts";

/** What servers bring, by `address:port`; nobody listens anywhere else. */
type Answers = Readonly<Record<string, readonly Brought[]>>;

/** What becomes of asking these ports, and who was asked. */
async function ask(
  answers: Answers,
  ports: readonly (number | readonly [host: string, port: number])[],
  { any = false, left = 60_000, now = (): number => 0 } = {},
) {
  const asked: string[] = [];
  const connect = ({ address, port }: Endpoint) => {
    const place = `${address}:${port}`;
    asked.push(place);
    const pieces = answers[place];
    return Promise.resolve(pieces ? fakeConnection(pieces) : { failed: "ECONNREFUSED" });
  };
  const servers = { connect } as Partial<Servers> as Servers;
  const world = paperWorld({ hands: { servers } });
  const targets = ports.map((one) =>
    typeof one === "number"
      ? { port: one, proto: "tcp" } as const
      : { host: one[0], port: one[1], proto: "tcp" } as const
  );
  const host = { ...world.host, now };
  const told = await askAll({ ...world, host }, { targets, path: "/", any }, left);
  return { told: told.map(portSentence), met: told.map(({ met }) => met), asked };
}

const status = (code: number) => [`HTTP/1.1 ${code} X\r\n\r\n`];

/** While something on paper hangs: a deadline keeps no process alive, a socket would. */
async function alive<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => {}, 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

Deno.test("askAll() asks both loopbacks, and is content with the one that answers well", async () => {
  const cases: readonly (readonly [Answers, string])[] = [
    [{}, "80 refuses connections."],
    [{ "::1:80": status(200) }, "80 answers 200."],
    [{ "127.0.0.1:80": status(503), "::1:80": status(204) }, "80 answers 204."],
    [{ "127.0.0.1:80": status(503), "::1:80": ["SSH-2.0\r\n"] }, "80 answers 503."],
    [{ "::1:80": ["SSH-2.0\r\n"] }, "80 does not speak HTTP."],
  ];
  for (const [answers, sentence] of cases) {
    assertEquals((await ask(answers, [80])).told, [sentence]);
  }
  const both = await ask({ "127.0.0.1:80": status(200), "::1:80": ["hang"] }, [80]);
  assertEquals(both.told, ["80 answers 200."]);
});

Deno.test("askAll() asks the address that was named, and of a wildcard the loopback", async () => {
  const { asked } = await ask({}, [["192.0.2.1", 80], ["0.0.0.0", 81], ["::", 82], [
    "localhost",
    83,
  ]]);
  assertEquals(asked, ["192.0.2.1:80", "127.0.0.1:81", "::1:82", "127.0.0.1:83", "::1:83"]);
});

Deno.test("askAll() tells how each port stands, in the order of the ports", async () => {
  const { met } = await ask({ "::1:81": status(200), "::1:80": status(404) }, [80, 81, 82]);
  assertEquals(met, [false, true, false]);
});

Deno.test("askAll() waits for no other where one good answer is enough", async () => {
  const answers = { "127.0.0.1:80": ["hang"], "127.0.0.1:81": status(200) } as const;
  const { told } = await ask(answers, [80, 81], { any: true });
  assertEquals(told, ["80 has not answered yet.", "81 answers 200."]);
});

Deno.test("askAll() takes no longer than there is time, however many servers never answer", async () => {
  const ports = Array.from({ length: 1000 }, (_, i) => 2000 + i);
  const silent = Object.fromEntries(ports.map((port) => [`127.0.0.1:${port}`, ["hang"] as const]));
  let now = 0;
  const { told, asked } = await alive(() => ask(silent, ports, { left: 10, now: () => now += 2 }));
  assertEquals(asked.length < 2000, true, `${asked.length} were asked`);
  assertEquals([told[0], told.at(-1)], ["2000 does not answer.", "2999 has not answered yet."]);
});

Deno.test("parsePath() takes paths as they go into a request", () => {
  const cases = [["/", "/"], ["/a b?c=d e", "/a%20b?c=d%20e"], ["/x#y", "/x"], ["/a/../b", "/b"]];
  for (const [word = "", path] of cases) assertEquals(parsePath(word), path);
});

Deno.test("parsePath() refuses what is none, and cannot be made to say more than a path", () => {
  for (const word of ["", "health", "http://localhost/", "HTTPS://x", "?x"]) {
    assertThrows(() => parsePath(word), Refusal);
  }
  assertEquals(parsePath("/\r\nX: y"), "/X:%20y");
});
