import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Step, Trace } from "../../../src/analysis/trace/step.ts";
import { redactArgv, redactPath, redactText } from "../../../src/model/secrets.ts";
import { Docker, DOCKER_NEEDS } from "../docker.ts";
import { launch, type Launched, tempFolder } from "../launch.ts";
import { freePort } from "../open.ts";
import { problemsOfAnswer } from "../../schemas.ts";
import { makePublicProgram, portik, type RunChoices } from "../program.ts";
import { makeConnection, makeSocket } from "../scene.ts";
import { SSH_NEEDS, startSshd } from "../sshd.ts";
import { liveTest, type Need } from "../tools.ts";
import { until } from "../until.ts";

/** The answer for one port. */
async function trace(args: readonly (string | number)[], choices: RunChoices = {}) {
  const { code, stdout } = await portik(["trace", ...args.map(String), "--json"], choices);
  const answer = JSON.parse(stdout);
  assertEquals(problemsOfAnswer(answer), [], stdout);
  const { data, gaps } = answer;
  const [port]: Trace[] = data.ports;
  assert(port, stdout);
  return { code, gaps, ...port };
}

/** Kind and place of each step, in their order. */
function shape(steps: readonly Step[]): string[] {
  return steps.map(({ kind, to = "" }) => `${kind} ${to}`.trimEnd());
}

/** A relay from a free port of this machine to somewhere, by `socat`. */
async function makeRelay(to: string): Promise<Launched> {
  const port = freePort();
  return await launch(port, ["socat", `TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr`, to]);
}

liveTest("portik trace ends at the process that answers", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const { code, status, steps } = await trace([scene.port]);
  assertEquals([code, status], [0, "listening"]);
  assertEquals(steps.map(({ kind, pid }) => [kind, pid]), [["listener", scene.actor.pid]]);
});

liveTest("portik trace exits 1 where nobody listens", ["ss"], async () => {
  const { code, status, steps } = await trace([freePort()]);
  assertEquals([code, status, shape(steps)], [1, "free", ["nobody"]]);
  await using scene = await makeConnection();
  const held = await trace([scene.clientPort]);
  assertEquals([held.code, held.status], [1, "held"]);
  assertStringIncludes(held.steps[0]?.summary ?? "", "the local end of a connection");
});

liveTest("portik trace tells whom the last process talks to", ["ss"], async () => {
  await using scene = await makeConnection();
  await using server = await makeSocket({ address: "127.0.0.1" });
  const { port } = await scene.client.open({ address: "127.0.0.1" });
  const { steps } = await trace([port]);
  const to = `127.0.0.1:${scene.port}`;
  assertEquals(shape(steps), [`listener 127.0.0.1:${port}`, `peer ${to}`]);
  assertStringIncludes(steps[1]?.summary ?? "", `talks to ${to} (`);
  assert(server.port > 0);
});

liveTest("portik trace follows socat, hop after hop, and past this machine", [
  "ss",
  "socat",
], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  await using second = await makeRelay(`TCP:localhost:${scene.port}`);
  await using first = await makeRelay(`TCP4:127.0.0.1:${second.port}`);
  const { code, steps } = await trace([first.port]);
  assertEquals(code, 0);
  assertEquals(steps.map(({ kind, to, pid }) => [kind, to, pid]), [
    ["listener", `127.0.0.1:${first.port}`, first.pid],
    ["forward", `127.0.0.1:${second.port}`, first.pid],
    ["listener", `127.0.0.1:${second.port}`, second.pid],
    ["forward", `localhost:${scene.port}`, second.pid],
    ["listener", `127.0.0.1:${scene.port}`, scene.actor.pid],
  ]);
  await using far = await makeRelay("TCP:192.0.2.9:443");
  assertEquals(shape((await trace([far.port])).steps).at(-1), "outside 192.0.2.9:443");
  await using broken = await makeRelay(`TCP:127.0.0.1:${freePort()}`);
  assertEquals((await trace([broken.port])).steps.at(-1)?.kind, "nobody");
});

liveTest("portik trace sees a circle", ["ss", "socat"], async () => {
  const [one, two] = [freePort(), freePort()];
  const relay = (from: number, to: number) =>
    launch(from, [
      ...["socat", `TCP-LISTEN:${from},bind=127.0.0.1,fork,reuseaddr`, `TCP:127.0.0.1:${to}`],
    ]);
  await using _first = await relay(one, two);
  await using _second = await relay(two, one);
  assertEquals(shape((await trace([one])).steps).at(-1), `loop 127.0.0.1:${one}`);
});

