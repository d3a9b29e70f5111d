import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { ScanRow } from "../../../src/analysis/scan.ts";
import { problemsOfAnswer } from "../../schemas.ts";
import { freePort } from "../open.ts";
import { makePublicProgram, portik, type RunChoices } from "../program.ts";
import { makeConnection, makeNamed, makePrefork, makeSocket } from "../scene.ts";
import { liveTest } from "../tools.ts";

// deno-lint-ignore no-explicit-any -- what is asserted of the JSON is its shape
async function scanJson(args: readonly string[], choices: RunChoices = {}): Promise<any> {
  const { stdout, code } = await portik(["scan", ...args, "--json"], choices);
  const document = JSON.parse(stdout);
  assertEquals([code, problemsOfAnswer(document)], [0, []]);
  return document.data;
}

liveTest("portik scan tells listening, held and free apart", ["ss"], async () => {
  await using server = await makeSocket({ address: "127.0.0.1" });
  await using bound = await makeSocket({ address: "127.0.0.1", listens: false });
  const free = freePort();
  const { rows, ports } = await scanJson([server.port, bound.port, free].map(String));
  const found = rows.map(({ port, status, pid }: ScanRow) => [port, status, pid]);
  assertEquals([ports, found], [3, [
    [server.port, "listening", server.actor.pid],
    [bound.port, "held", undefined],
    [free, "free", undefined],
  ]]);
  assertStringIncludes(rows[1].hint, "EADDRINUSE");
  assertEquals([rows[0].address, rows[2].hint], ["127.0.0.1", undefined]);
});

liveTest(
  "portik scan shows whose connection has a port, and tries no bind with --no-bind",
  ["ss"],
  async () => {
    await using scene = await makeConnection();
    const { rows } = await scanJson([`${scene.clientPort}`, "--no-bind"]);
    const found = rows.map(({ port, status, pid }: ScanRow) => [port, status, pid]);
    assertEquals(found, [[scene.clientPort, "held", scene.client.pid]]);
    assertStringIncludes(rows[0].hint, "is the local end of a connection of");
  },
);

liveTest(
  "portik scan --all and portik scan show the same, and every port that somebody listens on",
  ["ss"],
  async () => {
    await using server = await makePrefork(2);
    for (const args of [[], ["--all"]]) {
      const { rows, ports } = await scanJson(args);
      const row = rows.find(({ port }: { port: number }) => port === server.port);
      assertEquals([ports, row.status, row.pid], [65535, "listening", server.actor.pid]);
      assert(rows.every(({ status }: { status: string }) => status === "listening"));
    }
  },
);

liveTest("portik scan takes every port there is, and binds none of so many", ["ss"], async () => {
  await using server = await makeSocket({ address: "0.0.0.0" });
  const { rows, ports, silent } = await scanJson(["1-65535"]);
  assertEquals([ports, rows.length + silent], [65535, 65535]);
  const row = rows.find(({ port }: { port: number }) => port === server.port);
  assertEquals([row.status, row.address], ["listening", "0.0.0.0"]);
});

liveTest("portik scan is narrowed by the owner's name", ["ss"], async () => {
  await using server = await makeNamed("portik-scanned");
  const { rows } = await scanJson(["--owner", "K-SCAN"]);
  assertEquals(rows.map(({ port }: { port: number }) => port), [server.port]);
  const { stdout } = await portik(["scan", "--owner", "no such name"]);
  assertStringIncludes(stdout, "No port to show");
});

liveTest(
  "portik scan looks at UDP, and binds it with as much at once as it is told",
  ["ss"],
  async () => {
    await using server = await makeSocket({ address: "127.0.0.1", proto: "udp" });
    const { port } = server;
    for (const concurrency of ["1", "64"]) {
      const words = [`${port}`, "--proto", "all", "--concurrency", concurrency];
      const { rows } = await scanJson(words);
      assertEquals(rows.map((row: { proto: string; status: string }) => [row.proto, row.status]), [
        ["tcp", "free"],
        ["udp", "listening"],
      ]);
    }
    const { rows: [tcp] } = await scanJson([`${port}`]);
    assertStringIncludes(tcp.hint, `${port}/udp is held by`);
  },
);

liveTest(
  "portik scan shows an ordinary user whose the ports of others are",
  ["ss", "root"],
  async () => {
    await using server = await makeSocket({ address: "127.0.0.1" });
    await using as = await makePublicProgram();
    const { rows: [row] } = await scanJson([`${server.port}`], { as });
    assertEquals([row.status, row.user, row.pid], ["listening", "root", undefined]);
    const { stdout } = await portik(["scan", `${server.port}`], { as });
    assertStringIncludes(stdout, "user root");
    assert(!stdout.includes("unknown"), stdout);
  },
);
