import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { makeNetns } from "../netns.ts";
import { freePort } from "../open.ts";
import { NOBODY } from "../public_copy.ts";
import { makePublicProgram, portik, type RunChoices } from "../program.ts";
import {
  makeConnection,
  makeDeadLeader,
  makePrefork,
  makeReusePort,
  makeSocket,
  makeStopped,
  makeTimeWait,
} from "../scene.ts";
import { ALL_SEEING, liveTest, NETNS_NEEDS } from "../tools.ts";

/** The answer for one port, the rules that spoke, and the exit code. */
async function explain(args: readonly (string | number)[], choices: RunChoices = {}) {
  const { code, stdout } = await portik(["explain", ...args.map(String), "--json"], choices);
  const [port] = JSON.parse(stdout).data.ports;
  const rules: string[] = port.verdict.findings.map((one: { rule: string }) => one.rule);
  return { code, port, verdict: port.verdict, rules: rules.sort(), next: port.next };
}

liveTest("portik explain says that a free port is free and bindable", ["ipv6"], async () => {
  const free = freePort();
  const { code, verdict, rules, next } = await explain([free]);
  assertEquals([code, rules, next], [0, [], []]);
  assertEquals(verdict.bindable, { "127.0.0.1": "ok", "::1": "ok", "0.0.0.0": "ok", "::": "ok" });
  assertEquals(
    verdict.sentence,
    `${free} is free: binding 127.0.0.1, ::1, 0.0.0.0 and :: all work.`,
  );
});

liveTest("portik explain lets go of the port that it tried", [], async () => {
  const free = freePort();
  await explain([free]);
  Deno.listen({ hostname: "0.0.0.0", port: free }).close();
  await explain([`${free}/udp`]);
  await using scene = await makeSocket({ address: "0.0.0.0", port: free, proto: "udp" });
  assertEquals(scene.port, free);
});

liveTest("portik explain names the holder and what binding gave", ["ss", "ipv6"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const { verdict, rules, next } = await explain([scene.port]);
  assertMatch(
    verdict.sentence,
    new RegExp(
      `^${scene.port} is held by \\S+ \\(pid ${scene.actor.pid}, user \\S+\\) on 127\\.0\\.0\\.1, started \\d+ s ago`,
    ),
  );
  assertEquals(verdict.bindable["127.0.0.1"], "EADDRINUSE");
  assertEquals(verdict.bindable["0.0.0.0"], "EADDRINUSE");
  assertEquals(verdict.bindable["::1"], "ok");
  assertEquals(rules, ["loopback-bind"]);
  assertEquals(next, [["kill", `${scene.actor.pid}`]]);
});

liveTest("portik explain judges one address when --host names it", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const other = await explain([scene.port, "--host", "127.0.0.2"]);
  assertEquals(other.verdict.bindable, { "127.0.0.2": "ok" });
  assertStringIncludes(other.verdict.sentence, "is free");
  const foreign = await explain([scene.port, "--host", "192.0.2.123"]);
  assertEquals(foreign.verdict.bindable, { "192.0.2.123": "EADDRNOTAVAIL" });
  assertStringIncludes(foreign.verdict.sentence, "no address of this machine");
  const local = await explain([`localhost:${scene.port}`]);
  assertStringIncludes(local.verdict.sentence, "is held by");
});

liveTest("portik explain tells a real TIME_WAIT", ["ss"], async () => {
  const { port } = await makeTimeWait();
  const { code, verdict, rules } = await explain([port]);
  assertEquals([code, verdict.status, rules], [0, "free", ["time-wait"]]);
  assertStringIncludes(verdict.findings[0].message, "1 connection");
});

liveTest("portik explain tells a real IPv6-only socket", ["ss", "ipv6"], async () => {
  await using scene = await makeSocket({ address: "::", v6only: true });
  assertEquals((await explain([scene.port])).rules, ["ipv6-only"]);
  await using dual = await makeSocket({ address: "::", v6only: false });
  assertEquals((await explain([dual.port])).rules, []);
});

liveTest("portik explain tells a stopped owner and how to let it go on", ["ss"], async () => {
  await using scene = await makeStopped();
  const { rules, next } = await explain([scene.port]);
  assertEquals(rules, ["loopback-bind", "zombie-owner"]);
  assertEquals(next[0], ["kill", "-CONT", `${scene.actor.pid}`]);
});

