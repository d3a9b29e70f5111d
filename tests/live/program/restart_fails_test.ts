import { assertEquals, assertStringIncludes } from "@std/assert";
import { holderOf } from "../launch.ts";
import { portik, program } from "../program.ts";
import { makeRetitled } from "../scene.ts";
import { end, exists, flat, makeSite, socat } from "../site.ts";
import { Started } from "../started.ts";
import { Terminal } from "../terminal.ts";
import { liveTest } from "../tools.ts";
import { isDead, until } from "../until.ts";

liveTest(
  "portik restart exits 5 with the last lines of a server that ends again",
  ["ss"],
  async () => {
    await using site = await makeSite({ stdout: "piped" });
    await Deno.writeTextFile(`${site.folder}/broken`, "");
    const { code, stdout } = await site.restart("--yes", "--log", "log");
    assertEquals(code, 5);
    assertStringIncludes(flat(stdout), "it ended with code 3 without holding the port");
    assertStringIncludes(stdout, "  first line\n");
    assertStringIncludes(stdout, "database");
    assertEquals(stdout.includes("\x1b") || stdout.includes("\x07"), false);
    assertEquals(holderOf(site.port), undefined);
  },
);

liveTest(
  "portik restart exits 5 where the server runs and does not listen in time",
  ["ss"],
  async () => {
    await using site = await makeSite();
    await Deno.writeTextFile(`${site.folder}/silent`, "");
    const { code, stdout } = await site.restart(
      "--yes",
      "--json",
      "--timeout",
      "1s",
      "--log",
      "log",
    );
    const { data } = JSON.parse(stdout);
    const { result, reason, lines, pids: [pid] } = data.outcome;
    try {
      assertEquals([code, result, lines], [5, "silent", ["up 0"]]);
      assertEquals(reason, `it runs (pid ${pid}), but does not hold the port within 1 s`);
      assertEquals(isDead(pid), false);
    } finally {
      end(pid);
    }
  },
);

liveTest("portik restart says who has taken the port meanwhile", ["ss", "socat"], async () => {
  await using site = await makeSite();
  await Deno.writeTextFile(`${site.folder}/slow`, "");
  const running = site.restart("--yes", "--json", "--log", "log");
  const log = `${site.folder}/log`;
  await until("the second one is up", () => exists(log) && Deno.readTextFileSync(log) !== "");
  const [command = "", ...args] = socat(site.port);
  const other = new Deno.Command(command, { args, stdin: "null" }).spawn();
  try {
    await until("it has the port", () => holderOf(site.port) === other.pid);
    await Deno.writeTextFile(`${site.folder}/taken`, "");
    const { code, stdout } = await running;
    const { result, by, reason } = JSON.parse(stdout).data.outcome;
    assertEquals([code, result, by.pid], [5, "taken", other.pid]);
    assertStringIncludes(reason, `socat (pid ${other.pid}) has taken ${site.port}/tcp`);
  } finally {
    end(other.pid);
    await other.status;
  }
});

liveTest("portik restart ends by Ctrl-C on its terminal, and what it has started does not", [
  "ss",
  "tmux",
], async () => {
  await using site = await makeSite();
  await Deno.writeTextFile(`${site.folder}/silent`, "");
  const words = [...program(), "restart", `${site.port}`, "--yes", "--timeout", "60s"];
  const env = {
    PATH: Deno.env.get("PATH") ?? "",
    HOME: Deno.env.get("HOME") ?? site.folder,
    XDG_STATE_HOME: `${site.folder}/state`,
    XDG_CONFIG_HOME: "/nonexistent",
  };
  const script = 'trap : INT; "$@"; echo "exit $?"; cat';
  const argv = ["sh", "-c", script, "sh", ...words, "--log", "log"];
  await using terminal = await Terminal.start(argv, { folder: site.folder, env });
  const log = `${site.folder}/log`;
  await until("the second one is up", () => exists(log) && Deno.readTextFileSync(log) !== "");
  await terminal.press("C-c");
  const screen = flat(await terminal.shows("the end", (text) => text.includes("exit 5")));
  const [, pid = ""] = /Interrupted: it was started again \(pid (\d+)\)/.exec(screen) ?? [];
  try {
    assertEquals([pid !== "", isDead(Number(pid))], [true, false], screen);
  } finally {
    if (pid !== "") end(Number(pid));
  }
});

