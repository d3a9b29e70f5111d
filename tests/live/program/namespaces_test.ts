import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Actor } from "../acting.ts";
import { makeCgroup } from "../cgroup.ts";
import { Docker, DOCKER_NEEDS } from "../docker.ts";
import { makeNetns, type Netns } from "../netns.ts";
import { freePort } from "../open.ts";
import { makePublicProgram, portik, type RunChoices } from "../program.ts";
import { makeSocket, type Scene } from "../scene.ts";
import { ALL_SEEING, liveTest, NETNS_NEEDS } from "../tools.ts";
import { until } from "../until.ts";

const NEEDS = [...NETNS_NEEDS, ...ALL_SEEING];

/** A listener in a namespace, on a port that was free outside of it. */
function makeInside(netns: Netns): Promise<Scene> {
  return makeSocket({ address: "0.0.0.0", port: freePort() }, { netns });
}

/** Exit code, the answer for the one port, and the gaps. */
async function ask(command: string, port: number | string, choices: RunChoices = {}) {
  const { code, stdout } = await portik([command, `${port}`, "--json"], choices);
  const { data, gaps } = JSON.parse(stdout);
  return { code, port: data.ports[0], gaps };
}

/** `namespace address pid` of each listener elsewhere. */
// deno-lint-ignore no-explicit-any -- what is asserted of the JSON is its shape
function elsewhere(port: any): string[] {
  return port.elsewhere.map((
    one: { namespace: string; address: string; owners: { pid: number }[] },
  ) => `${one.namespace} ${one.address} ${one.owners.map(({ pid }) => pid)}`).sort();
}

liveTest(
  "portik who names the namespace in which somebody listens",
  [...NEEDS, "ipv6"],
  async () => {
    await using netns = await makeNetns();
    await using inside = await Actor.start({ netns });
    const port = freePort();
    await inside.open({ address: "127.0.0.1", port });
    await inside.open({ address: "::1", port });
    const where = (address: string) => `${netns.name} ${address} ${inside.pid}`;
    const tcp = await ask("who", port);
    assertEquals([tcp.code, tcp.port.status, tcp.port.listeners], [1, "free", []]);
    assertEquals(elsewhere(tcp.port), [where("127.0.0.1"), where("::1")]);
    assertEquals(tcp.gaps, []);
    assertEquals(elsewhere((await ask("who", `${port}/udp`)).port), []);
    await inside.open({ address: "127.0.0.1", port, proto: "udp" });
    const udp = await ask("who", `${port}/udp`);
    assertEquals([udp.code, elsewhere(udp.port)], [1, [where("127.0.0.1")]]);
    const { code, stdout } = await portik(["who", `${port}`]);
    assertEquals(code, 1);
    assertStringIncludes(stdout, `in namespace ${netns.name}: `);
    assertStringIncludes(stdout, `pid ${inside.pid}`);
  },
);

liveTest("portik explain says that a port is free here and taken elsewhere", NEEDS, async () => {
  await using netns = await makeNetns();
  await using scene = await makeInside(netns);
  const { code, port, gaps } = await ask("explain", scene.port);
  assertEquals([code, port.status, gaps], [0, "free", []]);
  assertEquals(port.verdict.bindable["127.0.0.1"], "ok");
  assertEquals(port.verdict.findings.map(({ rule }: { rule: string }) => rule), [
    "other-namespace",
  ]);
  assertStringIncludes(port.verdict.findings[0].message, `network namespace ${netns.name}`);
  assertStringIncludes(port.verdict.findings[0].evidence[0], `(pid ${scene.actor.pid})`);
});

