import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { problemsOfAnswer } from "../../schemas.ts";
import { freePort } from "../open.ts";
import { makeNetns } from "../netns.ts";
import { makePublicProgram, portik, program } from "../program.ts";
import { programInTerminal } from "../program_in_terminal.ts";
import { NOBODY } from "../public_copy.ts";
import { Running } from "../running.ts";
import { makeSocket } from "../scene.ts";
import { liveTest, NETNS_NEEDS } from "../tools.ts";
import { inTime, stateOf, until } from "../until.ts";

/** Starts `portik listen` on a free port and waits until it listens. */
async function listening(...args: readonly string[]): Promise<{ running: Running; port: number }> {
  const running = new Running(["listen", ...args]);
  const [, port] = await running.prints(/Listening on .*:(\d+)/);
  return { running, port: Number(port) };
}

/** Sends bytes over a connection of its own and returns what came back until its end. */
async function exchange(port: number, bytes: Uint8Array<ArrayBuffer>, hostname = "127.0.0.1") {
  using connection = await Deno.connect({ hostname, port });
  await connection.write(bytes);
  await connection.closeWrite();
  return await inTime("an answer", new Response(connection.readable).text());
}

const bytes = (text: string) => new TextEncoder().encode(text);

/** Sends one datagram and returns what comes back. */
async function datagram(port: number, text: string): Promise<string> {
  const { createSocket } = await import("node:dgram");
  const socket = createSocket("udp4");
  try {
    const answer = new Promise<string>((resolve) => socket.once("message", (m) => resolve(`${m}`)));
    socket.send(text, port, "127.0.0.1");
    return await inTime("a datagram", answer);
  } finally {
    await new Promise<void>((resolve) => socket.close(resolve));
  }
}