liveTest("portik restart that is interrupted while it stops a server starts nothing, and says so", [
  "ss",
], async () => {
  await using site = await makeSite({ marks: ["deaf"] });
  const words = ["restart", `${site.port}`, "--yes", "--json", "--verbose", "--timeout", "60s"];
  const env = { XDG_STATE_HOME: `${site.folder}/state` };
  await using running = Started.portik(words, { env });
  await running.says("stdout", /"signalled"/);
  running.signal("SIGINT");
  assertEquals(await running.code(), 5);
  const { outcome } = JSON.parse(running.stdout.trim().split("\n").at(-1) ?? "").data;
  assertEquals([outcome.result, outcome.pids], ["interrupted", []]);
  assertStringIncludes(outcome.reason, "deno was not stopped: it was sent SIGTERM");
  assertEquals(holderOf(site.port), site.pid);
});

liveTest("portik restart leaves a server alone whose program was deleted", [
  "ss",
  "busybox",
], async () => {
  const line = (port: number, folder: string) => {
    Deno.copyFileSync("/bin/busybox", `${folder}/busybox`);
    return [`${folder}/busybox`, "httpd", "-f", "-p", `127.0.0.1:${port}`];
  };
  await using site = await makeSite({ argv: line });
  await Deno.remove(`${site.folder}/busybox`);
  const { code, stderr } = await site.restart("--yes");
  assertEquals(code, 3);
  assertStringIncludes(flat(stderr), `${site.folder}/busybox was deleted or replaced`);
  assertEquals(holderOf(site.port), site.pid);
});

liveTest("portik restart refuses a title over the arguments", ["ss"], async () => {
  await using scene = await makeRetitled("redis-server *:6379");
  const { code, stderr } = await portik(["restart", `${scene.port}`, "--yes", "--force"]);
  assertEquals(code, 3);
  assertStringIncludes(flat(stderr), "has written a title");
  assertEquals(isDead(scene.actor.pid), false);
});

liveTest("portik restart refuses what was handed open descriptors by its parent", [
  "ss",
  "node",
], async () => {
  const script = `const [, file, port, word] = process.argv;
    if (!word) require("child_process").fork(file, [port, "serve"]);
    else require("http").createServer(() => {}).listen(port, "127.0.0.1");`;
  const argv = (port: number, folder: string) => {
    Deno.writeTextFileSync(`${folder}/fork.cjs`, script);
    return ["node", `${folder}/fork.cjs`, `${port}`];
  };
  await using site = await makeSite({ argv });
  const { code, stderr } = await site.restart("--yes");
  assertEquals(code, 3);
  assertStringIncludes(flat(stderr), "gave it open descriptors (NODE_CHANNEL_FD)");
  assertEquals(holderOf(site.port), site.pid);
});

liveTest("portik restart refuses an environment that is no UTF-8, instead of changing it", [
  "ss",
  "socat",
], async () => {
  const argv = (
    port: number,
  ) => ["sh", "-c", 'B=$(printf "a\\377") exec "$@"', "sh", ...socat(port)];
  await using site = await makeSite({ argv });
  const { code, stderr } = await site.restart("--yes");
  assertEquals(code, 3);
  assertStringIncludes(flat(stderr), "its environment holds bytes that are no UTF-8");
  assertEquals(holderOf(site.port), site.pid);
});

liveTest("portik restart asks for --force where standard input was a pipe", ["ss"], async () => {
  await using site = await makeSite({ stdin: "piped" });
  const refused = await site.restart("--yes");
  assertEquals(refused.code, 3);
  assertStringIncludes(flat(refused.stderr), "standard input was a");
  assertEquals(holderOf(site.port), site.pid);
  const { code, stdout } = await site.restart("--yes", "--force");
  assertEquals(code, 0);
  assertStringIncludes(flat(stdout), "Its standard input is /dev/null");
  assertEquals(Deno.readLinkSync(`/proc/${holderOf(site.port)}/fd/0`), "/dev/null");
});
