import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { problemsOfAnswer } from "../../schemas.ts";
import { Docker, DOCKER_NEEDS } from "../docker.ts";
import { makeNetns } from "../netns.ts";
import { freePort } from "../open.ts";
import { makePublicProgram, portik, type RunChoices } from "../program.ts";
import { makeSocket } from "../scene.ts";
import { liveTest, NETNS_NEEDS } from "../tools.ts";

/** Runs `free` and reads the ports that it prints. */
async function free(words: readonly string[], choices: RunChoices = {}) {
  const result = await portik(["free", ...words], choices);
  const ports = result.stdout.split("\n").filter((line) => line !== "").map(Number);
  return { ...result, ports };
}

/** A folder for portik's state that is nobody else's. */
async function stateHome(): Promise<{ readonly env: Record<string, string> } & AsyncDisposable> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "portik-" }));
  return {
    env: { XDG_STATE_HOME: path, USER: "alice" },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

Deno.test("portik free prints a port that a server can have, and nothing else", async () => {
  const { code, stdout, stderr, ports: [port = 0] } = await free(["--no-docker"]);
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^\d+\n$/);
  Deno.listen({ hostname: "0.0.0.0", port }).close();
});

Deno.test("portik free --count gives as many different ports as are asked for", async () => {
  for (const proto of ["tcp", "udp", "all"]) {
    const { code, ports } = await free(["--count", "20", "--proto", proto]);
    assertEquals([code, new Set(ports).size], [0, 20], proto);
  }
});

Deno.test("portik free --consecutive gives ports in a row", async () => {
  const { code, ports: [first = 0, ...rest] } = await free(["--count", "4", "--consecutive"]);
  assertEquals([code, rest], [0, [first + 1, first + 2, first + 3]]);
});

for (
  const [what, socket] of [
    ["on 127.0.0.1", { address: "127.0.0.1" }],
    ["on 127.0.0.2", { address: "127.0.0.2" }],
    ["on ::1", { address: "::1" }],
    ["on 0.0.0.0", { address: "0.0.0.0" }],
    ["on ::", { address: "::" }],
    ["that is bound and does not listen", { address: "127.0.0.1", listens: false }],
  ] as const
) {
  liveTest(
    `portik free never gives a port ${what}`,
    socket.address.includes(":") ? ["ipv6"] : [],
    async () => {
      await using scene = await makeSocket(socket);
      const other = freePort();
      const held = await free(["--ports", `${scene.port}`]);
      assertEquals([held.code, held.stdout], [1, ""]);
      assertStringIncludes(held.stderr, `No port of ${scene.port} is free: 1 is held\n`);
      assertMatch(held.stderr, new RegExp(`^portik: ${scene.port} is (held by .*pid|taken)`, "m"));
      assertEquals((await free(["--ports", `${scene.port},${other}`])).ports, [other]);
      assertEquals((await free(["--ports", `${scene.port}`, "--proto", "udp"])).ports, [
        scene.port,
      ]);
    },
  );
}

liveTest("portik free --proto udp and all see who has a port by UDP", [], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1", proto: "udp" });
  const only = ["--ports", `${scene.port}`];
  const codes = ["tcp", "udp", "all"].map(async (proto) =>
    (await free([...only, "--proto", proto])).code
  );
  assertEquals(await Promise.all(codes), [0, 1, 1]);
});

liveTest("portik free --bind looks at one address alone", [], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const only = ["--ports", `${scene.port}`, "--bind"];
  assertEquals((await free([...only, "127.0.0.2"])).ports, [scene.port]);
  assertEquals((await free([...only, "127.0.0.1"])).code, 1);
  assertEquals((await free([...only, "localhost"])).code, 1);
  const drawn = await free(["--bind", "127.0.0.2", "--json"]);
  assertEquals(JSON.parse(drawn.stdout).data.ports[0].addresses, ["127.0.0.2"]);
  assertStringIncludes(
    (await free(["--bind", "192.0.2.1"])).stderr,
    "'192.0.2.1' is no address of this",
  );
});

