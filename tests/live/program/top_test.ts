import { assertEquals, assertStringIncludes } from "@std/assert";
import { problemsOfAnswer } from "../../schemas.ts";
import { portik } from "../program.ts";
import { makeConnection, makeUnaccepted } from "../scene.ts";
import { liveTest } from "../tools.ts";

interface Busy {
  readonly port: number;
  readonly total: number;
  readonly pid?: number;
}

async function topJson(...args: string[]): Promise<readonly Busy[]> {
  const { stdout, code } = await portik(["top", ...args, "--json"]);
  const document = JSON.parse(stdout);
  assertEquals([code, problemsOfAnswer(document)], [0, []]);
  return document.data.ports;
}

liveTest("portik top ranks ports by their connections, each counted once", ["ss"], async () => {
  await using busy = await makeUnaccepted(3);
  await using calm = await makeConnection();
  const words = [`${calm.port}`, `${busy.port}`];
  const ranked = await topJson(...words);
  assertEquals(ranked.map(({ port, total, pid }) => [port, total, pid]), [
    [busy.port, 3, busy.actor.pid],
    [calm.port, 1, calm.actor.pid],
  ], JSON.stringify(ranked));
  assertEquals((await topJson(...words, "--top", "1")).length, 1);
  const { stdout } = await portik(["top", ...words, "--clients", "1"]);
  assertStringIncludes(stdout, "127.0.0.1 (3)");
});

liveTest("portik top without ports finds the busy ones, and no client's", ["ss"], async () => {
  await using busy = await makeUnaccepted(3);
  await using calm = await makeConnection();
  const ports = (await topJson("--top", "0")).map(({ port }) => port);
  for (const port of [busy.port, calm.port]) assertEquals(ports.includes(port), true);
  assertEquals(ports.includes(calm.clientPort), false);
});
