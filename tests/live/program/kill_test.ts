import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { problemsOfAnswer } from "../../schemas.ts";
import { isFree, kill, killed } from "../killing.ts";
import { holderOf, tempFolder } from "../launch.ts";
import { SERVERS, startPerl } from "../perl_server.ts";
import { makeConnection, makePrefork, makeReusePort, makeSocket, makeStopped } from "../scene.ts";
import { liveTest } from "../tools.ts";
import { isDead, stateOf } from "../until.ts";

liveTest("portik kill ends a listener and proves that its port is free", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const { code, results, pids, ports } = await killed([scene.port]);
  assertEquals([code, results, pids, ports], [0, ["ended"], [scene.actor.pid], ["free"]]);
  assert(isDead(scene.actor.pid) && isFree(scene.port));
});

liveTest(
  "portik kill says what became of each, and that nothing is left to kill",
  ["ss"],
  async () => {
    await using one = await makeSocket({ address: "127.0.0.1" });
    await using two = await makeSocket({ address: "127.0.0.1", proto: "udp" });
    const { code, stdout } = await kill([one.port, `${two.port}/udp`, "--yes"]);
    assertEquals(code, 0, stdout);
    for (const { port, actor } of [one, two]) {
      assertStringIncludes(stdout, `127.0.0.1:${port}/`);
      // At once, or after some time.
      assertStringIncludes(stdout, `(pid ${actor.pid}) ended a`);
    }
    const again = await kill([one.port, "--yes"]);
    assertEquals([again.code, again.stdout], [
      1,
      `Nothing to kill: nobody listens on ${one.port}/tcp.\n`,
    ]);
  },
);

liveTest("portik kill --dry-run shows the plan that would be carried out, and does nothing", [
  "ss",
], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const dry = await killed([scene.port, "--dry-run"]);
  assertEquals([dry.code, dry.results, dry.data.dryRun], [0, [], true]);
  assertEquals(stateOf(scene.actor.pid) === undefined, false);
  const { data } = await killed([scene.port]);
  assertEquals(dry.data.plan, data.plan);
});

liveTest("portik kill needs --yes where there is no terminal, and touches nobody without", [
  "ss",
], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const { code, stderr } = await kill([scene.port]);
  assertEquals([code, isDead(scene.actor.pid)], [3, false]);
  assertStringIncludes(stderr, "--yes");
});

liveTest("portik kill signals the master of a prefork server, and its workers are gone with it", [
  "ss",
], async () => {
  await using scene = await makePrefork(3);
  const { code, data, ports } = await killed([scene.port]);
  assertEquals([code, ports], [0, ["free"]]);
  const [master, ...workers] = data.steps;
  assertEquals([master.pid, master.signals], [scene.actor.pid, ["SIGTERM"]]);
  assertEquals(
    workers.map(({ pid }: { pid: number }) => pid).sort(),
    scene.children.toSorted(),
  );
  assert(scene.children.every(isDead) && isFree(scene.port));
});

liveTest("portik kill ends both who share a port by SO_REUSEPORT", ["ss"], async () => {
  await using scene = await makeReusePort(2);
  await using second = scene.second;
  const { code, pids } = await killed([scene.port]);
  assertEquals([code, pids.sort()], [0, [scene.actor.pid, second.pid].sort()]);
  assert(isFree(scene.port));
});

liveTest("portik kill kills what does not heed SIGTERM, when the time is over", [
  "ss",
  "perl",
], async () => {
  await using server = await startPerl(SERVERS.deaf);
  const { code, data, results } = await killed([server.port, "--timeout", "300ms"]);
  assertEquals([code, results, data.steps[0].signals], [0, ["killed"], ["SIGTERM", "SIGKILL"]]);
  assert(isFree(server.port));
});

