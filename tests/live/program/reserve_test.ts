import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { problemsOfAnswer } from "../../schemas.ts";
import { freePort } from "../open.ts";
import { makePublicProgram, portik, program, type Result } from "../program.ts";
import { Started, stateEnv } from "../started.ts";
import { liveTest } from "../tools.ts";
import { isDead, until } from "../until.ts";

type Env = { readonly env: Readonly<Record<string, string>> };

interface Leased {
  readonly port: number;
  readonly proto: string;
  readonly pid?: number;
  readonly name?: string;
  readonly exe?: string;
  readonly kind: string;
  readonly lost: boolean;
  readonly until?: string;
}

/** What a command says as JSON, which keeps to its schema. */
async function ask(
  words: readonly string[],
  choices: Env,
): Promise<Result & { readonly leases: readonly Leased[] }> {
  const result = await portik([...words, "--json"], choices);
  const answer = JSON.parse(result.stdout);
  assertEquals(problemsOfAnswer(answer), [], result.stdout);
  return { ...result, leases: answer.data?.leases ?? answer.data?.released ?? [] };
}

/** Whether a server could have the port: `ok`, or why not. */
function bind(port: number, hostname = "127.0.0.1"): string {
  try {
    Deno.listen({ hostname, port }).close();
    return "ok";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** A state folder, from whose leases every holder is ended at last. */
async function scene() {
  const state = await stateEnv();
  return {
    ...state,
    async [Symbol.asyncDispose]() {
      await portik(["release", "--all"], state);
      await state[Symbol.asyncDispose]();
    },
  };
}

liveTest(
  "portik reserve holds a port, refuses its clients, and lets go when the time is over",
  [],
  async () => {
    await using state = await scene();
    const port = freePort();
    await using holder = Started.portik(
      ["reserve", `${port}`, "--for", "8s", "--name", "web"],
      state,
    );
    await holder.says("stdout", /is held on every address for web/);
    for (const address of ["127.0.0.1", "0.0.0.0", "::"]) {
      assertEquals(
        bind(port, address),
        "EADDRINUSE",
      );
    }
    const refused = await Deno.connect({ port }).then(() => "connected", (error) => error.code);
    assertEquals(refused, "ECONNREFUSED");
    const explained = await portik(["explain", `${port}`], state);
    assertStringIncludes(explained.stderr, `${port} is held for web by portik reserve (pid `);
    const { leases } = await ask(["leases"], state);
    assertEquals(leases.map(({ port, kind, name }) => [port, kind, name]), [[port, "held", "web"]]);
    assertEquals(await holder.code(), 0);
    assertEquals(bind(port), "ok");
    assertEquals((await ask(["leases"], state)).leases, []);
  },
);

liveTest(
  "portik reserve without a port takes a free one, and says so at once as JSON",
  [],
  async () => {
    await using state = await scene();
    await using holder = Started.portik(["reserve", "--json"], state);
    const [line] = await holder.says("stdout", /^.*\n/);
    const answer = JSON.parse(line);
    assertEquals(problemsOfAnswer(answer), []);
    const [lease] = answer.data.leases;
    assertEquals(bind(lease.port), "EADDRINUSE");
    assertEquals(lease.remainingSeconds > 25 && lease.remainingSeconds <= 30, true);
  },
);

liveTest(
  "portik reserve ends cleanly on SIGINT and SIGTERM, and leaves nothing when it is killed",
  [],
  async () => {
    await using state = await scene();
    for (const [signal, code] of [["SIGINT", 0], ["SIGTERM", 0], ["SIGKILL", 137]] as const) {
      const port = freePort();
      await using holder = Started.portik(["reserve", `${port}`, "--for", "10m"], state);
      await holder.says("stdout", /is held/);
      holder.signal(signal);
      assertEquals(await holder.code(), code, signal);
      assertEquals(bind(port), "ok");
      assertEquals((await ask(["leases"], state)).leases, []);
    }
  },
);

liveTest(
  "portik reserve holds several ports or none, by UDP and on one address",
  ["ss"],
  async () => {
    await using state = await scene();
    const [port, other] = [freePort(), freePort()];
    await using holder = Started.portik(
      ["reserve", `127.0.0.1:${port}`, `${port}/udp`, `${other}`],
      state,
    );
    await holder.says("stdout", new RegExp(`${other} is held`));
    assertEquals([bind(port), bind(port, "127.0.0.2"), bind(other)], [
      "EADDRINUSE",
      "ok",
      "EADDRINUSE",
    ]);
    const udp = await portik(["check", `${port}/udp`, "--free"], state);
    assertEquals(udp.code, 1);
    const third = freePort();
    const refused = await portik(["reserve", `${third}`, `${other}`], state);
    assertEquals(refused.code, 5);
    assertMatch(
      refused.stderr,
      new RegExp(`${other} is held .*by portik reserve \\(pid \\d+\\) until`),
    );
    assertEquals(bind(third), "ok");
    assertEquals((await ask(["leases"], state)).leases.length, 3);
  },
);

liveTest("portik reserve says who has the port where that is a stranger", ["ss"], async () => {
  await using state = await scene();
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  for (const words of [["reserve", `${port}`], ["reserve", `${port}`, "--detach"]]) {
    const { code, stderr } = await portik(words, state);
    assertEquals(code, 5);
    assertStringIncludes(stderr, `Cannot hold ${port}: ${port} is held by`);
    assertStringIncludes(stderr, `pid ${Deno.pid}`);
  }
  assertEquals((await ask(["leases"], state)).leases, []);
});

liveTest("portik reserve holds a port whose old connections are in TIME_WAIT", [], async () => {
  await using state = await scene();
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const client = await Deno.connect({ port });
  const server = await listener.accept();
  // Who closes first keeps the port waiting.
  server.close();
  await client.read(new Uint8Array(1));
  client.close();
  listener.close();
  await using holder = Started.portik(["reserve", `127.0.0.1:${port}`], state);
  await holder.says("stdout", /is held/);
  assertEquals(bind(port), "EADDRINUSE");
});

liveTest("portik reserve --detach outlives the shell that started it, until it is released", [
  "setsid",
], async () => {
  await using state = await scene();
  const port = freePort();
  const words = ["reserve", `${port}`, "--detach", "--name", "web", "--exe", "/bin/sh"];
  // The shell is the first of its session, whose end is the end of a terminal.
  const shell = ["setsid", "sh", "-c", '"$@"; kill -HUP 0; exit 3', "sh", ...program(), ...words];
  await using started = Started.start(shell, state);
  await started.code();
  assertStringIncludes(started.stdout.replaceAll("\n", " "), `portik release ${port} ends it`);
  const { leases: [lease] } = await ask(["leases"], state);
  assertEquals([lease?.port, lease?.kind, lease?.name], [port, "held", "web"]);
  assertEquals(lease?.exe, await Deno.realPath("/bin/sh"));
  assertEquals(bind(port), "EADDRINUSE");
  assertEquals(await Deno.readLink(`/proc/${lease?.pid}/cwd`), "/");
  const released = await ask(["release", "web"], state);
  assertEquals([released.code, released.leases.map((one) => one.port)], [0, [port]]);
  assertEquals(bind(port), "ok");
  assertEquals(isDead(lease?.pid ?? 0), true);
  assertEquals((await ask(["leases"], state)).leases, []);
});

liveTest("portik reserve --detach ends by itself when its time is over", [], async () => {
  await using state = await scene();
  const port = freePort();
  const { leases: [lease] } = await ask(["reserve", `${port}`, "--detach", "--for", "1s"], state);
  await until("its holder is gone", () => isDead(lease?.pid ?? 0));
  assertEquals(bind(port), "ok");
  assertEquals((await ask(["leases"], state)).leases, []);
});

liveTest(
  "portik leases --restore holds again what was held when the machine went down",
  [],
  async () => {
    await using state = await scene();
    const [port, other] = [freePort(), freePort()];
    const words = ["--detach", "--name", "web", "--for", "1h"];
    const { leases: [before] } = await ask(["reserve", `127.0.0.1:${port}`, ...words], state);
    const { leases: [second] } = await ask(["reserve", `${other}`, "--detach"], state);
    for (const lease of [before, second]) Deno.kill(lease?.pid ?? 0, "SIGKILL");
    await until("they are gone", () => [before, second].every((lease) => isDead(lease?.pid ?? 0)));
    const lost = await portik(["leases"], state);
    assertStringIncludes(lost.stdout, "2 leases are to be held and nobody does");
    // Lost or not: it is promised, and nobody else gets it.
    const taken = await portik(["reserve", `${port}`, "--detach"], state);
    assertEquals(taken.code, 5);
    assertStringIncludes(taken.stderr, "leased to web by portik reserve until");
    // A stranger has been quicker on one of them.
    using stranger = Deno.listen({ hostname: "127.0.0.1", port: other });
    const restored = await ask(["leases", "--restore"], state);
    assertEquals(restored.code, 5);
    assertStringIncludes(restored.stdout, `Cannot hold ${other}`);
    const again = restored.leases.find((lease) => lease.port === port);
    assertEquals([again?.kind, again?.lost, again?.name], ["held", false, "web"]);
    assertEquals(
      Math.abs(Date.parse(again?.until ?? "") - Date.parse(before?.until ?? "")) < 2000,
      true,
    );
    assertEquals([bind(port), bind(port, "127.0.0.2")], ["EADDRINUSE", "ok"]);
    stranger.close();
    assertEquals((await ask(["leases", "--restore"], state)).code, 0);
    assertEquals(bind(other), "EADDRINUSE");
    assertEquals((await ask(["release", "--all"], state)).leases.length, 2);
  },
);

liveTest(
  "portik release ends one of several ports of a holder, and then the holder",
  [],
  async () => {
    await using state = await scene();
    const [port, other] = [freePort(), freePort()];
    await using holder = Started.portik(["reserve", `${port}`, `${other}`, "--for", "10m"], state);
    await holder.says("stdout", new RegExp(`${other} is held`));
    assertEquals((await portik(["release", `${port}`], state)).code, 0);
    await until("it is free", () => bind(port) === "ok");
    assertEquals(bind(other), "EADDRINUSE");
    assertEquals((await portik(["release", `:${other}/tcp`], state)).code, 0);
    assertEquals(bind(other), "ok");
    assertEquals(await holder.code(), 0);
  },
);

liveTest(
  "portik release says where there is nothing to release, and lets commands go on",
  [],
  async () => {
    await using state = await scene();
    for (const word of ["8080", "web"]) {
      const { code, stdout } = await portik(["release", word], state);
      assertEquals([code, stdout], [1, "There is no such lease.\n"]);
    }
    assertEquals((await portik(["release"], state)).code, 2);
    assertEquals((await portik(["release", "--all", "80"], state)).code, 2);
    assertEquals((await portik(["release", "--all"], state)).code, 0);
    await using used = Started.portik([
      "use",
      "--name",
      "shop",
      "--",
      "sh",
      "-c",
      "echo $PORT; exec cat",
    ], state);
    const [, port] = await used.says("stdout", /^(\d+)\n/);
    const { stdout } = await portik(["release", "shop"], state);
    assertMatch(
      stdout,
      new RegExp(`^The lease of shop on ${port} has ended; its command \\(pid \\d+\\) goes on\\.`),
    );
    await used.write("still here");
    assertEquals(await used.code(), 0);
    assertStringIncludes(used.stdout, "still here");
  },
);

liveTest("portik reserve, release and leases refuse what makes no sense", [], async () => {
  await using state = await scene();
  const cases: readonly (readonly [readonly string[], string])[] = [
    [["reserve", "0"], "is not a port"],
    [["reserve", "80", "--for", "0s"], "no time to hold a port"],
    [["reserve", "80", "--for", "30"], "it needs a unit"],
    [["reserve", "80", "--exe", "/no/such/program"], "There is no program"],
    [["reserve", "80", "--from", "x"], "--from names another"],
    [["release", "80", "--from", "x"], "--from names another"],
    [["leases", "--from", "x"], "--from names another"],
    [["leases", "web"], "one word too many"],
  ];
  for (const [words, sentence] of cases) {
    const { code, stderr } = await portik(words, state);
    assertEquals(code, 2, `${words}`);
    assertStringIncludes(stderr, sentence);
  }
});

liveTest("portik reserve works for nobody, also in the background", ["root"], async () => {
  await using as = await makePublicProgram();
  const choices = { as, env: { XDG_STATE_HOME: "" } };
  const { stdout, code, stderr } = await portik(["reserve", "--detach", "--quiet"], choices);
  assertEquals(code, 0, stderr);
  const port = Number(stdout);
  assertEquals(bind(port), "EADDRINUSE");
  const released = await portik(["release", `${port}`], choices);
  assertEquals([released.code, bind(port)], [0, "ok"]);
});