liveTest("portik listen tells what comes, harmlessly, and sums up on SIGTERM", [], async () => {
  const { running, port } = await listening();
  await using _running = running;
  assertEquals(await exchange(port, bytes("a\x1b[2Jb\n\x00\u202e")), "");
  assertEquals(await exchange(port, new Uint8Array([0xff, 0xfe])), "");
  await running.prints(/#2 .*closed/);
  assertEquals(await running.end("SIGTERM"), 0);
  assertStringIncludes(running.stdout, "sent 11 bytes: a\\x1b[2Jb\\n\\x00\\u202e\n");
  assertStringIncludes(running.stdout, "sent 2 bytes: \\xff\\xfe\n");
  assertMatch(running.stdout, /\nGot 2 connections, 13 bytes from 1 address in [\d.]+ (s|min)\.\n/);
  assert(!/[^\n -~…]/.test(running.stdout), running.stdout);
});

liveTest(
  "portik listen is on loopback alone unless an address is given",
  ["ss", "ipv6"],
  async () => {
    const plain = await listening();
    await using _plain = plain.running;
    assertStringIncludes(plain.running.stdout, `Listening on 127.0.0.1:${plain.port}`);
    const port = freePort();
    const all = await listening(`[::]:${port}`);
    await using _all = all.running;
    for (const host of ["127.0.0.1", "::1"]) await exchange(port, bytes(host), host);
    await all.running.prints(/#2 \[::1\]:\d+ sent 3 bytes: ::1/);
    assertMatch(all.running.stdout, /#1 127\.0\.0\.1:\d+ sent 9 bytes/);
    const six = await listening("--host", "::1", `${freePort()}`);
    await using _six = six.running;
    assertStringIncludes(six.running.stdout, "Listening on [::1]:");
  },
);

liveTest("portik listen --echo sends back all of what a client sends", [], async () => {
  const { running, port } = await listening("--echo", "--count", "2");
  await using _running = running;
  const much = "portik ".repeat(200_000);
  assertEquals(await exchange(port, bytes(much)) === much, true);
  assertEquals(await exchange(port, bytes("x")), "x");
  assertEquals(await running.end(), 0);
  assertStringIncludes(running.stdout, `; sent ${much.length + 1} bytes.`);
});

liveTest("portik listen --http answers a real client and prints its requests", [], async () => {
  const { running, port } = await listening("--http", "--count", "3");
  await using _running = running;
  const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  const url = `http://127.0.0.1:${port}`;
  const headers = { "X-Test": "1" };
  const first = await fetch(`${url}/path?q=1`, { client, headers });
  assertEquals([first.status, await first.text()], [200, "ok\n"]);
  const body = "b".repeat(300_000);
  const second = await fetch(url, { client, method: "POST", body });
  assertEquals([second.status, await second.text()], [200, "ok\n"]);
  client.close();
  assertMatch(await exchange(port, bytes("\x16\x03\x01nonsense\r\n\r\n")), /^HTTP\/1\.1 400 /);
  assertEquals(await running.end(), 0);
  assertMatch(running.stdout, /#1 \S+ GET \/path\?q=1\n/);
  assertMatch(running.stdout, /\n {4}x-test: 1\n/i);
  assertStringIncludes(running.stdout, "body of 300000 bytes: bbb");
  assertStringIncludes(running.stdout, "sent what is no HTTP request: 15 bytes: \\x16\\x03\\x01");
});

liveTest("portik listen takes UDP, sends it back, and counts datagrams", [], async () => {
  const port = freePort();
  const { running } = await listening(`${port}/udp`, "--echo", "--count", "2");
  await using _running = running;
  assertEquals(await datagram(port, "one"), "one");
  assertEquals(await datagram(port, "two\x07"), "two\x07");
  assertEquals(await running.end(), 0);
  assertStringIncludes(running.stdout, "sent 4 bytes: two\\x07\n");
  assertMatch(running.stdout, /\nGot 2 datagrams, 7 bytes from 1 address/);
});

liveTest("portik listen --json tells the sum, and with --verbose each event", [], async () => {
  const sum = await portik(["listen", "--for", "100ms", "--json"]);
  const document = JSON.parse(sum.stdout);
  assertEquals([sum.code, problemsOfAnswer(document)], [0, []]);
  assertEquals([document.data.endedBy, document.data.connections], ["time", 0]);
  assertMatch(sum.stderr, /^portik: Listening on 127\.0\.0\.1:\d+\.\n$/);
  for (const flags of [["--http"], ["--echo"], []]) {
    await using running = new Running(["listen", "--json", "--verbose", "--count", "1", ...flags]);
    const [, port] = await running.prints(/"port":(\d+)/);
    await exchange(Number(port), bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    assertEquals(await running.end(), 0);
    const all = running.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(all.flatMap(problemsOfAnswer), []);
    const what = flags[0] === "--http" ? "request" : "received";
    const events = all.map(({ data }) => data.event);
    assertEquals(events, ["listening", "connected", what, "closed", undefined]);
    assertEquals(all.at(-1).data.clients[0].bytes, 27);
  }
  await using udp = new Running(["listen", "--proto", "udp", "--json", "--verbose", "--echo"]);
  const [, port] = await udp.prints(/"port":(\d+)/);
  await datagram(Number(port), "x");
  assertEquals(await udp.end("SIGINT"), 0);
  const all = udp.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(all.flatMap(problemsOfAnswer), []);
  assertEquals(all.at(-1).data.endedBy, "signal");
});

liveTest("portik listen --for ends in time, with 1 where --count was not reached", [], async () => {
  const { code, stdout } = await portik(["listen", "--for", "100ms"]);
  assertEquals(code, 0);
  assertMatch(stdout, /^Listening on 127\.0\.0\.1:\d+\.\nGot nothing in [\d.]+ s\.\n$/);
  assertEquals((await portik(["listen", "--for", "100ms", "--count", "1"])).code, 1);
});

liveTest("portik listen ends although clients neither read nor go", [], async () => {
  const { running, port } = await listening("--echo");
  await using _running = running;
  using silent = await Deno.connect({ hostname: "127.0.0.1", port });
  using deaf = await Deno.connect({ hostname: "127.0.0.1", port });
  const flood = deaf.write(new Uint8Array(50_000_000)).catch(() => 0);
  await running.prints(/#1 .*connected[^]*#2 .* sent /);
  assertEquals(await running.end("SIGINT"), 0);
  assertMatch(running.stdout, /\nGot 2 connections/);
  await flood;
  assertEquals(silent.localAddr.transport, "tcp");
});

liveTest("portik listen serves hundreds of clients at once", [], async () => {
  const { running, port } = await listening("--echo", "--quiet");
  await using _running = running;
  const answers = await Promise.all(
    Array.from({ length: 500 }, (_, i) => exchange(port, bytes(`I am ${i}`))),
  );
  assertEquals(answers, Array.from({ length: 500 }, (_, i) => `I am ${i}`));
  assertEquals(await running.end("SIGTERM"), 0);
  assertMatch(running.stdout, /\nGot 500 connections, 3890 bytes from 1 address .*3890 bytes\.\n$/);
});

liveTest("portik listen turns away who comes when 1000 clients are there", [], async () => {
  const { running, port } = await listening();
  await using _running = running;
  const clients: Deno.TcpConn[] = [];
  for (let i = 0; i < 1004; i++) clients.push(await Deno.connect({ hostname: "127.0.0.1", port }));
  await until("four are turned away", () => running.stdout.split("turned away").length > 4);
  for (const client of clients) client.close();
  await until("all are closed", () => running.stdout.split(" closed ").length > 1000);
  assertEquals(await running.end("SIGTERM"), 0);
  assertStringIncludes(running.stdout, "Turned away 4 connections.");
});

liveTest("portik listen keeps nothing of what comes, however much that is", [], async () => {
  const most = 256 * 1_048_576;
  for (const flags of [[], ["--http"]]) {
    const { running, port } = await listening("--quiet", "--count", "1", ...flags);
    await using _running = running;
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const head = `POST / HTTP/1.1\r\nContent-Length: ${most}\r\n\r\n`;
    const rest = new Uint8Array(1_048_576);
    await writeAll(connection, bytes(head));
    for (let sent = 0; sent < most; sent += rest.length) await writeAll(connection, rest);
    const peak = peakOf(running.pid);
    await connection.closeWrite();
    assertEquals(await running.end(), 0);
    assertStringIncludes(running.stdout, `${most + head.length} bytes from 1 address`);
    assert(peak < most, `It took ${peak} bytes of memory`);
  }
});

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await connection.write(rest));
}

/** Most memory that a process ever had, in bytes: `VmHWM` of `proc_pid_status(5)`. */
function peakOf(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

liveTest("portik listen --http refuses a head without end, and is heard", [], async () => {
  const { running, port } = await listening("--http", "--count", "1");
  await using _running = running;
  const answer = await exchange(port, bytes(`GET / HTTP/1.1\r\nX: ${"x".repeat(500_000)}`));
  assertMatch(answer, /^HTTP\/1\.1 431 .*\r\nConnection: close\r\n\r\n$/s);
  assertEquals(await running.end(), 0);
  assertStringIncludes(running.stdout, " sent a head that is too long: ");
});

liveTest("portik listen --http waits for who writes slowly, byte by byte", [], async () => {
  const { running, port } = await listening("--http", "--count", "1");
  await using _running = running;
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  connection.setNoDelay();
  const request = "POST /slow HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
  for (const byte of bytes(request)) await connection.write(new Uint8Array([byte]));
  const answer = await inTime("an answer", new Response(connection.readable).text());
  assertMatch(answer, /^HTTP\/1\.1 200 OK\r\n/);
  assertEquals(await running.end(), 0);
  assertMatch(
    running.stdout,
    /POST \/slow\n {4}Transfer-Encoding: chunked\n {4}body of 2 bytes: hi\n/,
  );
});

liveTest("portik listen tells of datagrams that came too fast", [], async () => {
  const { running, port } = await listening(`${freePort()}/udp`);
  await using _running = running;
  running.signal("SIGSTOP");
  await until("it is stopped", () => stateOf(running.pid) === "T");
  const sent = 5000;
  await send(port, Array(sent).fill(new Uint8Array(1000)));
  running.signal("SIGCONT");
  await running.prints(/ sent 1000 bytes/);
  assertEquals(await running.end("SIGTERM"), 0);
  const sum = /Got (\d+) datagrams.* Lost (\d+) datagrams that came too fast\./.exec(
    running.stdout,
  );
  assert(Number(sum?.[2]) > 0, running.stdout);
  assert(Number(sum?.[1]) + Number(sum?.[2]) <= sent, running.stdout);
});

/** Sends datagrams to a port, as fast as that goes. */
async function send(port: number, datagrams: readonly Uint8Array[]): Promise<void> {
  const { createSocket } = await import("node:dgram");
  const socket = createSocket("udp4");
  const sends = datagrams.map((bytes) =>
    new Promise((resolve) => socket.send(bytes, port, "127.0.0.1", resolve))
  );
  await Promise.all(sends);
  socket.close();
}

liveTest("portik listen says who holds the port that it cannot have", ["ss"], async () => {
  await using server = await makeSocket({ address: "127.0.0.1" });
  const { code, stdout, stderr } = await portik(["listen", `${server.port}`]);
  assertEquals([code, stdout], [5, ""]);
  assertStringIncludes(stderr, `is held by deno (pid ${server.actor.pid}`);
  assertStringIncludes(stderr, `See portik explain ${server.port} --host 127.0.0.1\n`);
  const foreign = await portik(["listen", "192.0.2.1:80", "--json"]);
  const document = JSON.parse(foreign.stdout);
  assertEquals([foreign.code, problemsOfAnswer(document)], [5, []]);
  assertEquals(document.error.code, "bind-failed");
  await using udp = await makeSocket({ address: "127.0.0.1", proto: "udp" });
  const taken = await portik(["listen", `${udp.port}/udp`]);
  assertEquals(taken.code, 5);
  assertStringIncludes(taken.stderr, `is held by deno (pid ${udp.actor.pid}`);
});

liveTest("portik listen refuses words that make no sense", [], async () => {
  for (
    const words of [
      ["0"],
      ["80", "81"],
      ["80-90"],
      ["8080", "--for", "5"],
      ["8080", "--count", "0"],
      ["--echo", "--http"],
      ["8080/udp", "--http"],
      ["--proto", "all"],
      ["127.0.0.1:8080", "--host", "::1"],
      ["--from", "x.json"],
    ]
  ) {
    const { code, stdout, stderr } = await portik(["listen", ...words]);
    assertEquals([code, stdout], [2, ""], words.join(" "));
    assertMatch(stderr, /^portik: .+\n/);
  }
});

liveTest("portik listen ends when nobody reads it any more", ["bash"], async () => {
  const script = 'set -o pipefail; "$@" | head -1';
  const { code, stdout, stderr } = await inTime(
    "the end of the pipe",
    new Deno.Command("bash", {
      args: ["-c", script, "bash", ...program(), "listen"],
      env: { XDG_CONFIG_HOME: "/nonexistent", NO_COLOR: "" },
      stdin: "null",
    }).output(),
  );
  const decoder = new TextDecoder();
  assertEquals([code, decoder.decode(stderr)], [0, ""]);
  assertStringIncludes(decoder.decode(stdout), "Listening on");
});

liveTest("portik listen ends on Ctrl-C in a terminal, with its summary", ["tmux"], async () => {
  const port = freePort();
  await using terminal = await programInTerminal(["listen", `${port}`]);
  await terminal.shows("the start", (text) => text.includes("Listening on"));
  await exchange(port, bytes("\x1b]0;evil\x07hello"));
  await terminal.shows(
    "the bytes",
    (text) => text.includes("sent 14 bytes: \\x1b]0;evil\\x07hello"),
  );
  await terminal.press("C-c");
  const screen = await terminal.shows("the end", (text) => text.includes("exit 0"));
  assertStringIncludes(screen, "Got 1 connection, 14 bytes from 1 address");
});

liveTest(
  "portik listen says to nobody that a port is not for everyone, in one sentence",
  [...NETNS_NEEDS, "ss"],
  async () => {
    await using as = await makePublicProgram();
    // What is privileged is a setting of each network namespace; a new one has the usual.
    await using netns = await makeNetns();
    const through = netns.command([], NOBODY);
    const { code, stdout, stderr } = await portik(["listen", "80"], { as, through });
    assertEquals([code, stdout], [5, ""]);
    assertEquals(stderr.split("\n"), [
      "portik: Cannot listen on 127.0.0.1:80: 80 on 127.0.0.1 is free, but you may not bind it: " +
      "ports below 1024 need root or CAP_NET_BIND_SERVICE here",
      "See portik explain 80 --host 127.0.0.1",
      "",
    ]);
  },
);

liveTest("portik listen takes a link-local address with its interface", NETNS_NEEDS, async () => {
  await using netns = await makeNetns();
  await netns.ip("address", "add", "fe80::1/64", "dev", "lo", "nodad");
  const through = netns.command([]);
  for (const place of ["[fe80::1%lo]:8080", "[fe80::1%lo]:8080/udp"]) {
    const { code, stdout } = await portik(["listen", place, "--for", "1ms"], { through });
    assertEquals(code, 0);
    assertStringIncludes(stdout, `Listening on ${place}.\n`);
  }
  const bare = await portik(["listen", "[fe80::1]:8080"], { through });
  assertEquals(bare.code, 5);
  assertStringIncludes(bare.stderr, "its interface, as in fe80::1%eth0");
});
