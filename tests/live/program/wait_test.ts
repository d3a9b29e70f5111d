import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { problemsOfAnswer } from "../../schemas.ts";
import { freePort } from "../open.ts";
import { makePublicProgram, portik } from "../program.ts";
import { programInTerminal } from "../program_in_terminal.ts";
import { Running } from "../running.ts";
import { makeConnection, makeSocket, makeTimeWait, makeUnaccepted } from "../scene.ts";
import { liveTest } from "../tools.ts";

const SOON = ["--timeout", "300ms", "--interval", "100ms"];

/** Starts to wait, with JSON events, and returns when the first look is over. */
async function waiting(...args: readonly string[]): Promise<Running> {
  const running = new Running(["wait", ...args, "--json", "--verbose", "--interval", "100ms"]);
  await running.prints(/wait-event/);
  return running;
}

/** The documents that a wait has printed, each held against its schema. */
function documents({ stdout }: Running) {
  const all = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(all.flatMap(problemsOfAnswer), []);
  return all;
}

liveTest("portik wait ends when somebody listens, and tells of the change", ["ss"], async () => {
  const port = freePort();
  await using running = await waiting(`${port}`);
  await using _server = await makeSocket({ address: "127.0.0.1", port });
  assertEquals(await running.end(), 0);
  const [first, second, last] = documents(running);
  assertEquals([first.data.met, second.data.met, last.data.met], [false, true, true]);
  assertEquals([last.kind, last.data.for, last.data.ports[0].port], ["wait", "listening", port]);
});

liveTest("portik wait --free ends when the listener is gone", ["ss"], async () => {
  const server = await makeSocket({ address: "127.0.0.1" });
  await using running = await (async () => {
    await using _server = server;
    const running = await waiting(`${server.port}`, "--free");
    assertStringIncludes(running.stdout, `is still held by deno (pid ${server.actor.pid}`);
    return running;
  })();
  assertEquals(await running.end(), 0);
});

liveTest("portik wait says what is missing when the time is up", ["ss"], async () => {
  await using server = await makeSocket({ address: "127.0.0.1" });
  const free = freePort();
  const inVain = await portik(["wait", `${server.port},${free}`, ...SOON]);
  assertEquals([inVain.code, inVain.stderr], [1, ""]);
  assertMatch(inVain.stdout, new RegExp(`^Waited [\\d.]+ s in vain: ${free} is still free.\n$`));
  const held = await portik(["wait", `${server.port}`, "--free", ...SOON]);
  assertEquals(held.code, 1);
  assertStringIncludes(held.stdout.replaceAll("\n", " "), `${server.port} is still held by deno`);
  const quiet = await portik(["wait", `${free}`, "-q", ...SOON]);
  assertEquals(quiet, { code: 1, stdout: "", stderr: "" });
});

liveTest("portik wait is content with one port where --any says so", ["ss"], async () => {
  await using server = await makeSocket({ address: "127.0.0.1" });
  const ports = [`${server.port}`, `${freePort()}`];
  const { code, stdout } = await portik(["wait", ...ports, "--any"]);
  assertEquals(code, 0);
  assertMatch(stdout, new RegExp(`^${server.port} listens; waited [\\d.]+ s.\n$`));
  assertEquals((await portik(["wait", ...ports, ...SOON])).code, 1);
});

liveTest("portik wait knows UDP, and addresses", ["ss", "ipv6"], async () => {
  await using udp = await makeSocket({ address: "127.0.0.1", proto: "udp" });
  await using six = await makeSocket({ address: "::1" });
  const code = async (...words: string[]) =>
    (await portik(["wait", ...words, "--timeout", "0s"])).code;
  assertEquals(await code(`${udp.port}/udp`), 0);
  assertEquals(await code(`${udp.port}`), 1);
  assertEquals(await code(`${udp.port}/udp`, "--free"), 1);
  assertEquals(await code(`${freePort()}/udp`, "--free"), 0);
  assertEquals(await code(`[::1]:${six.port}`), 0);
  assertEquals(await code(`localhost:${six.port}`), 0);
  assertEquals(await code(`127.0.0.1:${six.port}`), 1);
  assertEquals(await code(`${six.port}`, "--host", "127.0.0.1"), 1);
});

