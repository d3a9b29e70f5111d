import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { makePublicProgram, portik } from "../program.ts";
import {
  makeConnection,
  makeNamed,
  makePrefork,
  makeReusePort,
  makeSocket,
  makeTimeWait,
} from "../scene.ts";
import { liveTest } from "../tools.ts";

// deno-lint-ignore no-explicit-any -- what is asserted of the JSON is its shape
async function whoJson(...args: string[]): Promise<any> {
  const { stdout } = await portik(["who", ...args, "--json"]);
  return JSON.parse(stdout).data.ports[0];
}

liveTest("portik who names the owner of a listener and exits 0", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const { code, stdout } = await portik(["who", `${scene.port}`]);
  assertEquals(code, 0);
  assertStringIncludes(stdout, `${scene.port}/tcp is listening`);
  assertStringIncludes(stdout, `${scene.actor.pid}`);
});

liveTest("portik PORT is portik who PORT", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const [short, long] = await Promise.all([
    portik([`${scene.port}`, "--summary"]),
    portik(["who", `${scene.port}`, "--summary"]),
  ]);
  assertEquals(short, long);
});

liveTest("portik who takes flags before and after the port", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const orders = [["--json", "who"], ["who", "--json"], ["-o", "json", "who"], ["--output=json"]];
  for (const words of orders) {
    const { code, stdout } = await portik([...words, `:${scene.port}`]);
    assertEquals([code, JSON.parse(stdout).kind], [0, "who"], words.join(" "));
  }
});

liveTest("portik who exits 1 for a port that nobody listens on", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1", proto: "udp" });
  const { code, stdout } = await portik(["who", `${scene.port}`]);
  assertEquals(code, 1);
  assertStringIncludes(stdout, `${scene.port}/udp is held by`);
  assertEquals((await portik(["who", `${scene.port}/udp`])).code, 0);
});

liveTest("portik who shows every field of a listener in JSON", ["ss"], async () => {
  await using scene = await makeSocket({ address: "::", v6only: false });
  const port = await whoJson(`${scene.port}`);
  assertEquals(port.status, "listening");
  const [listener] = port.listeners;
  assertEquals(
    [listener.address, listener.family, listener.v6only, listener.reach],
    ["::", "dual", false, "everyone"],
  );
  const [owner] = listener.owners;
  assertEquals([owner.pid, owner.confidence, owner.holds], [
    scene.actor.pid,
    "certain",
    "listener",
  ]);
  assertEquals([owner.uid, typeof owner.user], [Deno.uid(), "string"]);
  assert(Array.isArray(owner.argv) && owner.argv.length > 1);
  assertMatch(owner.startedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
  assert(owner.ageSeconds >= 0 && owner.ageSeconds < 3600);
});

liveTest(
  "portik who counts connections once and never the listener among them",
  ["ss"],
  async () => {
    await using scene = await makeConnection();
    const { states } = await whoJson(`${scene.port}`);
    assertEquals(states, { LISTEN: 1, ESTABLISHED: 1 });
  },
);

liveTest("portik who counts TIME_WAIT and still says that nobody listens", ["ss"], async () => {
  const scene = await makeTimeWait();
  const port = await whoJson(`${scene.port}`);
  assertEquals([port.status, port.states.TIME_WAIT], ["free", 1]);
});

liveTest(
  "portik who tells the maker of a socket from those that inherited it",
  ["ss"],
  async () => {
    await using scene = await makePrefork(4);
    const [listener] = (await whoJson(`${scene.port}`)).listeners;
    const roles = listener.owners.map((
      owner: { pid: number; holds: string },
    ) => [owner.pid, owner.holds]);
    assertEquals(roles[0], [scene.actor.pid, "listener"]);
    assertEquals(
      roles.slice(1).sort(),
      scene.children.map((pid) => [pid, "inherited"]).sort(),
    );
  },
);

liveTest("portik who shows each socket of an SO_REUSEPORT group", ["ss"], async () => {
  await using scene = await makeReusePort(2);
  const { listeners } = await whoJson(`${scene.port}`);
  const pids = listeners.map((one: { owners: { pid: number }[] }) => one.owners[0]?.pid).sort();
  assertEquals(pids, [scene.actor.pid, scene.second.pid].sort());
});

liveTest("portik who makes control characters in a process name visible", ["ss"], async () => {
  for (const name of ["\x1b]0;x\x07", "a\nb\tc", "日本語\u0301", '",pid=1,fd=3)', "\u202eevil"]) {
    await using scene = await makeNamed(name);
    const { code, stdout } = await portik(["who", `${scene.port}`]);
    assertEquals(code, 0, JSON.stringify(name));
    assertStringIncludes(stdout, `${scene.actor.pid}`);
    // deno-lint-ignore no-control-regex -- they are what must not come out
    assert(!/[\x00-\x09\x0b-\x1f\x7f\u202e]/.test(stdout), JSON.stringify(stdout));
    const [owner] = (await whoJson(`${scene.port}`)).listeners[0].owners;
    assertEquals(owner.pid, scene.actor.pid);
  }
});

liveTest("portik who answers from /proc/net where ss is missing", [], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const { code, stdout } = await portik(["who", `${scene.port}`, "--json"], {
    env: { PATH: "/nonexistent" },
  });
  const answer = JSON.parse(stdout);
  assertEquals([code, answer.data.ports[0].listeners[0].owners[0].pid], [0, scene.actor.pid]);
  assertEquals(answer.gaps, [{ fact: "sockets", source: "ss", reason: "ss is not installed" }]);
});

liveTest(
  "portik who shows a stranger's listener to nobody, with its user",
  ["ss", "root"],
  async () => {
    await using scene = await makeSocket({ address: "127.0.0.1" });
    await using as = await makePublicProgram();
    const { code, stdout } = await portik(["who", `${scene.port}`, "--json"], { as });
    const { data, gaps } = JSON.parse(stdout);
    const [owner] = data.ports[0].listeners[0].owners;
    assertEquals(code, 0);
    assertEquals(owner, { argv: [], uid: 0, user: "root", confidence: "user", holds: "listener" });
    assertEquals(gaps[0].fact, "owners");
  },
);

liveTest("portik who has no colour in a pipe unless it is asked for", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const plain = await portik(["who", `${scene.port}`]);
  const forced = await portik(["who", `${scene.port}`, "--color", "always"]);
  assert(!plain.stdout.includes("\x1b["));
  assert(forced.stdout.includes("\x1b["));
});

liveTest("portik who answers for several ports with the highest exit code", ["ss"], async () => {
  await using one = await makeSocket({ address: "127.0.0.1" });
  await using two = await makeSocket({ address: "127.0.0.1" });
  const both = await portik(["who", `${one.port},${two.port}`, "--json"]);
  assertEquals([both.code, JSON.parse(both.stdout).data.ports.length], [0, 2]);
  await using udp = await makeSocket({ address: "127.0.0.1", proto: "udp" });
  assertEquals((await portik(["who", `${one.port}`, `${udp.port}`])).code, 1);
});
