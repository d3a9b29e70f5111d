import { assertEquals } from "@std/assert";
import {
  parseCgroup,
  parseCmdline,
  parseStat,
  readProcess,
} from "../../../src/probe/linux/proc_pid.ts";
import { onPaper, type Paper } from "../paper.ts";

/** A line of `/proc/PID/stat`, started 81.33 s after boot. */
function stat(name: string, state = "S"): string {
  return `812 (${name}) ${state} 1 812 812 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 3 0 8133 9 10`;
}

const ID = "4f".repeat(32);

function read(paper: Paper & { text?: Record<string, string> } = {}) {
  const { text, ...rest } = paper;
  const texts = Object.entries({ stat: stat("postgres"), ...text })
    .map(([file, content]) => [`/proc/812/${file}`, content]);
  return readProcess(
    onPaper({ ...rest, texts: Object.fromEntries(texts) }),
    812,
    1_763_665_921,
  );
}

Deno.test("parseStat() counts the fields after the name, whatever the name is", () => {
  for (const name of ["postgres", "", " ", ")", "a) S 1 (b", "x) Z 1", "two\nlines", "\x1b[31m"]) {
    assertEquals(parseStat(stat(name)), {
      name,
      state: "sleeping",
      ppid: 1,
      session: 812,
      threads: 3,
      startTicks: 8133,
    });
  }
});

Deno.test("parseStat() names the states", () => {
  const letters = [..."RSDTtZXI"];
  assertEquals(letters.map((letter) => parseStat(stat("x", letter))?.state), [
    "running",
    "sleeping",
    "waiting",
    "stopped",
    "traced",
    "zombie",
    "dead",
    "idle",
  ]);
});

Deno.test("parseStat() reads nothing from what is no such line", () => {
  for (const text of ["", "hello", "812", "812 (x", "812 x) S 1", "812 (x) ? 1", ")( S 1"]) {
    assertEquals(parseStat(text), undefined, text);
  }
});

Deno.test("parseCmdline() keeps arguments as they are, empty ones and line breaks, too", () => {
  assertEquals(parseCmdline("a\0b c\0"), ["a", "b c"]);
  assertEquals(parseCmdline("a\0\0two\nlines\0\0"), ["a", "", "two\nlines", ""]);
  assertEquals(parseCmdline(""), []);
  assertEquals(parseCmdline("\0"), [""]);
});

Deno.test("parseCmdline() drops the blank memory behind a title", () => {
  assertEquals(parseCmdline(`nginx: worker process${"\0".repeat(60)}`), ["nginx: worker process"]);
  assertEquals(parseCmdline("sshd: root@pts/0"), ["sshd: root@pts/0"]);
});

Deno.test("parseCgroup() reads the v2 tree alone, v1 alone, and both together", () => {
  assertEquals(parseCgroup("0::/system.slice/ssh.service\n"), {
    cgroup: "/system.slice/ssh.service",
    unit: "ssh.service",
  });
  const v1 = "2:cpu,cpuacct:/\n1:name=systemd:/system.slice/cron.service\n";
  assertEquals(parseCgroup(v1), { unit: "cron.service" });
  assertEquals(parseCgroup(`${v1}0::/init.scope\n`), {
    cgroup: "/init.scope",
    unit: "cron.service",
  });
  assertEquals(parseCgroup(""), {});
});

Deno.test("parseCgroup() tells a user's own unit from the system's", () => {
  const session = "/user.slice/user-1000.slice/user@1000.service";
  assertEquals(parseCgroup(`0::${session}/app.slice/vite.service\n`), {
    cgroup: `${session}/app.slice/vite.service`,
    unit: "vite.service",
    userUnit: true,
  });
  assertEquals(parseCgroup(`0::${session}/init.scope\n`), { cgroup: `${session}/init.scope` });
});

Deno.test("parseCgroup() finds the container in whichever hierarchy names it", () => {
  const paths = [
    `0::/docker/${ID}`,
    `5:devices:/docker/${ID}`,
    `0::/system.slice/docker-${ID}.scope`,
  ];
  for (const path of paths) assertEquals(parseCgroup(path).containerId, ID);
  assertEquals(parseCgroup("0::/docker/abc").containerId, undefined);
});

