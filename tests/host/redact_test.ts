import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseRecording, type Recording } from "../../src/host/recording.ts";
import { redactRecording } from "../../src/host/redact.ts";
import { replaySight } from "../../src/host/replay.ts";
import { parseDockerPs } from "../../src/probe/containers/docker_ps.ts";
import { parsePodmanPs } from "../../src/probe/containers/podman.ts";
import { parseSs } from "../../src/probe/linux/ss.ts";
import { RECORDING } from "../everything.ts";
import { recorded } from "../probe/paper.ts";

/** A recording that consists of these answers, redacted. */
function redacted(answers: Partial<Recording>): Recording {
  return redactRecording({ ...RECORDING, ...answers });
}

/** What is left of what a program printed. */
function output(argv: readonly string[], stdout: string, stderr = ""): string {
  const [run] = redacted({ runs: [{ argv, answer: { code: 0, stdout, stderr } }] }).runs;
  return run && "stdout" in run.answer ? run.answer.stdout + run.answer.stderr : "";
}

Deno.test("redactRecording() says that it did, and keeps a recording a recording", () => {
  const left = redacted({});
  assertEquals(left.redacted, true);
  assertEquals(parseRecording(JSON.stringify(left), "x"), left);
  assertEquals(redactRecording(left), left);
});

Deno.test("redactRecording() leaves alone what holds no secret", () => {
  assertEquals(redacted({}), { ...RECORDING, redacted: true });
});

Deno.test("redactRecording() goes through arguments word by word", () => {
  const cmdline = "app\0--password\0hunter 2\0--port\0" + "80\0";
  const { texts } = redacted({ texts: { "/proc/8/cmdline": cmdline } });
  assertEquals(texts["/proc/8/cmdline"], "app\0--password\0[redacted]\0--port\0" + "80\0");
});

Deno.test("redactRecording() makes no argument of the NUL at the end", () => {
  const lines = ["app\0--password\0", "app\0--password\0\0\0\0\0\0", "app", "", "\0"];
  for (const line of lines) {
    const { texts } = redacted({ texts: { "/proc/8/cmdline": line } });
    assertEquals(texts["/proc/8/cmdline"], line);
  }
});

Deno.test("redactRecording() reads the title that a process has given itself", () => {
  const { texts } = redacted({
    texts: { "/proc/8/cmdline": "app --token hunter2 up\0\0\0\0\0\0" },
  });
  assertEquals(texts["/proc/8/cmdline"], "app --token [redacted] up\0\0\0\0\0\0");
});

Deno.test("redactRecording() goes through variables by their names", () => {
  const { env } = redacted({ env: { DOCKER_HOST: "ssh://me:hunter2@h", SECRET: "x" } });
  assertEquals(env, { DOCKER_HOST: "ssh://me:[redacted]@h", SECRET: "[redacted]" });
});

Deno.test("redactRecording() keeps of users their names and numbers", () => {
  const line = "ada:x:1000:1000:Ada L.,,555-1234:/home/ada:/bin/bash\n";
  const { texts } = redacted({ texts: { "/etc/passwd": line } });
  assertEquals(texts["/etc/passwd"], "ada::1000::::\n");
  assertEquals(output(["getent", "passwd", "1000"], line), "ada::1000::::\n");
});

Deno.test("redactRecording() keeps of open files the sockets", () => {
  const { links } = redacted({
    links: {
      "/proc/8/fd/1": "/home/ada/diary.txt",
      "/proc/8/fd/2": "socket:[64]",
      "/proc/8/task/9/fd/1": "/home/ada/diary.txt",
      "/proc/8/exe": "/srv/app",
      "/proc/9/exe": { failed: "EACCES" },
    },
  });
  assertEquals(Object.keys(links), ["/proc/8/fd/2", "/proc/8/exe", "/proc/9/exe"]);
});

Deno.test("redactRecording() redacts a folder wherever it stands, so that it can still be found", () => {
  const cwd = "/srv/ghp_0123456789abcdefghijklmno/app";
  const { links, stats, texts } = redacted({
    links: { "/proc/8/cwd": cwd },
    stats: { [`${cwd}/.git`]: { type: "file", size: 40, mode: 0o644 } },
    texts: {
      [`${cwd}/.git`]: `gitdir: ${cwd}/.git/worktrees/fix\n`,
      [`${cwd}/.git/worktrees/fix/HEAD`]: "ref: x",
    },
  });
  const left = "/srv/[redacted]/app";
  assertEquals(links["/proc/8/cwd"], left);
  assertEquals(Object.keys(stats), [`${left}/.git`]);
  assertEquals(texts[`${left}/.git`], `gitdir: ${left}/.git/worktrees/fix\n`);
  assertEquals(texts[`${left}/.git/worktrees/fix/HEAD`], "ref: x");
});