liveTest("portik free gives an ordinary user no port that he may not bind", ["root"], async () => {
  const start = Number(await Deno.readTextFile("/proc/sys/net/ipv4/ip_unprivileged_port_start"));
  if (start < 1024) return;
  await using as = await makePublicProgram();
  const { ports, stdout } = await free(["--ports", "1022-1024"], { as });
  if (stdout !== "") assertEquals(ports, [1024]);
  const none = await free(["--ports", "1022-1023"], { as });
  assertEquals(none.code, 1);
  assertStringIncludes(none.stderr, "2 are not yours to bind");
});

liveTest("portik free keeps to the settings of the kernel", NETNS_NEEDS, async () => {
  await using netns = await makeNetns();
  const through = netns.command([]);
  const set = async (name: string, value: string) => {
    const path = `/proc/sys/net/ipv4/${name}`;
    const [program = "", ...args] = netns.command([
      "sh",
      "-c",
      'echo "$1" > "$2"',
      "sh",
      value,
      path,
    ]);
    assertEquals((await new Deno.Command(program, { args }).output()).code, 0);
  };
  await set("ip_local_reserved_ports", "3000-3001,3003");
  await set("ip_local_port_range", "3004 3007");
  const found = await free(["--ports", "3000-3010", "--count", "4"], { through });
  assertEquals(found.ports, [3002, 3008, 3009, 3010]);
  const pressed = await free(["--ports", "3000-3005", "--count", "2"], { through });
  assertEquals(pressed.ports, [3002, 3004]);
  assertStringIncludes(pressed.stderr, "3004 is in the ephemeral range (3004-3007)");
  const none = await free(["--ports", "3000-3001"], { through });
  assertStringIncludes(none.stderr, "No port of 3000-3001 is free: 2 are reserved by the system");
  // The kernel has four ports to choose from, and no more.
  const drawn = await free(["--count", "4"], { through });
  assertEquals(drawn.ports.toSorted(), [3004, 3005, 3006, 3007]);
  assertEquals((await free(["--count", "5"], { through })).code, 1);
});