liveTest("portik trace follows -L, -R and -D of ssh", SSH_NEEDS, async () => {
  await using sshd = await startSshd();
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const [local, remote, dynamic] = [freePort(), freePort(), freePort()];
  const target = `127.0.0.1:${scene.port}`;
  const argv = sshd.client([
    ...["-N", "-o", "ExitOnForwardFailure=yes", "-D", `127.0.0.1:${dynamic}`],
    ...[`-L127.0.0.1:${local}:${target}`, "-R", `${remote}:${target}`],
  ]);
  // The remote end listens last.
  await using _client = await launch(remote, argv);
  const there = await trace([local]);
  assertEquals(shape(there.steps), [
    `listener 127.0.0.1:${local}`,
    `tunnel ${target}`,
    `listener ${target}`,
  ]);
  const back = await trace([`127.0.0.1:${remote}`]);
  assertEquals(shape(back.steps), [
    `listener 127.0.0.1:${remote}`,
    `tunnel ${target}`,
    `listener ${target}`,
  ]);
  assertStringIncludes(back.steps[1]?.summary ?? "", "back to ssh (pid");
  assertStringIncludes((await trace([dynamic])).steps[1]?.summary ?? "", "SOCKS server");
});

/** Starts nginx with this server in its configuration. */
async function startNginx(folder: string, port: number, server: string): Promise<Launched> {
  const path = `${folder}/nginx`;
  await Deno.mkdir(`${path}/sites`, { recursive: true });
  // Its workers run as somebody else, but everything here is only read by the master.
  await Deno.writeTextFile(
    `${path}/nginx.conf`,
    `pid ${path}/pid;\nerror_log ${path}/log;\nevents {}\nhttp {\n  access_log off;\n` +
      ["body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => {
        return `  ${name === "body" ? "client_body" : name}_temp_path ${path}/tmp;\n`;
      }).join("") +
      `  include sites/*.conf;\n}\n`,
  );
  await Deno.writeTextFile(`${path}/real`, `server {\n  listen 127.0.0.1:${port};\n${server}\n}\n`);
  await Deno.symlink("../real", `${path}/sites/web.conf`);
  return await launch(port, [
    ...["nginx", "-c", `${path}/nginx.conf`, "-e", `${path}/log`, "-g", "daemon off;"],
  ]);
}

const PROXY_NEEDS: readonly Need[] = ["ss", "nginx", "haproxy"];

liveTest("portik trace reads where haproxy and nginx send clients", PROXY_NEEDS, async () => {
  await using folder = await tempFolder();
  await Deno.chmod(folder.path, 0o755);
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const [front, web] = [freePort(), freePort()];
  const server = `  location / { proxy_pass http://127.0.0.1:${scene.port}; }`;
  await using nginx = await startNginx(folder.path, web, server);
  await Deno.writeTextFile(
    `${folder.path}/haproxy.cfg`,
    `defaults\n  mode tcp\n  timeout connect 5s\n  timeout client 60s\n  timeout server 60s\n` +
      `frontend front\n  bind 127.0.0.1:${front}\n  default_backend web\n` +
      `backend web\n  server one 127.0.0.1:${web}\n`,
  );
  await using haproxy = await launch(front, ["haproxy", "-f", `${folder.path}/haproxy.cfg`]);
  const { code, gaps, steps } = await trace([front, "--no-docker"]);
  assertEquals([code, gaps], [0, []]);
  assertEquals(steps.map(({ kind, to, pid, confidence }) => [kind, to, pid, confidence]), [
    ["listener", `127.0.0.1:${front}`, haproxy.pid, "certain"],
    ["proxy", `127.0.0.1:${web}`, haproxy.pid, "guess"],
    ["listener", `127.0.0.1:${web}`, steps[2]?.pid, "certain"],
    ["proxy", `127.0.0.1:${scene.port}`, steps[2]?.pid, "guess"],
    ["listener", `127.0.0.1:${scene.port}`, scene.actor.pid, "certain"],
  ]);
  assertEquals(steps[1]?.evidence, [`${folder.path}/haproxy.cfg:10`]);
  assertEquals(steps[3]?.evidence, [`${folder.path}/nginx/sites/web.conf:3`]);
  // A connection that is open makes the way certain.
  using client = await Deno.connect({ hostname: "127.0.0.1", port: front });
  await client.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
  await scene.actor.tell({ do: "accept", fd: scene.fd });
  const open = (await trace([front, "--no-docker"])).steps;
  assertEquals([open[1]?.confidence, open[3]?.confidence], ["certain", "certain"]);
  assertEquals(open[3]?.evidence.at(-1), "1 connection to it");
  assert(nginx.pid > 0);
});