liveTest("portik kill --signal sends that signal, and does not kill after SIGHUP", [
  "ss",
  "perl",
], async () => {
  const script = SERVERS.plain.replace("sleep 1 while", '$SIG{HUP} = "IGNORE"; sleep 1 while');
  await using server = await startPerl(script);
  const words = [server.port, "--signal", "hup", "--timeout", "300ms"];
  const { code, data, results, ports } = await killed(words);
  assertEquals([code, results, ports], [5, ["alive"], ["held"]]);
  assertEquals([data.steps[0].signals, isDead(server.pid)], [["SIGHUP"], false]);
  const second = await killed([server.port, "--signal", "SIGKILL"]);
  assertEquals([second.code, second.results], [0, ["killed"]]);
});

liveTest("portik kill counts a zombie that nobody collects as dead", ["ss", "perl"], async () => {
  await using server = await startPerl(SERVERS.careless);
  const pid = holderOf(server.port) ?? 0;
  const { code, results, pids } = await killed([server.port]);
  assertEquals([code, results, pids], [0, ["ended"], [pid]]);
  assertEquals([stateOf(pid), isDead(server.pid), isFree(server.port)], ["Z", false, true]);
});

liveTest("portik kill ends a stopped process, which hears SIGTERM only when it goes on", [
  "ss",
], async () => {
  await using scene = await makeStopped();
  const { code, results } = await killed([scene.port]);
  assertEquals([code, results], [0, ["ended"]]);
  assert(isFree(scene.port));
});

liveTest("portik kill leaves the clients of a port alone, and counts them", ["ss"], async () => {
  await using scene = await makeConnection("127.0.0.1", { reuseAddress: true });
  const { code, data } = await killed([scene.port]);
  assertEquals([code, data.plan.ports[0].clients], [0, 1]);
  assertEquals(data.plan.spared, [{
    pid: scene.client.pid,
    name: data.plan.spared[0].name,
    why: `client of ${scene.port}/tcp`,
  }]);
  assertEquals(isDead(scene.client.pid), false);
});

liveTest(
  "portik kill says that what is left of connections is still in the way",
  ["ss"],
  async () => {
    // Without SO_REUSEADDR, a connection that its client does not close keeps the port (`socket(7)`).
    await using scene = await makeConnection("127.0.0.1", { reuseAddress: false });
    const { code, results, ports } = await killed([scene.port]);
    assertEquals([code, results, ports], [5, ["ended"], ["closing"]]);
  },
);

liveTest("portik kill --json --verbose tells each event on a line of its own", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const { stdout, code } = await kill([scene.port, "--yes", "--json", "--verbose"]);
  const lines = stdout.trim().split("\n").map((line) => JSON.parse(line));
  for (const line of lines) assertEquals(problemsOfAnswer(line), []);
  assertEquals([code, lines.map(({ kind, data }) => data.event ?? kind)], [
    0,
    ["signalled", "process", "port", "kill"],
  ]);
});

liveTest("portik kill does its work where there is no safe place for its journal, and says so", [
  "ss",
], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  await using folder = await tempFolder();
  await Deno.chmod(folder.path, 0o777);
  const { code, data } = await killed([scene.port], { env: { XDG_STATE_HOME: folder.path } });
  assertEquals([code, typeof data.notRecorded], [0, "string"]);
});

liveTest("portik kill refuses words that make no sense", ["ss"], async () => {
  const cases: readonly (readonly [string[], string])[] = [
    [["pid:abc"], "bad-pid"],
    [["pid:0"], "bad-pid"],
    [["pid:-1"], "bad-pid"],
    [["pid:"], "bad-pid"],
    [["name:"], "bad-name"],
    [["0"], "bad-port"],
    [["80abc"], "bad-port"],
    [["80", "--signal", "NOPE"], "bad-signal"],
    [["80", "--signal", "STOP"], "bad-signal"],
    [["80", "--timeout", "5"], "bad-duration"],
    [["80", "--from", "/dev/null"], "bad-flags"],
  ];
  for (const [words, code] of cases) {
    const { error, ...rest } = await killed(words);
    assertEquals([rest.code, error.code], [2, code], words.join(" "));
  }
});