liveTest(
  "portik free gives no port that a container has published or wants",
  DOCKER_NEEDS,
  async () => {
    await using docker = await Docker.start({ userlandProxy: false });
    await docker.run({ name: "web", publish: ["8080:80"] });
    await docker.run({ name: "later", publish: ["127.0.0.1:8081:80"], start: false });
    await docker.run({ name: "over", publish: ["8082:80", "8083:53/udp"] });
    await docker.command("stop", "--time", "0", "over");
    const choices = { through: docker.netns.command([]), env: docker.env };
    const { code, ports } = await free(["--ports", "8080-8085", "--count", "3"], choices);
    assertEquals([code, ports], [0, [8083, 8084, 8085]]);
    const udp = await free(["--ports", "8080-8083", "--proto", "all"], choices);
    assertEquals([udp.code, udp.stdout], [1, ""]);
    const none = await free(["--ports", "8080-8082"], choices);
    assertEquals([none.code, none.stdout], [1, ""]);
    assertMatch(none.stderr, /^portik: 8080 is published by container web \(/m);
    assertMatch(none.stderr, /^portik: 8081 is wanted by container later \(.*, which is created$/m);
    assertMatch(none.stderr, /^portik: 8082 is wanted by container over \(.*, which is exited$/m);
  },
);

Deno.test("portik free --lease keeps a port from the next who asks", async () => {
  await using state = await stateHome();
  const [port, other] = [freePort(), freePort()];
  const words = ["--ports", `${port},${other}`, "--order", "ascending"];
  const first = await free([...words, "--lease", "10m", "--name", "web", "--json"], state);
  const { ports, lease } = JSON.parse(first.stdout).data;
  assertEquals([ports[0].port, lease.name], [Math.min(port, other), "web"]);
  const second = await free(words, state);
  assertEquals(second.ports, [Math.max(port, other)]);
  const only = await free(["--ports", `${ports[0].port}`], state);
  assertEquals(only.code, 1);
  assertStringIncludes(only.stderr, `${ports[0].port} is leased to web by portik free until`);
  const leased = `${ports[0].port}`;
  assertEquals((await portik(["mine", "--test", leased], state)).code, 1);
  const moved = await portik(
    ["mine", "--prepend", leased, "--include", `${Math.max(port, other)}`],
    state,
  );
  assertEquals(moved.stdout, `${Math.max(port, other)}\n`);
  assertStringIncludes(moved.stderr, `because ${leased} is leased to web by portik free until`);
});

Deno.test("portik free --lease gives everyone who asks at once another port", async () => {
  await using state = await stateHome();
  const asked = Array.from({ length: 12 }, () => free(["--lease", "1m", "--count", "3"], state));
  const found = await Promise.all(asked);
  assertEquals(found.map(({ code }) => code), Array(12).fill(0));
  assertEquals(new Set(found.flatMap(({ ports }) => ports)).size, 36);
});

Deno.test("portik free gives back what it leased where there was not enough", async () => {
  await using state = await stateHome();
  const port = freePort();
  const short = await free(["--ports", `${port},6000`, "--count", "2", "--lease", "1m"], state);
  assertEquals([short.code, short.stdout], [1, ""]);
  assertEquals((await free(["--ports", `${port}`], state)).ports, [port]);
});

Deno.test("portik free works where it may keep no leases, and makes nothing where none are asked for", async () => {
  await using state = await stateHome();
  assertEquals((await free([], state)).code, 0);
  assertEquals([...Deno.readDirSync(state.env.XDG_STATE_HOME ?? "")], []);
  const unsafe = { env: { XDG_STATE_HOME: "/dev/null" } };
  assertEquals((await free([], unsafe)).code, 0);
  assert((await free(["--lease", "1m"], unsafe)).code >= 3);
});

Deno.test("portik free gives a port that browsers refuse to nobody who has not asked for it", async () => {
  const { code, stderr } = await free(["--ports", "6697"]);
  assertEquals(code, 1);
  assertStringIncludes(stderr, "6697 is blocked by browsers");
  const asked = await free(["--ports", "6697", "--browser-blocked"]);
  // A stranger may be on it.
  if (asked.code === 0) assertEquals(asked.ports, [6697]);
  else assertMatch(asked.stderr, /6697 is (held|taken)/);
});

liveTest("portik free --json tells of each port that was passed over", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const { stdout, code } = await free(["--ports", `${scene.port},6697`, "--json"]);
  const document = JSON.parse(stdout);
  assertEquals([code, problemsOfAnswer(document)], [1, []]);
  const { ports, passed, skipped } = document.data;
  assertEquals([ports, skipped], [[], { held: 1, blocked: 1 }]);
  const whys = passed.map(({ port, why }: { port: number; why: string }) => `${port} ${why}`);
  assertEquals(whys.toSorted(), [`${scene.port} held`, "6697 blocked"].toSorted());
  const sentences = passed.map(({ sentence }: { sentence: string }) => sentence).join("\n");
  assertStringIncludes(sentences, `pid ${scene.actor.pid}`);
});

Deno.test("portik free --json keeps to its schema", async () => {
  for (
    const words of [[], ["--count", "3", "--proto", "all"], ["--ports", "6000"], [
      "--bind",
      "localhost",
    ]]
  ) {
    const { stdout } = await free([...words, "--json"]);
    assertEquals(problemsOfAnswer(JSON.parse(stdout)), []);
  }
});

/** Words that make no sense, and what the sentence must name. */
const BAD: readonly (readonly [string[], string])[] = [
  [["--count", "0"], "'0'"],
  [["--count", "-1"], "'-1'"],
  [["--count", "many"], "'many'"],
  [["--count", "99999"], "'99999'"],
  [["--count"], "--count needs a value"],
  [["--count", "3", "--ports", "80,81"], "--count 3"],
  [["--ports", ""], "empty"],
  [["--ports", "0"], "'0'"],
  [["--ports", "10-5"], "did you mean 5-10?"],
  [["--ports", "3000/udp"], "--proto udp"],
  [["--ports", "localhost:3000"], "--bind localhost"],
  [["--bind", "nowhere"], "'nowhere'"],
  [["--consecutive"], "--consecutive"],
  [["--order", "sideways"], "'sideways'"],
  [["--lease", "5"], "'5'"],
  [["--lease", "0s"], "'0s'"],
  [["--name", "web"], "--lease"],
  [["--from", "x.json"], "--from"],
  [["80"], "'80'"],
  [["--ephemral"], "did you mean --ephemeral?"],
];

Deno.test("portik free refuses what makes no sense by its name", async () => {
  for (const [words, names] of BAD) {
    const { code, stdout, stderr } = await free(words);
    assertEquals([code, stdout], [2, ""], `${words} ${stderr}`);
    assertStringIncludes(stderr, names);
  }
});
