import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Blame } from "../../../src/analysis/blame/blame.ts";
import type { Cause, CauseKind } from "../../../src/analysis/blame/cause.ts";
import { Docker, DOCKER_NEEDS } from "../docker.ts";
import { launch, type LaunchOptions, someServer, tempFolder } from "../launch.ts";
import { freePort } from "../open.ts";
import { problemsOfAnswer } from "../../schemas.ts";
import { makePublicProgram, portik, type RunChoices } from "../program.ts";
import { makePrefork, makeSocket } from "../scene.ts";
import { SSH_NEEDS, startSshd } from "../sshd.ts";
import { liveTest, type Need } from "../tools.ts";

const NEEDS: readonly Need[] = ["ss", "socat"];

/** The answer for one port. */
async function blame(args: readonly (string | number)[], choices: RunChoices = {}) {
  const { code, stdout } = await portik(["blame", ...args.map(String), "--json"], choices);
  const answer = JSON.parse(stdout);
  assertEquals(problemsOfAnswer(answer), [], stdout);
  const [port]: Blame[] = answer.data.ports;
  assert(port, stdout);
  return { code, ...port };
}

/** Starts a server by way of something, and says what portik has to say about that kind of cause. */
async function causeOf(
  kind: CauseKind,
  by: (server: { line: string; argv: readonly string[]; port: number }) => readonly string[],
  options: LaunchOptions = {},
): Promise<Cause | undefined> {
  const server = someServer();
  await using launched = await launch(server.port, by(server), options);
  const { env = {} } = options;
  const { chain, startedBy, also, code } = await blame([server.port], { env });
  assertEquals([code, chain.at(-1)?.pid], [0, launched.pid]);
  // Whatever runs the tests may stand above: a terminal, an editor, a CI runner.
  return [startedBy, ...also].find((cause) => cause?.kind === kind);
}

liveTest("portik blame has the chain from the first process to the owner", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const { code, status, addresses, chain } = await blame([scene.port]);
  assertEquals([code, status, addresses], [0, "listening", ["127.0.0.1"]]);
  const pids = chain.map(({ pid }) => pid);
  assertEquals(pids.slice(-2), [Deno.pid, scene.actor.pid]);
  for (const [i, { ppid }] of chain.entries()) {
    if (i > 0) assertEquals(ppid, pids[i - 1]);
  }
  const short = await blame([scene.port, "--depth", 1]);
  assertEquals([short.chain.length, short.omitted], [1, chain.length - 1]);
});

liveTest("portik blame blames the maker of a socket that others inherited", ["ss"], async () => {
  await using scene = await makePrefork(2);
  assertEquals((await blame([scene.port])).chain.at(-1)?.pid, scene.actor.pid);
});

liveTest("portik blame exits 1 where nobody listens", ["ss"], async () => {
  const { code, status, chain, startedBy } = await blame([freePort()]);
  assertEquals([code, status, chain, startedBy], [1, "free", [], undefined]);
});

liveTest("portik blame tells nobody what is known of a stranger", ["ss", "root"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  await using as = await makePublicProgram();
  const { code, chain, startedBy } = await blame([scene.port], { as });
  assertEquals([code, startedBy?.kind], [0, "unknown"]);
  assertEquals(chain, [{ argv: [], uid: 0, user: "root", confidence: "user" }]);
  const { stdout } = await portik(["blame", `${scene.port}`], { as });
  assertStringIncludes(stdout, "What started it cannot be told: needs root");
});

liveTest("portik blame knows make and its target", [...NEEDS, "make"], async () => {
  await using folder = await tempFolder();
  const cause = await causeOf("make", ({ line }) => {
    Deno.writeTextFileSync(`${folder.path}/Makefile`, `serve:\n\t${line}\n`);
    return ["make", "-C", folder.path, "serve"];
  });
  assertEquals(cause?.name, "make serve");
});

liveTest("portik blame knows scripts of npm", [...NEEDS, "npm"], async () => {
  await using folder = await tempFolder();
  const cause = await causeOf("task", ({ line }) => {
    const text = JSON.stringify({ name: "shop", scripts: { dev: line } });
    Deno.writeTextFileSync(`${folder.path}/package.json`, text);
    return ["npm", "run", "dev"];
  }, { cwd: folder.path });
  assertEquals([cause?.tool, cause?.name], ["npm", "npm run dev"]);
  assertEquals(cause?.details, `in ${await Deno.realPath(folder.path)}`);
});

