import { assertEquals } from "@std/assert";
import type { Process } from "../../src/model/process.ts";
import type { Question } from "../../src/model/question.ts";
import type { Socket } from "../../src/model/socket.ts";
import { enginesToAsk } from "../../src/probe/container_evidence.ts";
import { process, socket } from "../../src/testing.ts";
import { asking, onPaper, type Paper } from "./paper.ts";

const ID = "4f".repeat(32);
const FILE = { type: "other", size: 0, mode: 0o660 } as const;
const DOCKER: Paper = { stats: { "/var/run/docker.sock": FILE } };
const PODMAN: Paper = { stats: { "/var/lib/containers/storage/libpod": FILE } };
const BOTH: Paper = { stats: { ...DOCKER.stats, ...PODMAN.stats } };

/** Which engines are asked about port 3000 of a machine with these traces, sockets and processes. */
function engines(
  paper: Paper,
  seen: { sockets?: readonly Partial<Socket>[]; processes?: readonly Partial<Process>[] } = {},
  question: Partial<Question> = {},
): string {
  const { sockets = [{}], processes = [{}] } = seen;
  return enginesToAsk(onPaper(paper), { ...asking(3000), protos: ["tcp"], ...question }, {
    sockets: sockets.map(socket),
    processes: processes.map(process),
  }).join(" ");
}

Deno.test("enginesToAsk() asks nobody about an ordinary listener, whatever engine is here", () => {
  assertEquals(engines(BOTH), "");
  assertEquals(engines(BOTH, { processes: [{ name: "nginx" }, { pid: 1, name: "systemd" }] }), "");
});

Deno.test("enginesToAsk() asks the engine whose forwarder holds the port, and no other", () => {
  for (const name of ["docker-proxy", "dockerd", "com.docker.backend", "rootlesskit"]) {
    assertEquals(engines(BOTH, { processes: [{ name }] }), "docker", name);
  }
  for (const name of ["rootlessport", "conmon", "podman", "gvproxy"]) {
    assertEquals(engines(BOTH, { processes: [{ name }] }), "podman", name);
  }
  assertEquals(engines({}, { processes: [{ name: "com.docker.backend.exe" }] }), "docker");
});

Deno.test("enginesToAsk() asks engines with traces where a forwarder may be anybody's", () => {
  for (const name of ["slirp4netns", "pasta", "pasta.avx2", "ssh", "wslrelay.exe"]) {
    const seen = { processes: [{ name }] };
    assertEquals(["docker", engines(BOTH, seen)], ["docker", "docker podman"], name);
    assertEquals([engines(DOCKER, seen), engines({}, seen)], ["docker", ""], name);
  }
});

Deno.test("enginesToAsk() does not mind an ssh that is only an ancestor", () => {
  const processes = [{}, { pid: 700, name: "ssh" }];
  assertEquals(engines(BOTH, { processes }), "");
});

Deno.test("enginesToAsk() asks the engine that a container's cgroup names", () => {
  const inside = (cgroup: string) => engines(BOTH, { processes: [{ cgroup, containerId: ID }] });
  assertEquals(inside(`/system.slice/docker-${ID}.scope`), "docker");
  assertEquals(inside(`/docker/${ID}`), "docker");
  assertEquals(inside(`/machine.slice/libpod-${ID}.scope/container`), "podman");
  assertEquals(inside(`/libpod_parent/libpod-${ID}`), "podman");
  const hidden = [{ holders: [], cgroup: `/system.slice/docker-${ID}.scope` }];
  assertEquals(engines({}, { sockets: hidden, processes: [] }), "docker");
});

Deno.test("enginesToAsk() asks Podman about the child of a conmon, whatever its cgroup is", () => {
  const below = (comm: string) =>
    engines({ ...BOTH, texts: { "/proc/700/comm": comm } }, { processes: [{ ppid: 700 }] });
  assertEquals([below("conmon\n"), below("bash\n")], ["podman", ""]);
});

Deno.test("enginesToAsk() asks whoever may know a container of nobody knows whom", () => {
  // On cgroup v1 the path in the v2 tree says nothing, and neither does Kubernetes.
  for (const cgroup of ["/", `/kubepods/burstable/pod7/${ID}`]) {
    const seen = { processes: [{ cgroup, containerId: ID }] };
    assertEquals(engines({}, seen), "", cgroup);
    assertEquals(engines(PODMAN, seen), "podman", cgroup);
  }
});

Deno.test("enginesToAsk() asks engines with traces where nobody listens", () => {
  const nobody = { sockets: [], processes: [] };
  assertEquals(engines({}, nobody), "");
  assertEquals(engines(DOCKER, nobody), "docker");
  assertEquals(engines(PODMAN, nobody), "podman");
  assertEquals(engines(BOTH, nobody), "docker podman");
  assertEquals(engines(BOTH, { sockets: [{ state: "ESTABLISHED" }] }), "docker podman");
  assertEquals(engines(DOCKER, {}, { ports: [{ first: 3000, last: 3001 }] }), "docker");
});

Deno.test("enginesToAsk() asks engines with traces where an owner cannot be seen", () => {
  const hidden = { sockets: [{ holders: [] }], processes: [] };
  assertEquals([engines(BOTH, hidden), engines({}, hidden)], ["docker podman", ""]);
});

Deno.test("enginesToAsk() asks engines with traces about a whole machine", () => {
  const { ports: _, ...everything } = asking();
  const ask = (paper: Paper) =>
    enginesToAsk(onPaper(paper), everything, { sockets: [], processes: [] }).join(" ");
  assertEquals([ask(BOTH), ask({})], ["docker podman", ""]);
});

Deno.test("enginesToAsk() asks all that there are when they are asked for", () => {
  assertEquals(engines({}, {}, { engines: "always" }), "docker podman");
});

Deno.test("enginesToAsk() looks for traces even when it need not, for a capture must hold them", () => {
  const looked: string[] = [];
  const sight = {
    ...onPaper(DOCKER),
    stat: (path: string) => {
      looked.push(path);
      return { failed: "ENOENT" };
    },
  };
  const question = { ...asking(), engines: "always" } as const;
  enginesToAsk(sight, question, { sockets: [], processes: [] });
  assertEquals(looked.includes("/var/run/docker.sock"), true);
});