liveTest("portik trace goes by connections where nobody may read the configuration", [
  ...PROXY_NEEDS,
  "root",
], async () => {
  await using folder = await tempFolder();
  const [front, web] = [freePort(), freePort()];
  await using server = await makeSocket({ address: "127.0.0.1", port: web });
  const config = `${folder.path}/haproxy.cfg`;
  await Deno.writeTextFile(
    config,
    `defaults\n  mode tcp\n  timeout connect 5s\n  timeout client 60s\n  timeout server 60s\n` +
      `listen front\n  bind 127.0.0.1:${front}\n  server one 127.0.0.1:${web}\n`,
    { mode: 0o600 },
  );
  await using _haproxy = await launch(front, ["haproxy", "-f", config]);
  await using as = await makePublicProgram();
  const hidden = await trace([front], { as });
  assertEquals([hidden.code, hidden.steps.map(({ kind }) => kind)], [0, ["listener"]]);
  await Deno.rename(config, `${config}.gone`);
  using client = await Deno.connect({ hostname: "127.0.0.1", port: front });
  await client.write(new TextEncoder().encode("x"));
  await server.actor.tell({ do: "accept", fd: server.fd });
  const { steps } = await trace([front]);
  assertEquals(shape(steps), [
    `listener 127.0.0.1:${front}`,
    `proxy 127.0.0.1:${web}`,
    `listener 127.0.0.1:${web}`,
  ]);
  assertEquals(steps[1]?.evidence, ["1 connection of haproxy"]);
});

liveTest("portik trace opens no pipe that a process names as its configuration", [
  ...PROXY_NEEDS,
  "mkfifo",
], async () => {
  await using folder = await tempFolder();
  const config = `${folder.path}/haproxy.cfg`;
  const [front, web] = [freePort(), freePort()];
  await Deno.writeTextFile(
    config,
    `defaults\n  mode tcp\n  timeout connect 5s\n  timeout client 9s\n  timeout server 9s\n` +
      `listen front\n  bind 127.0.0.1:${front}\n  server one 127.0.0.1:${web}\n`,
  );
  await using _haproxy = await launch(front, ["haproxy", "-f", config]);
  await Deno.remove(config);
  await new Deno.Command("mkfifo", { args: [config] }).output();
  const { code, gaps } = await trace([front, "--no-docker"]);
  assertEquals([code, gaps], [0, [
    { fact: "routes", source: config, reason: "it is no regular file" },
  ]]);
});

liveTest("portik trace reads where Caddy sends clients", ["ss", "caddy"], async () => {
  await using folder = await tempFolder();
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const [port, other] = [freePort(), freePort()];
  const options = "{\n  admin off\n  auto_https off\n}\n";
  const site = `http://127.0.0.1:${port} {\n  reverse_proxy localhost:${scene.port}\n}\n`;
  await Deno.writeTextFile(`${folder.path}/Caddyfile`, `${options}${site}`);
  const env = { XDG_DATA_HOME: folder.path, XDG_CONFIG_HOME: folder.path };
  await using _caddy = await launch(port, ["caddy", "run"], { cwd: folder.path, env });
  const end = `listener 127.0.0.1:${scene.port}`;
  assertEquals(shape((await trace([port])).steps).slice(1), [`proxy localhost:${scene.port}`, end]);
  await using _short = await launch(other, [
    ...["caddy", "reverse-proxy", "--from", `http://127.0.0.1:${other}`],
    ...["--to", `127.0.0.1:${scene.port}`],
  ], { env });
  assertEquals(shape((await trace([other])).steps).slice(1), [
    `proxy 127.0.0.1:${scene.port}`,
    end,
  ]);
});

