import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { freePort as exported, Refusal } from "../../main.ts";
import { denoHost } from "../../src/host/deno/mod.ts";
import { makeLibrary } from "../../src/make_library.ts";
import { freePort as unusedPort } from "./open.ts";
import { portik } from "./program.ts";
import { makeSocket } from "./scene.ts";
import { Started, stateEnv } from "./started.ts";
import { liveTest } from "./tools.ts";

const MAIN = new URL("../../main.ts", import.meta.url).href;

/** `freePort()` of a library of the test's own, whose state lies in a folder that goes with the test. */
async function ownLibrary() {
  const state = await stateEnv();
  const env = (name: string) => name === "XDG_STATE_HOME" ? state.path : denoHost.env(name);
  const { freePort } = makeLibrary({ ...denoHost, env }, () => Promise.resolve([]));
  return { ...state, freePort };
}

/** A program that asks for so many ports, prints each on a line, and goes on. */
async function asker(
  count: number,
  { path, env }: Awaited<ReturnType<typeof stateEnv>>,
  choices = "{}",
): Promise<Started> {
  const file = await Deno.makeTempFile({ dir: path, suffix: ".ts" });
  await Deno.writeTextFile(
    file,
    `import { freePort } from ${JSON.stringify(MAIN)};
    for (let i = 0; i < ${count}; i++) console.log(await freePort(${choices}));
    console.log("done");
    await new Response(Deno.stdin.readable).text();`,
  );
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const flags = ["run", "-A", "--quiet", "--no-check", "--config", config];
  return Started.start([Deno.execPath(), ...flags, file], { env });
}

function portsOf({ stdout }: Started): number[] {
  return (stdout.match(/^\d+$/gm) ?? []).map(Number);
}

liveTest(
  "freePort() gives each caller of this process a port that a server can have",
  [],
  async () => {
    await using own = await ownLibrary();
    const { freePort } = own;
    const ports = await Promise.all(Array.from({ length: 200 }, () => freePort()));
    assertEquals(new Set(ports).size, 200);
    const [port = 0] = ports;
    Deno.listen({ hostname: "0.0.0.0", port }).close();
  },
);

liveTest("freePort() looks at UDP, or at both, where that is asked", [], async () => {
  await using own = await ownLibrary();
  const { freePort } = own;
  await using scene = await makeSocket({ address: "127.0.0.1", proto: "udp" });
  const { port: ports } = scene;
  assertEquals(await freePort({ ports }), ports);
  for (const proto of ["udp", "all"] as const) {
    await assertRejects(() => freePort({ ports, proto }), Refusal, "1 is ");
    assert(await freePort({ proto }) > 0);
  }
});

for (const address of ["127.0.0.1", "127.0.0.2", "::1", "::"]) {
  liveTest(
    `freePort() passes over a port that somebody has on ${address}, and says who`,
    address.includes(":") ? ["ss", "ipv6"] : ["ss"],
    async () => {
      await using own = await ownLibrary();
      const { freePort } = own;
      await using scene = await makeSocket({ address });
      const other = unusedPort();
      assertEquals(await freePort({ ports: [scene.port, other] }), other);
      const none = await assertRejects(() => freePort({ ports: scene.port }), Refusal);
      assertEquals(none.code, "no-free-port");
      const who = `${scene.port} is held by`;
      assertStringIncludes(none.message, `No port of ${scene.port} is free: 1 is held; ${who}`);
      assertStringIncludes(none.message, `pid ${scene.actor.pid}`);
    },
  );
}

liveTest("freePort() looks at one address alone where that is asked", [], async () => {
  await using own = await ownLibrary();
  const { freePort } = own;
  await using scene = await makeSocket({ address: "127.0.0.2" });
  const { port: ports } = scene;
  assertEquals(await freePort({ ports, host: "127.0.0.1" }), ports);
  await assertRejects(() => freePort({ ports: scene.port, host: "127.0.0.2" }), Refusal);
  await assertRejects(() => freePort({ host: "192.0.2.1" }), Refusal, "no address of this machine");
});