liveTest("portik blame knows tasks of Deno", NEEDS, async () => {
  await using folder = await tempFolder();
  const cause = await causeOf("task", ({ line }) => {
    Deno.writeTextFileSync(`${folder.path}/deno.json`, JSON.stringify({ tasks: { dev: line } }));
    return [Deno.execPath(), "task", "dev"];
  }, { cwd: folder.path });
  assertEquals(cause?.name, "deno task dev");
});

liveTest("portik blame knows what nohup left behind", ["ss", "busybox", "nohup"], async () => {
  // socat has a use of its own for SIGHUP.
  const cause = await causeOf("orphan", ({ port }) => {
    return ["sh", "-c", `nohup busybox nc -l -p ${port} &`];
  }, { leaves: true });
  assertEquals(cause?.tool, "nohup");
});

liveTest("portik blame knows what has lost its parent", [...NEEDS, "setsid"], async () => {
  const server = someServer();
  await using _ = await launch(server.port, ["sh", "-c", `setsid ${server.line} &`], {
    leaves: true,
  });
  const { startedBy } = await blame([server.port]);
  // Where the tests run in a unit of systemd, so does this; and nothing tells it from a daemon.
  assert(/^(?:orphan|init|systemd-unit|systemd-user-unit)$/.test(startedBy?.kind ?? ""));
});

liveTest("portik blame asks tmux for the session of a pane", [...NEEDS, "tmux"], async () => {
  await using folder = await tempFolder();
  const tmux = "tmux -f /dev/null";
  // The server is told of the first session alone; the second one is where the pane is.
  const cause = await causeOf("multiplexer", ({ line }) => [
    ...["sh", "-c"],
    `${tmux} new-session -d -s first cat && ${tmux} new-session -d -s 'my work' '${line}'`,
  ], { env: { TMUX_TMPDIR: folder.path, TMUX: "" } });
  assertEquals([cause?.tool, cause?.name, cause?.confidence], ["tmux", "my work", "certain"]);
});

liveTest("portik blame knows the session of screen", [...NEEDS, "screen"], async () => {
  await using folder = await tempFolder();
  const env = { SCREENDIR: folder.path, STY: "" };
  const cause = await causeOf("multiplexer", ({ argv }) => {
    return ["screen", "-dmS", "work", ...argv];
  }, { env });
  assertEquals([cause?.tool, cause?.name], ["screen", "work"]);
});

liveTest(
  "portik blame knows a login over ssh and where it comes from",
  [...NEEDS, ...SSH_NEEDS],
  async () => {
    await using sshd = await startSshd();
    const cause = await causeOf("ssh", ({ argv }) => sshd.client([], argv));
    assertEquals([cause?.tool, cause?.name], ["ssh", "root"]);
    assertEquals(cause?.remote?.address, "127.0.0.1");
    const own = await blame([sshd.port]);
    assertEquals(own.chain.at(-1)?.name, "sshd");
  },
);

/** Debian's cron with files of its own, which it sees in the place of the machine's. */
function cronWith(folder: string): string[] {
  const mounts = [
    `mount --bind ${folder} /var/spool/cron/crontabs`,
    `mount --bind ${folder}/none /etc/cron.d`,
    "mount -t tmpfs none /run",
    "mount --bind /dev/null /etc/crontab",
  ];
  return ["unshare", "--mount", "sh", "-c", `${mounts.join(" && ")} && exec cron -f`];
}

const CRON_NEEDS = ["cron", "unshare", "mount", "root", "CAP_SYS_ADMIN"];

liveTest("portik blame knows jobs of cron", [...NEEDS, ...CRON_NEEDS], async () => {
  await using folder = await tempFolder();
  await Deno.mkdir(`${folder.path}/none`);
  const cause = await causeOf("cron", ({ line }) => {
    Deno.writeTextFileSync(`${folder.path}/root`, `@reboot ${line}\n`, { mode: 0o600 });
    return cronWith(folder.path);
  });
  assertEquals(cause?.tool, "cron");
  assertStringIncludes(cause?.details ?? "", "TCP-LISTEN");
});

/** Puts the service `web` with this command where runit and s6 look for it. */
function serviceFolder(folder: string, line: string): string {
  Deno.mkdirSync(`${folder}/services/web`, { recursive: true });
  const script = `#!/bin/sh\nexec ${line}\n`;
  Deno.writeTextFileSync(`${folder}/services/web/run`, script, { mode: 0o755 });
  return `${folder}/services`;
}