liveTest(
  "portik explain finds an owner whose first thread is dead",
  ["ss", ...ALL_SEEING],
  async () => {
    await using scene = await makeDeadLeader();
    const { rules, port } = await explain([scene.port]);
    assertEquals(port.listeners[0].owners[0].pid, scene.actor.pid);
    assertEquals(port.listeners[0].owners[0].state, "zombie");
    assert(rules.includes("zombie-owner"));
  },
);

liveTest("portik explain tells prefork from SO_REUSEPORT", ["ss"], async () => {
  await using prefork = await makePrefork(4);
  const shared = (await explain([prefork.port])).verdict.findings;
  assertStringIncludes(JSON.stringify(shared), "4 processes that inherited it");
  await using reuse = await makeReusePort(2);
  const spread = (await explain([reuse.port])).verdict.findings;
  assertStringIncludes(JSON.stringify(spread), "SO_REUSEPORT");
});

liveTest("portik explain tells two programs on two addresses", ["ss", "ipv6"], async () => {
  await using one = await makeSocket({ address: "127.0.0.1" });
  await using two = await makeSocket({ address: "::1", port: one.port });
  const { rules, verdict } = await explain([two.port]);
  assert(rules.includes("several-owners"));
  assertStringIncludes(verdict.sentence, `pid ${one.actor.pid}`);
  assertStringIncludes(verdict.sentence, `pid ${two.actor.pid}`);
});

liveTest("portik explain tells an outgoing connection that has the port", ["ss"], async () => {
  await using scene = await makeConnection();
  const { code, port, verdict } = await explain([scene.clientPort]);
  assertEquals([code, port.status], [0, "held"]);
  assertStringIncludes(verdict.sentence, `pid ${scene.client.pid}`);
  assertStringIncludes(verdict.sentence, `127.0.0.1:${scene.port}`);
});

liveTest("portik explain answers for UDP", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1", proto: "udp" });
  const { verdict, port } = await explain([`${scene.port}/udp`]);
  assertEquals([port.status, verdict.bindable["127.0.0.1"]], ["listening", "EADDRINUSE"]);
  const free = await explain([freePort(), "--proto", "udp"]);
  assertEquals(free.verdict.bindable["127.0.0.1"], "ok");
});

liveTest("portik explain tells nobody why 80 may not be bound", NETNS_NEEDS, async () => {
  await using as = await makePublicProgram();
  await using netns = await makeNetns();
  const through = netns.command([], NOBODY);
  const { code, verdict, rules, next } = await explain([80], { as, through });
  assertEquals([code, rules], [0, ["privileged-port"]]);
  assertEquals(
    verdict.sentence,
    "80 is free, but you may not bind it: ports below 1024 need root or CAP_NET_BIND_SERVICE here.",
  );
  assertEquals(next, []);
});

liveTest(
  "portik explain believes the kernel about privileged ports, not 1024",
  NETNS_NEEDS,
  async () => {
    await using as = await makePublicProgram();
    await using netns = await makeNetns();
    const set = new Deno.Command("nsenter", {
      args: netns.command(["sysctl", "-w", "net.ipv4.ip_unprivileged_port_start=80"]).slice(1),
    });
    assertEquals((await set.output()).code, 0);
    const through = netns.command([], NOBODY);
    const allowed = await explain([80], { as, through });
    assertEquals([allowed.verdict.bindable["127.0.0.1"], allowed.rules], ["ok", []]);
    const refused = await explain([79], { as, through });
    assertStringIncludes(refused.verdict.sentence, "ports below 80");
  },
);

liveTest(
  "portik explain tells nobody what the kernel tells about a stranger",
  ["ss", "root"],
  async () => {
    await using scene = await makeSocket({ address: "127.0.0.1" });
    await using as = await makePublicProgram();
    const { code, verdict, rules } = await explain([scene.port], { as });
    assertEquals([code, rules], [0, ["hidden-owner", "loopback-bind"]]);
    assertStringIncludes(verdict.sentence, "user root");
    assertEquals(
      verdict.rules.blind.map((one: { rule: string }) => one.rule),
      ["several-owners", "zombie-owner"],
    );
  },
);

liveTest("portik explain fits one screen of 80 by 24 for an ordinary case", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const { stdout } = await portik(["explain", `${scene.port}`]);
  const lines = stdout.trimEnd().split("\n");
  assert(lines.length <= 24, stdout);
  for (const line of lines) assert(line.length <= 80, line);
});