liveTest(
  "freePort() goes by the order of what is named, and leaves out what it is told to",
  [],
  async () => {
    await using own = await ownLibrary();
    const { freePort } = own;
    const [low = 0, high = 0] = [unusedPort(), unusedPort()].toSorted((a, b) => a - b);
    assertEquals(await freePort({ ports: [high, low] }), high);
    assertEquals(await freePort({ ports: `${high},${low}`, exclude: [high, 80] }), low);
  },
);

liveTest("freePort() gives a port that browsers refuse only to who does not care", [], async () => {
  await using own = await ownLibrary();
  const { freePort } = own;
  const refused = await assertRejects(() => freePort({ ports: 6697 }), Refusal);
  assertStringIncludes(refused.message, "6697 is blocked by browsers");
  const careless = await freePort({ ports: 6697, browserBlocked: true }).catch((error) => error);
  // A stranger may be on it.
  if (careless !== 6697) assertStringIncludes(careless.message, "6697 is held");
});

liveTest("freePort() refuses what makes no sense", [], async () => {
  const freePort = exported;
  for (const ports of ["", 0, 70000, "10-5", "80/udp", "localhost:80", NaN]) {
    assertEquals((await assertRejects(() => freePort({ ports }), Refusal)).code, "bad-port");
  }
  await assertRejects(() => freePort({ host: "nowhere" }), Refusal, "'nowhere'");
  for (const lease of [0, -1, NaN, 999, Infinity]) {
    await assertRejects(() => freePort({ lease }), Refusal, "is no time for a lease");
  }
});

liveTest("freePort() gives no two processes the same port", [], async () => {
  await using state = await stateEnv();
  await using all = new AsyncDisposableStack();
  const askers = await Promise.all(
    Array.from({ length: 8 }, async () => all.use(await asker(25, state))),
  );
  await Promise.all(askers.map((one) => one.says("stdout", /^done$/m)));
  const ports = askers.flatMap(portsOf);
  assertEquals([ports.length, new Set(ports).size], [200, 200]);
});

liveTest("freePort() gives none of a range twice, whichever process asks", [], async () => {
  await using state = await stateEnv();
  await using all = new AsyncDisposableStack();
  const first = unusedPort();
  const choices = JSON.stringify({ ports: `${first}-${first + 39}` });
  const askers = await Promise.all(
    Array.from({ length: 3 }, async () => all.use(await asker(10, state, choices))),
  );
  await Promise.all(askers.map((one) => one.says("stdout", /^done$/m)));
  const ports = askers.flatMap(portsOf);
  assertEquals([ports.length, new Set(ports).size], [30, 30]);
});

liveTest(
  "freePort() keeps to leases of the program, and the program to those of freePort()",
  [],
  async () => {
    await using own = await ownLibrary();
    const { freePort } = own;
    const [port, other] = [unusedPort(), unusedPort()];
    assertEquals(await freePort({ ports: port, lease: 600_000, name: "web" }), port);
    const asked = await portik(["free", "--ports", `${port}`], { env: own.env });
    assertEquals(asked.code, 1);
    assertStringIncludes(asked.stderr, `${port} is leased to web by portik free until`);
    await portik(["free", "--ports", `${other}`, "--lease", "10m"], { env: own.env });
    const none = await assertRejects(() => freePort({ ports: other }), Refusal);
    assertStringIncludes(none.message, `${other} is leased by portik free until`);
    assertEquals((await portik(["release", `${other}`], { env: own.env })).code, 0);
    assertEquals(await freePort({ ports: other }), other);
  },
);

liveTest("freePort() works where portik can keep no leases, within this process", [], async () => {
  await using own = await ownLibrary();
  const { freePort } = own;
  await Deno.writeTextFile(`${own.path}/portik`, "no folder");
  const ports = await Promise.all(Array.from({ length: 50 }, () => freePort()));
  assertEquals(new Set(ports).size, 50);
  const refused = await assertRejects(() => freePort({ lease: 1000 }), Refusal);
  assertEquals(refused.code !== "no-free-port", true, refused.message);
});