Deno.test("redactRecording() does no harm to the rows of ss", () => {
  for (const name of ["varied", "as_nobody", "docker_proxy", "hostile_names"]) {
    const rows = recorded(`ss/${name}.txt`);
    assertEquals(parseSs(output(["ss", "-Htuanpe"], rows)), parseSs(rows), name);
  }
  const names = ["password=x", "token: y", "--password z", "sk-a", "mysql -pw", "AKIA"];
  const users = names.map((name, i) => `("${name}",pid=${i + 1},fd=3)`).join(",");
  const row = `tcp LISTEN 0 5 0.0.0.0:80 0.0.0.0:* users:(${users}) ino:64 sk:4 cgroup:/a <->`;
  assertEquals(output(["ss", "-Htuanpe"], row), row);
});

Deno.test("redactRecording() leaves what Docker prints JSON", () => {
  for (const name of ["ps_client_20", "ps_client_28", "inspect"]) {
    const lines = recorded(`docker/${name}.txt`);
    assertEquals(output(["docker", "ps"], lines), lines, name);
  }
  const id = "4f".repeat(32);
  const row = {
    id,
    name: "token",
    image: "registry.example.com/me:hunter2@x/web:1",
    state: "running",
    ports: "0.0.0.0:8080->80/tcp",
    project: "--password hunter2",
    service: 'a "password":"hunter2',
    files: "/srv/password=hunter2/compose.yaml",
  };
  const left = output(["docker", "ps"], `${JSON.stringify(row)}\n${JSON.stringify(row)}\n`);
  assert(!left.includes("hunter2"), left);
  const [container, again] = parseDockerPs(left) ?? [];
  assertEquals(container, again);
  assertEquals([container?.id, container?.name, container?.publications[0]?.hostPort], [
    id,
    "token",
    8080,
  ]);
});

Deno.test("redactRecording() keeps of Podman's list what portik reads, and nothing else", () => {
  const whole = JSON.parse(recorded("podman/ps_4.json"));
  whole[0].Command = ["--password", "hunter2"];
  whole[0].Mounts = ["/home/hunter2"];
  whole[0].Labels = { secret: "hunter2", "com.docker.compose.project": "shop" };
  const left = output(["podman", "ps"], JSON.stringify(whole, null, 2));
  assert(!left.includes("hunter2"), left);
  whole[0].Labels = { "com.docker.compose.project": "shop" };
  assertEquals(parsePodmanPs(left), parsePodmanPs(JSON.stringify(whole)));
});

Deno.test("redactRecording() keeps nothing of a list of Podman that it cannot read", () => {
  assertEquals(output(["podman", "ps"], '[{"Command":["--password=hunter2"'), "");
});

Deno.test("redactRecording() goes through what programs complain about", () => {
  const left = output(["docker", "ps"], "", "dial https://me:hunter2@h:2376: refused\n");
  assertEquals(left, "dial https://[redacted]@h:2376: refused\n");
});

Deno.test("redactRecording() finds the lines of other programs that hold whole command lines", () => {
  const lines = `  812 /usr/bin/mysql -phunter2 -P 3306\n 1 -sh\n`;
  assertEquals(output(["ps", "-o", "pid,args"], lines), lines.replace("hunter2", "[redacted]"));
  const document = JSON.stringify(
    [{ ProcessId: 8, CommandLine: "a.exe /password:hunter2" }],
    null,
    2,
  );
  const left = output(["powershell"], document);
  assertStringIncludes(left, "/password:[redacted]");
  assertEquals(JSON.parse(left)[0].ProcessId, 8);
});

Deno.test("redactRecording() changes nothing about failures and binds", async () => {
  const sight = replaySight(redacted({}));
  assertEquals(await sight.run(["docker", "ps"], { timeout: 1 }), { failed: "ENOENT" });
  assertEquals(await sight.tryBind("tcp", "::1", 0), "ok");
  assertEquals(sight.readText("/proc/812/cgroup"), { failed: "EACCES" });
});