liveTest(
  "portik wait --free is not put off by TIME_WAIT, but by a bound socket",
  ["ss"],
  async () => {
    const { port } = await makeTimeWait();
    const code = async (words: string) =>
      (await portik(["wait", words, "--free", "--timeout", "0s"])).code;
    assertEquals(await code(`${port}`), 0);
    await using bound = await makeSocket({ address: "127.0.0.1", listens: false });
    assertEquals(await code(`${bound.port}`), 1);
    await using connection = await makeConnection();
    assertEquals(await code(`${connection.port}`), 1);
  },
);

/** A server that answers every connection with this text, or never; `ends`: and hangs up. */
function answering(text: string | undefined, hostname = "127.0.0.1", { ends = true } = {}) {
  const listener = Deno.listen({ hostname, port: 0 });
  const open: Deno.Conn[] = [];
  const serve = (async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(4096));
      if (text !== undefined) await connection.write(new TextEncoder().encode(text));
      if (text === undefined || !ends) open.push(connection);
      else connection.close();
    }
  })();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    async [Symbol.asyncDispose]() {
      listener.close();
      await serve;
      for (const connection of open) connection.close();
    },
  };
}

/** What a server answers, what becomes of `wait --http`, and what it says. */
const ANSWERS: readonly (readonly [string | undefined, number, string])[] = [
  ["HTTP/1.1 200 OK\r\n\r\n", 0, "answers 200"],
  ["HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", 0, "answers 302"],
  ["HTTP/1.1 404 Not Found\r\n\r\n", 1, "answers 404"],
  ["HTTP/1.0 500 Oops\r\n\r\n", 1, "answers 500"],
  ["SSH-2.0-OpenSSH\r\n", 1, "does not speak HTTP"],
  ["\x15\x03\x01\x00\x02\x02\x46", 1, "speaks TLS and not plain HTTP"],
  ["", 1, "hangs up without an answer"],
  [undefined, 1, "does not answer"],
];

for (const [text, exit, says] of ANSWERS) {
  liveTest(`portik wait --http tells of a server that ${says}`, [], async () => {
    await using server = answering(text);
    const { code, stdout } = await portik(["wait", `${server.port}`, "--http", "/x", ...SOON]);
    assertStringIncludes(stdout, `${server.port} ${says}`);
    assertEquals(code, exit);
  });
}

liveTest("portik wait --http names who holds a port that answers badly", ["ss"], async () => {
  await using server = answering("HTTP/1.1 503 Soon\r\n\r\n");
  const { stdout } = await portik(["wait", `${server.port}`, "--http", "/", ...SOON]);
  assertMatch(
    stdout,
    new RegExp(` ${server.port} answers 503 and is held by .*pid ${Deno.pid}.* on 127\\.0\\.0\\.1`),
  );
});

liveTest("portik wait --http waits for no server that never ends its answer", [], async () => {
  // The first takes connections and drips, the second leaves them waiting to be taken.
  await using dripping = answering("HTTP/1.1 200", "127.0.0.1", { ends: false });
  await using full = await makeUnaccepted(1, 0);
  const ports = [`${dripping.port}`, `${full.port}`];
  const { code, stdout } = await portik(["wait", ...ports, "--http", "/", ...SOON]);
  assertEquals(code, 1);
  for (const port of ports) assertMatch(stdout, new RegExp(`${port}.*does not answer`));
});

liveTest("portik wait --any --http ends with the first good answer", [], async () => {
  await using silent = answering(undefined);
  await using good = answering("HTTP/1.1 200 OK\r\n\r\n");
  const words = ["wait", `${silent.port}`, `${good.port}`, "--any", "--http", "/"];
  const patient = ["--probe-timeout", "10m", "--timeout", "10m"];
  const { code, stdout } = await portik([...words, ...patient]);
  assertEquals(code, 0);
  assertMatch(stdout, new RegExp(`^${good.port} answers 200; waited .* s.\n$`));
});

liveTest("portik wait --http asks both loopbacks, and nobody's proxy", ["ipv6"], async () => {
  await using server = answering("HTTP/1.1 204 No Content\r\n\r\n", "::1");
  const env = { http_proxy: "http://127.0.0.1:1", HTTP_PROXY: "http://127.0.0.1:1" };
  assertEquals((await portik(["wait", `${server.port}`, "--http", "/"], { env })).code, 0);
  assertEquals((await portik(["wait", `[::1]:${server.port}`, "--http", "/"])).code, 0);
  const none = await portik(["wait", `${freePort()}`, "--http", "/", ...SOON]);
  assertStringIncludes(none.stdout, "refuses connections");
  const { code, stdout } = await portik(["wait", `${server.port}`, "--http", "/", "--json"]);
  const document = JSON.parse(stdout);
  assertEquals([code, problemsOfAnswer(document)], [0, []]);
  assertEquals([document.data.path, document.data.ports[0].httpStatus], ["/", 204]);
});

