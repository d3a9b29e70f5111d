import type { Recording } from "../src/host/recording.ts";
import type { Snapshot } from "../src/model/snapshot.ts";

const CONTAINER = "4f".repeat(32);

/** A machine with one of everything, so that every key there is appears in an answer. */
export const SNAPSHOT: Snapshot = {
  version: 1,
  takenAt: "2026-01-02T03:04:05.000Z",
  platform: "linux",
  caller: { pid: 99, uid: 1000, mayBindPrivileged: false, seesAllOwners: false },
  sockets: [
    {
      proto: "tcp",
      family: "ipv6",
      state: "LISTEN",
      address: "fe80::1",
      zone: "eth0",
      port: 80,
      v6only: true,
      inode: 64,
      uid: 1000,
      cgroup: "/system.slice/web.service",
      backlog: { queued: 0, limit: 511 },
      holders: [{ pid: 812, fd: 3 }, { pid: 813, fd: 3 }],
    },
    {
      proto: "tcp",
      family: "ipv4",
      state: "TIME_WAIT",
      address: "127.0.0.1",
      port: 80,
      peer: { address: "127.0.0.1", port: 50646 },
      holders: [],
    },
    {
      proto: "tcp",
      family: "ipv4",
      state: "LISTEN",
      address: "0.0.0.0",
      port: 8080,
      uid: 0,
      cgroup: "/system.slice/docker.service",
      holders: [],
    },
    {
      proto: "udp",
      family: "ipv4",
      state: "UNCONN",
      address: "127.0.0.1",
      port: 53,
      holders: [{ pid: 1 }],
    },
    {
      proto: "tcp",
      family: "ipv4",
      state: "LISTEN",
      address: "0.0.0.0",
      port: 22,
      namespace: "net:[4026532281]",
      cgroup: `/kubepods/pod7/${"cd".repeat(32)}`,
      holders: [],
    },
  ],
  processes: [
    {
      pid: 812,
      ppid: 1,
      name: "web",
      state: "sleeping",
      argv: ["web", "--port", "80"],
      exe: "/srv/web",
      cwd: "/srv",
      uid: 1000,
      threads: 2,
      startTicks: 100,
      startedAt: "2026-01-02T03:00:00.000Z",
      cgroup: "/system.slice/web.service",
      unit: "web.service",
      project: { root: "/srv", branch: "main", worktree: "fix" },
    },
    { pid: 813, ppid: 812, name: "web", state: "stopped", argv: [], uid: 1000 },
    {
      ...{ pid: 814, ppid: 1, name: "nginx", state: "sleeping", argv: ["nginx"], uid: 0 },
      containerId: CONTAINER,
    },
  ],
  containers: [
    {
      engine: "docker",
      id: CONTAINER,
      name: "shop-web-1",
      image: "nginx",
      state: "running",
      publications: [
        { hostAddress: "0.0.0.0", hostPort: 8080, containerPort: 80, proto: "tcp" },
      ],
      composeProject: "shop",
      composeService: "web",
      composeFile: "/srv/compose.yaml",
      composeOverrides: ["/srv/more.yaml"],
      pid: 814,
      endpoint: "unix:///run/user/1000/docker.sock",
      listeners: [
        {
          ...{ proto: "tcp", family: "dual", state: "LISTEN", address: "::", port: 80 },
          holders: [{ pid: 814, fd: 6 }],
        },
      ],
    },
    {
      engine: "podman",
      id: "ab".repeat(32),
      name: "old",
      image: "",
      state: "running",
      publications: [
        { hostAddress: "::1", hostPort: 8080, containerPort: 80, proto: "tcp" },
      ],
      remote: true,
      pod: "shop",
    },
  ],
  binds: [
    { proto: "tcp", address: "127.0.0.1", port: 22, outcome: "EACCES" },
    { proto: "tcp", address: "::", port: 22, outcome: "unknown", inferred: true },
  ],
  settings: { unprivilegedPortStart: 1024, ephemeralRange: { first: 32768, last: 60999 } },
  users: { "1000": "ada" },
  known: ["sockets", "processes", "containers", "binds", "settings", "caller"],
  gaps: [{ fact: "owners", source: "ss", reason: "needs root" }],
  asked: [{ fact: "sockets", source: "ss", milliseconds: 5 }],
};

/** A capture with an answer and a failure of every kind. */
export const RECORDING: Recording = {
  portik: "capture",
  version: 1,
  takenAt: SNAPSHOT.takenAt,
  platform: "linux",
  pid: 99,
  redacted: false,
  env: { DOCKER_HOST: "unix:///run/docker.sock" },
  runs: [
    { argv: ["ss", "-Htuanpe"], answer: { code: 0, stdout: "", stderr: "" } },
    { argv: ["docker", "ps"], answer: { failed: "ENOENT" } },
  ],
  texts: { "/proc/stat": "btime 1\n", "/proc/812/cgroup": { failed: "EACCES" } },
  links: { "/proc/812/exe": "/srv/web", "/proc/1/exe": { failed: "EACCES" } },
  folders: { "/proc": ["1", "812"], "/proc/1/fd": { failed: "EACCES" } },
  stats: {
    "/var/run/docker.sock": { type: "other", size: 0, mode: 0o660, uid: 0, inode: 64 },
    "/srv/.git": { failed: "ENOENT" },
  },
  binds: { "tcp ::1 0": "ok" },
};