liveTest(
  "portik who tells a namespace without a name by its link",
  [...NEEDS, "unshare"],
  async () => {
    const nameless = {
      ...{ name: "", ip: () => Promise.reject(new Error("Nobody else can enter it")) },
      command: (argv: readonly string[]) => ["unshare", "--net", ...argv],
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    await using scene = await makeInside(nameless);
    const link = await Deno.readLink(`/proc/${scene.actor.pid}/ns/net`);
    const { code, port } = await ask("who", scene.port);
    assertEquals([code, elsewhere(port)], [1, [`${link} 0.0.0.0 ${scene.actor.pid}`]]);
  },
);

liveTest("portik speaks of no other namespace where somebody listens here", NEEDS, async () => {
  await using netns = await makeNetns();
  await using inside = await makeInside(netns);
  await using here = await makeSocket({ address: "127.0.0.1", port: inside.port });
  for (const command of ["who", "explain"]) {
    const { code, port } = await ask(command, here.port);
    assertEquals([code, port.status, port.elsewhere], [0, "listening", []]);
    assertEquals(port.listeners[0].owners[0].pid, here.actor.pid);
    const { stdout } = await portik([command, `${here.port}`]);
    assert(!stdout.includes(netns.name) && !stdout.includes(`${inside.actor.pid}`), stdout);
  }
});

liveTest("portik looks elsewhere for the silent one of two ports", NEEDS, async () => {
  await using netns = await makeNetns();
  await using inside = await makeInside(netns);
  await using here = await makeSocket({ address: "127.0.0.1" });
  const { code, stdout } = await portik(["who", `${here.port},${inside.port}`, "--json"]);
  const [first, second] = JSON.parse(stdout).data.ports;
  assertEquals([code, first.elsewhere.length], [1, 0]);
  assertEquals(elsewhere(second), [`${netns.name} 0.0.0.0 ${inside.actor.pid}`]);
});

liveTest("portik says to nobody that other namespaces need root", NEEDS, async () => {
  await using netns = await makeNetns();
  await using inside = await makeInside(netns);
  await using as = await makePublicProgram();
  const gap = { fact: "namespaces", source: "/proc", reason: "needs root" };
  const who = await ask("who", inside.port, { as });
  // Nothing listens here, and that much nobody may see, too.
  assertEquals([who.code, who.port.status, who.port.elsewhere, who.gaps], [1, "free", [], [gap]]);
  const explain = await ask("explain", inside.port, { as });
  assertEquals([explain.code, explain.port.status, explain.gaps], [0, "free", [gap]]);
  const { rules } = explain.port.verdict;
  assertEquals(rules.blind, [{ rule: "other-namespace", reason: "needs root" }]);
  const { stdout } = await portik(["who", `${inside.port}`, "--verbose"], { as });
  assert(/namespaces +\/proc +needs root$/m.test(stdout), stdout);
  assert(!stdout.includes(netns.name), stdout);
  // Where somebody listens here, nobody needs to know.
  await using here = await makeSocket({ address: "127.0.0.1", port: inside.port });
  const listening = await ask("who", here.port, { as });
  assertEquals(listening.code, 0);
  assertEquals(listening.gaps.map(({ fact }: { fact: string }) => fact), ["owners"]);
});

liveTest(
  "portik names the container in whose namespace somebody listens",
  DOCKER_NEEDS,
  async () => {
    await using docker = await Docker.start();
    const command = ["/bin/httpd", "-f", "-p", "8077"];
    const id = await docker.run({ name: "inner-web", command });
    const pid = Number(await docker.command("inspect", "--format", "{{.State.Pid}}", id));
    const link = await Deno.readLink(`/proc/${pid}/ns/net`);
    const choices = { through: docker.netns.command([]), env: docker.env };
    await until("the server in the container listens", async () => {
      return (await ask("who", 8077, choices)).port.elsewhere.length > 0;
    });
    const { code, port } = await ask("who", 8077, choices);
    assertEquals([code, port.status], [1, "free"]);
    assertEquals(elsewhere(port), [`${link} :: ${pid}`]);
    const { container } = port.elsewhere[0];
    assertEquals([container.id, container.name], [id, "inner-web"]);
    const { stdout } = await portik(["explain", "8077"], choices);
    assertStringIncludes(stdout, "in container inner-web");
  },
);

liveTest(
  "portik who names to nobody the unit and the only process of a stranger's cgroup",
  ["ss", "root", "cgroup2"],
  async () => {
    using cgroup = makeCgroup(".service");
    const unit = cgroup.path.slice(1);
    await using actor = await Actor.start();
    cgroup.add(actor.pid);
    const { port } = await actor.open({ address: "127.0.0.1" });
    await using as = await makePublicProgram();
    const owner = async (choices: RunChoices) => {
      const answer = await ask("who", port, choices);
      assertEquals(answer.code, 0);
      const { pid, unit, confidence, holds } = answer.port.listeners[0].owners[0];
      return { pid, unit, confidence, holds };
    };
    const { pid } = actor;
    const holds = "listener";
    assertEquals(await owner({ as }), { pid, unit, confidence: "cgroup", holds });
    assertEquals(await owner({}), { pid, unit, confidence: "certain", holds });
    const { stdout } = await portik(["explain", `${port}`, "--summary"], { as });
    assertStringIncludes(stdout, `what is probably`);
    assertStringIncludes(stdout, `pid ${pid}`);
    assertStringIncludes(stdout, unit);
    // With a second process there, it is a guess: the oldest.
    await using other = await Actor.start();
    cgroup.add(other.pid);
    assertEquals(await owner({ as }), { pid, unit, confidence: "guess", holds });
  },
);