liveTest("portik wait sees for nobody that root listens", ["ss", "root"], async () => {
  await using server = await makeSocket({ address: "127.0.0.1" });
  await using as = await makePublicProgram();
  assertEquals((await portik(["wait", `${server.port}`], { as })).code, 0);
  assertEquals((await portik(["wait", `${server.port}`, "--free", ...SOON], { as })).code, 1);
  assertEquals((await portik(["wait", "1", "--free", ...SOON], { as })).code, 0);
});

for (const [signal, exit] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  liveTest(`portik wait ends at once with ${exit} and the truth on ${signal}`, ["ss"], async () => {
    const port = freePort();
    await using running = await waiting(`${port}`, "--timeout", "5m");
    assertEquals(await running.end(signal), exit);
    const last = documents(running).at(-1);
    assertEquals([last.data.met, last.data.stoppedBy], [false, signal]);
    assertMatch(last.data.sentence, new RegExp(`^Stopped after .*: ${port} is still free.$`));
  });
}

liveTest("portik wait exits 4 at once where it can see nothing", [], async () => {
  const words = ["wait", "1", "--timeout", "5m", "--source", "lsof"];
  const { code, stdout } = await portik(words, { env: { PATH: "/nonexistent" } });
  assertEquals(code, 4);
  assertStringIncludes(stdout.replaceAll("\n", " "), "1 could not be seen: ");
});

liveTest("portik wait refuses words that make no sense", [], async () => {
  for (
    const words of [
      [],
      ["0"],
      ["80abc"],
      ["80", "--timeout", "5"],
      ["80", "--timeout", "-1s"],
      ["80", "--interval", "1ms"],
      ["80", "--free", "--listening"],
      ["80", "--free", "--http", "/"],
      ["80", "--http", "health"],
      ["80", "--http", "https://localhost/"],
      ["80/udp", "--http", "/"],
      ["80", "--host", "example.org"],
      ["80", "--from", "x.json"],
    ]
  ) {
    const { code, stdout, stderr } = await portik(["wait", ...words]);
    assertEquals([code, stdout], [2, ""], words.join(" "));
    assertMatch(stderr, /^portik: .+\n/);
  }
});

liveTest(
  "portik wait shows one line on a terminal, and takes it away",
  ["ss", "tmux"],
  async () => {
    const port = freePort();
    await using terminal = await programInTerminal(["wait", `${port}`]);
    const screen = await terminal.shows("the progress", (text) => text.includes("of 30 s"));
    assertMatch(
      screen,
      new RegExp(`^Waiting for ${port} to listen \\(is still free\\): \\d+ s of 30 s$`),
    );
    await using _server = await makeSocket({ address: "127.0.0.1", port });
    const last = await terminal.shows("the end", (text) => text.includes("exit"));
    assertMatch(last, new RegExp(`^${port} listens; waited .* s.\nexit 0$`));
  },
);

liveTest("portik wait ends with the truth on Ctrl-C in a terminal", ["ss", "tmux"], async () => {
  const port = freePort();
  await using terminal = await programInTerminal(["wait", `${port}`, "--timeout", "5m"]);
  await terminal.shows("the progress", (text) => text.includes("of 5 min"));
  await terminal.press("C-c");
  const screen = await terminal.shows("the end", (text) => text.includes("exit"));
  assertMatch(screen, new RegExp(`^Stopped after .* s: ${port} is still free.\nexit 130$`));
});

liveTest("portik wait looks no more often than its interval says", ["ss"], async () => {
  const folder = await Deno.makeTempDir();
  try {
    const log = `${folder}/log`;
    const path = Deno.env.get("PATH") ?? "";
    const script = `#!/bin/sh\necho >> '${log}'\nPATH='${path}' exec ss "$@"\n`;
    await Deno.writeTextFile(`${folder}/ss`, script, { mode: 0o755 });
    const env = { PATH: `${folder}:${path}` };
    const pace = ["--timeout", "2s", "--interval", "500ms"];
    assertEquals((await portik(["wait", `${freePort()}`, ...pace], { env })).code, 1);
    const looks = (await Deno.readTextFile(log)).length;
    // On a machine with much else to do there are fewer.
    assert(looks >= 2 && looks <= 5, `${looks} looks`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