const SUPERVISORS: readonly (readonly [tool: string, needs: readonly Need[], stop: string])[] = [
  ["runit", ["runsvdir", "runsv"], "sv down"],
  ["s6", ["s6-svscan", "s6-supervise"], "s6-svc -d"],
];

for (const [tool, needs, stop] of SUPERVISORS) {
  liveTest(`portik blame knows services of ${tool} and how to stop them`, [
    ...NEEDS,
    ...needs,
  ], async () => {
    await using folder = await tempFolder();
    const cause = await causeOf("supervisor", ({ line }) => {
      return [needs[0] ?? "", serviceFolder(folder.path, line)];
    });
    const path = `${await Deno.realPath(folder.path)}/services/web`;
    assertEquals([cause?.tool, cause?.name], [tool, "web"]);
    assertEquals(cause?.stopWith?.join(" "), `${stop} ${path}`);
  });
}

liveTest("portik blame asks supervisord for the name of a program", [
  ...NEEDS,
  ...["supervisord", "supervisorctl"],
], async () => {
  await using folder = await tempFolder();
  const config = `${folder.path}/supervisord.conf`;
  const cause = await causeOf("supervisor", ({ line }) => {
    const own = [
      ...["[supervisord]", "nodaemon=true", "logfile=/dev/null", "logfile_maxbytes=0"],
      ...[`pidfile=${folder.path}/pid`, "[unix_http_server]", `file=${folder.path}/socket`],
      ...["[supervisorctl]", `serverurl=unix://${folder.path}/socket`, "[rpcinterface:supervisor]"],
      "supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface",
      ...["[program:idle]", "command=cat", "autostart=false", "[program:web]", "startsecs=0"],
      `command=${line}`,
    ];
    Deno.writeTextFileSync(config, `${own.join("\n")}\n`);
    return ["supervisord", "-c", config];
  });
  assertEquals([cause?.tool, cause?.name], ["supervisord", "web"]);
  assertEquals(cause?.stopWith, ["supervisorctl", "-c", config, "stop", "web"]);
});

liveTest("portik blame names the container and the service of compose", DOCKER_NEEDS, async () => {
  await using docker = await Docker.start();
  const choices = { through: docker.netns.command([]), env: docker.env };
  await docker.run({ name: "plain", publish: ["8080:80"] });
  const plain = await blame([8080], choices);
  assertEquals([plain.code, plain.startedBy?.kind, plain.startedBy?.name], [
    0,
    "container",
    "plain",
  ]);
  assertEquals(plain.startedBy?.stopWith, ["docker", "stop", "plain"]);
  assertEquals(plain.chain.at(-1)?.name, "docker-proxy");
  const labels = { "com.docker.compose.project": "shop", "com.docker.compose.service": "web" };
  await docker.run({ name: "shop-web-1", publish: ["8081:80"], labels });
  const composed = await blame([8081], choices);
  assertEquals([composed.startedBy?.kind, composed.startedBy?.name], ["compose", "shop/web"]);
  await docker.run({ name: "host", network: "host", command: ["/bin/httpd", "-f", "-p", "8082"] });
  const host = await blame([8082], choices);
  assertEquals([host.startedBy?.name, host.chain.at(-1)?.name], ["host", "httpd"]);
  const blind = await blame([8082, "--no-docker"], choices);
  assertEquals([blind.startedBy?.kind, blind.startedBy?.tool], ["container", "docker"]);
});

liveTest("portik blame tells a container without a listener", DOCKER_NEEDS, async () => {
  await using docker = await Docker.start({ userlandProxy: false });
  const choices = { through: docker.netns.command([]), env: docker.env };
  await docker.run({ name: "quiet", publish: ["8080:80"] });
  const { code, status, chain, startedBy } = await blame([8080], choices);
  assertEquals([code, startedBy?.name], [0, "quiet"]);
  assert(status === "held" ? chain.length === 0 : chain.length > 0);
});

liveTest("portik blame makes control characters of a chain visible", ["ss"], async () => {
  const args = ["--title", "\x1b]0;x\x07\u202e"];
  await using scene = await makeSocket({ address: "127.0.0.1" }, { args });
  const { stdout } = await portik(["blame", `${scene.port}`, "--verbose"]);
  // deno-lint-ignore no-control-regex -- they are what must not come out
  assert(!/[\x00-\x09\x0b-\x1f\x7f\u202e]/.test(stdout), JSON.stringify(stdout));
});
