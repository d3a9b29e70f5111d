import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { killed } from "../killing.ts";
import { holderOf, tempFolder } from "../launch.ts";
import { freePort } from "../open.ts";
import { endSession, SERVERS, startPerl } from "../perl_server.ts";
import { liveTest } from "../tools.ts";
import { isDead, until } from "../until.ts";

liveTest("portik kill names who takes the port again and who started that, and leaves both alone", [
  "ss",
  "perl",
], async () => {
  await using server = await startPerl(SERVERS.keeper);
  await until("portik sees it come back in time", async () => {
    await until("it listens", () => holderOf(server.port) !== undefined);
    const first = holderOf(server.port);
    const { code, data, results } = await killed([server.port]);
    assertEquals([results, data.steps[0].pid], [["ended"], first]);
    // On a machine that is busy enough, it comes back when portik has gone.
    if (code === 0) return false;
    const [port] = data.ports;
    assertEquals([code, port.result, port.startedBy], [5, "taken-again", {
      pid: server.pid,
      name: "perl",
    }]);
    assertEquals(port.stopWith, ["portik", "kill", `pid:${server.pid}`, "--tree"]);
    assertEquals([isDead(port.by.pid), isDead(server.pid)], [false, false]);
    return true;
  });
  // What portik proposes ends it for good.
  const { code, pids } = await killed([`pid:${server.pid}`, "--tree"]);
  assertEquals([code, pids[0]], [0, server.pid]);
  assertEquals(holderOf(server.port), undefined);
});

liveTest("portik kill --tree stops npm and the shell that it runs, without it the server alone", [
  "ss",
  "perl",
  "npm",
], async () => {
  await using folder = await tempFolder();
  const port = freePort();
  await Deno.writeTextFile(`${folder.path}/server.pl`, SERVERS.plain);
  const scripts = { dev: `perl server.pl ${port}; true` };
  await Deno.writeTextFile(`${folder.path}/package.json`, JSON.stringify({ scripts }));
  const npm = new Deno.Command("setsid", {
    args: ["npm", "run", "dev"],
    cwd: folder.path,
    env: { HOME: folder.path, npm_config_update_notifier: "false" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    await until("it listens", () => holderOf(port) !== undefined);
    const { data } = await killed([port, "--dry-run"]);
    assertEquals(data.plan.steps.map((one: { pid: number }) => one.pid), [holderOf(port)]);
    const [launcher] = data.plan.spared;
    assertEquals([launcher.pid, launcher.why.includes("--tree")], [npm.pid, true]);
    const { code, pids, ports } = await killed([port, "--tree"]);
    assertEquals([code, ports, pids.length, pids.includes(npm.pid)], [0, ["free"], 3, true]);
    await npm.status;
  } finally {
    await endSession(npm.pid);
    await npm.status;
  }
});

liveTest("portik kill --tree stops the watcher, too, so that nothing comes back", [
  "ss",
  "perl",
], async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/nodemon`;
  await Deno.writeTextFile(path, SERVERS.keeper);
  const exec = `exec "perl", "${path}", @ARGV`;
  await using server = await startPerl(exec);
  const plan = (await killed([server.port, "--dry-run"])).data.plan;
  assertEquals(plan.steps.length, 1);
  assertStringIncludes(plan.comebacks[0].message, `nodemon (pid ${server.pid})`);
  assertStringIncludes(plan.spared[0].why, "--tree");
  const { code, pids, results, ports } = await killed([server.port, "--tree"]);
  assertEquals([code, results, ports], [0, ["ended", "ended"], ["free"]]);
  assert(pids.includes(server.pid));
  assertEquals(holderOf(server.port), undefined);
});

liveTest(
  "portik kill notices that a supervisor has brought it back, and says what ends it for good",
  [
    "ss",
    "perl",
    "runsv",
  ],
  async () => {
    await using folder = await tempFolder();
    const port = freePort();
    const script = `#!/bin/sh\nexec perl -e '${SERVERS.plain}' ${port}\n`;
    await Deno.writeTextFile(`${folder.path}/run`, script, { mode: 0o755 });
    const runsv = new Deno.Command("setsid", {
      args: ["runsv", folder.path],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    try {
      await until("it listens", () => holderOf(port) !== undefined);
      const { code, data } = await killed([port]);
      const stopWith = ["sv", "down", folder.path];
      assertEquals(data.plan.comebacks[0].stopWith, stopWith);
      assertEquals([code, data.ports[0].result], [5, "taken-again"]);
      assertEquals(data.ports[0].stopWith, stopWith);
    } finally {
      await endSession(runsv.pid);
      await runsv.status;
      const left = holderOf(port);
      if (left !== undefined) Deno.kill(left, "SIGKILL");
    }
  },
);