Deno.test("parseCgroup() reads a path with colons and blanks", () => {
  assertEquals(parseCgroup("0::/a:b c/d").cgroup, "/a:b c/d");
});

Deno.test("readProcess() joins the files of a process", () => {
  const process = read({
    text: {
      cmdline: "/usr/bin/postgres\0-D\0/data\0",
      status: "Name:\tpostgres\nUid:\t1000\t105\t105\t105\n",
      cgroup: "0::/system.slice/postgresql.service\n",
    },
    links: { "/proc/812/exe": "/usr/bin/postgres", "/proc/812/cwd": "/data" },
  });
  assertEquals(process, {
    pid: 812,
    ppid: 1,
    name: "postgres",
    state: "sleeping",
    argv: ["/usr/bin/postgres", "-D", "/data"],
    exe: "/usr/bin/postgres",
    cwd: "/data",
    uid: 105,
    threads: 3,
    startTicks: 8133,
    // The machine started at 19:12:01; the process 81.33 s later.
    startedAt: "2025-11-20T19:13:22.000Z",
    session: 812,
    cgroup: "/system.slice/postgresql.service",
    unit: "postgresql.service",
  });
});

Deno.test("readProcess() tells the session, the terminal, and whether a hangup is ignored", () => {
  const inTerminal = "812 (sh) S 800 812 800 34819 812 4194560 1 2 3 4 5 6 7 8 20 0 1 0 8133";
  const process = read({
    text: { stat: inTerminal, status: "SigBlk:\t0000000000000001\nSigIgn:\t0000000001001007\n" },
  });
  assertEquals(
    [process?.session, process?.terminal, process?.ignoresHangup],
    [800, "pts/3", true],
  );
  const detached = read({
    text: { stat: "812 (x) S 1 812 0 0 -1 0", status: "SigIgn:\t0000000001001006\n" },
  });
  assertEquals(
    [detached?.session, detached?.terminal, detached?.ignoresHangup],
    [undefined, undefined, undefined],
  );
});

Deno.test("readProcess() does with what an ordinary user may see of a stranger's process", () => {
  const denied = { failed: "EACCES" };
  const process = read({
    text: { cmdline: "postgres\0", status: "Uid:\t105\t105\t105\t105\n" },
    links: { "/proc/812/exe": denied, "/proc/812/cwd": denied },
  });
  assertEquals([process?.uid, process?.argv], [105, ["postgres"]]);
  assertEquals([process?.exe, process?.cwd, process?.project], [undefined, undefined, undefined]);
});

Deno.test("readProcess() says when the program's file is gone", () => {
  const process = read({ links: { "/proc/812/exe": "/usr/bin/postgres (deleted)" } });
  assertEquals([process?.exe, process?.exeDeleted], ["/usr/bin/postgres", true]);
});

Deno.test("readProcess() takes a cut-off name, or Node's, from the program's file", () => {
  const name = (comm: string, exe: string) =>
    read({ text: { stat: stat(comm) }, links: { "/proc/812/exe": exe } })?.name;
  assertEquals(
    name("prometheus-node", "/opt/prometheus-node-exporter"),
    "prometheus-node-exporter",
  );
  assertEquals(name("MainThread", "/usr/bin/node"), "node");
  assertEquals(name("postgres", "/usr/lib/other"), "postgres");
});

Deno.test("readProcess() takes no directory inside a container for a project here", () => {
  const process = read({
    text: { cgroup: `0::/docker/${ID}\n` },
    links: { "/proc/812/cwd": "/srv/shop" },
    stats: {
      "/srv/shop/.git": { type: "directory", size: 0, mode: 0o755 },
      "/srv/shop/.git/HEAD": { type: "file", size: 21, mode: 0o644 },
    },
  });
  assertEquals([process?.containerId, process?.project], [ID, undefined]);
});

Deno.test("readProcess() is undefined when the process is gone", () => {
  assertEquals(readProcess(onPaper({}), 812, 0), undefined);
});