liveTest("portik trace goes through docker-proxy into the container", DOCKER_NEEDS, async () => {
  await using docker = await Docker.start();
  await docker.run({ name: "web", publish: ["8080:80"] });
  const choices = { through: docker.netns.command([]), env: docker.env };
  const { code, steps } = await trace([8080], choices);
  assertEquals([code, steps.map(({ kind }) => kind)], [0, ["listener", "forward", "listener"]]);
  assertStringIncludes(steps[0]?.summary ?? "", "0.0.0.0:8080");
  assertEquals([steps[1]?.container, steps[2]?.container], ["web", "web"]);
  assert(/^httpd \(pid \d+, .*\) listens on .*:80 in container web$/.test(steps[2]?.summary ?? ""));
  // Without the engine, the address of the container tells whose namespace it is.
  const alone = await trace([8080, "--no-docker"], choices);
  assertEquals(alone.steps.at(-1)?.pid, steps[2]?.pid);
});

liveTest(
  "portik trace goes into a container that is published without a listener",
  DOCKER_NEEDS,
  async () => {
    await using docker = await Docker.start({ userlandProxy: false });
    await docker.run({ name: "web", publish: ["127.0.0.1:8080:80"] });
    const choices = { through: docker.netns.command([]), env: docker.env };
    const { code, steps } = await trace([8080], choices);
    assertEquals(code, 0);
    assert(["publication", "listener"].includes(steps[0]?.kind ?? ""));
    assert(
      /^httpd \(pid \d+, .*\) listens on .*:80 in container web$/.test(steps.at(-1)?.summary ?? ""),
    );
  },
);

liveTest("portik blame, trace and graph answer from a capture as they did live", [
  "ss",
  "haproxy",
  "socat",
], async () => {
  await using folder = await tempFolder();
  await using scene = await makeConnection();
  await using relay = await makeRelay(`TCP:127.0.0.1:${scene.port}`);
  const front = freePort();
  const config = `${folder.path}/haproxy.cfg`;
  await Deno.writeTextFile(
    config,
    "# the password is hunter2\ndefaults\n  mode tcp\n  timeout connect 5s\n  timeout client 9s\n" +
      `  timeout server 9s\nlisten front\n  bind 127.0.0.1:${front}\n` +
      `  server one 127.0.0.1:${relay.port}\n`,
  );
  await using _haproxy = await launch(front, ["haproxy", "-f", config]);
  const file = `${folder.path}/machine.json`;
  const answers = async (...more: string[]) => {
    const one = async (command: string) => {
      const ports = `${front},${scene.port}`;
      const { code, stdout } = await portik([command, ports, "--json", "--no-docker", ...more]);
      return [command, code, JSON.parse(stdout, ofNoMoment).data];
    };
    return [await one("blame"), await one("trace"), await one("graph")];
  };
  // What the ancestors of this test do meanwhile is not its business: the machine has to stand still.
  let live = await answers();
  await until("the machine stands still", async () => {
    const before = live;
    assertEquals((await portik(["capture", file])).code, 0);
    live = await answers();
    return JSON.stringify(before) === JSON.stringify(live);
  });
  assert(!(await Deno.readTextFile(file)).includes("hunter2"));
  assertEquals(await answers("--from", file), live);
});

/**
 * A value without what is of the moment, such as ages and what a process is doing right now, and without
 * the secrets that programs above this test may have been started with: a capture never has them.
 */
function ofNoMoment(key: string, value: unknown): unknown {
  if (/^(?:ageSeconds|state|startedAt)$/.test(key)) return undefined;
  if (key === "argv") return redactArgv(value as string[]);
  return typeof value === "string" ? redactPath(redactText(value)) : value;
}

liveTest("portik trace makes control characters of arguments visible", [
  "ss",
  "socat",
], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const port = freePort();
  await using _relay = await launch(port, [
    ...["socat", "-lp", "\x1b]0;x\x07\u202e", `TCP-LISTEN:${port},bind=127.0.0.1,fork`],
    `TCP:127.0.0.1:${scene.port}`,
  ]);
  const { stdout } = await portik(["trace", String(port)]);
  assertStringIncludes(stdout, "\\x1b]0;x\\x07\\u202e");
  // deno-lint-ignore no-control-regex -- they are what must not come out
  assert(!/[\x00-\x09\x0b-\x1f\x7f\u202e]/.test(stdout), JSON.stringify(stdout));
});
