import { assertEquals } from "@std/assert";
import type { Sight } from "../../src/host/host.ts";
import type { FactName, Question } from "../../src/model/question.ts";
import { look } from "../../src/probe/mod.ts";
import { onPaper, type Paper } from "./paper.ts";

const ID = "4f".repeat(32);
const FILE = { type: "other", size: 0, mode: 0o660 } as const;
const DOCKER = { "/var/run/docker.sock": FILE };
const PODMAN = { "/var/lib/containers/storage/libpod": FILE };

const DOCKER_CALLS = ["docker ps", "docker inspect"];
const PODMAN_CALLS = ["podman ps"];
const WHO: readonly FactName[] = ["sockets", "owners", "containers", "namespaces"];
const EXPLAIN: readonly FactName[] = [...WHO, "processes", "settings", "caller"];

/** A process that holds port 8080, as `ss` and `/proc` show it. */
function held(name: string, cgroup: string): Paper {
  return {
    texts: {
      "/proc/812/stat": `812 (${name}) S 1 812 812 0 -1 0 0 0 0 0 0 0 0 0 0 0 1 0 100`,
      "/proc/812/cgroup": `0::${cgroup}\n`,
    },
    folders: { "/proc": ["812"] },
  };
}

const LISTENS =
  'tcp LISTEN 0 4096 0.0.0.0:8080 0.0.0.0:* users:(("x",pid=812,fd=4)) ino:640 sk:1 cgroup:/x <->\n';

/** The calls to engines that a look at port 8080 makes; `many`: how many containers they have. */
async function calls(
  paper: Paper,
  question: Partial<Question> = {},
  { ss = LISTENS, many = 3 } = {},
): Promise<string[]> {
  const asked: string[] = [];
  const ids = Array.from({ length: many }, (_, i) => `${i}`.padStart(64, "0"));
  const answers: Record<string, string> = {
    ss,
    "docker ps": ids.map((id) => `{"id":"${id}","name":"n","state":"exited"}\n`).join(""),
    "docker inspect": ids.map((id) => `{"id":"${id}"}\n`).join(""),
    "podman ps": JSON.stringify(ids.map((Id) => ({ Id, State: "exited" }))),
  };
  const sight: Sight = {
    ...onPaper(paper),
    run: ([program = "", word]) => {
      const call = program === "ss" ? program : `${program} ${word}`;
      if (["docker", "podman"].includes(program)) asked.push(call);
      return Promise.resolve({ code: 0, stdout: answers[call] ?? "", stderr: "" });
    },
  };
  const whole: Question = {
    facts: WHO,
    ports: [{ first: 8080, last: 8080 }],
    protos: ["tcp"],
    engines: "auto",
    ...question,
  };
  await look(sight, whole, { probeTimeout: 2000 });
  return asked;
}

const traces = { ...DOCKER, ...PODMAN };
const ordinary = { ...held("node", "/user.slice/session-1.scope"), stats: traces };
const nobody = { ss: "" };

const CASES: readonly (readonly [
  what: string,
  calls: readonly string[],
  ...asked: Parameters<typeof calls>,
])[] = [
  ["an ordinary listener", [], ordinary],
  ["an ordinary listener that is to be explained", [], ordinary, { facts: EXPLAIN }],
  ["a forwarder of Docker", DOCKER_CALLS, {
    ...held("docker-proxy", "/system.slice/docker.service"),
    stats: traces,
  }],
  ["a forwarder of Podman", PODMAN_CALLS, {
    ...held("rootlessport", "/user.slice"),
    stats: traces,
  }],
  ["conmon, which is Podman's as root", PODMAN_CALLS, {
    ...held("conmon", "/libpod_parent/conmon"),
    stats: traces,
  }],
  ["a forwarder of Podman where only others use it", [], held("conmon", "/")],
  ["a process of a Docker container on the host's network", DOCKER_CALLS, {
    ...held("nginx", `/system.slice/docker-${ID}.scope`),
    stats: traces,
  }],
  ["a process of a Podman container on the host's network", PODMAN_CALLS, {
    ...held("nginx", `/machine.slice/libpod-${ID}.scope/container`),
    stats: traces,
  }],
  [
    "a process of a container of nobody knows whom",
    [...DOCKER_CALLS, ...PODMAN_CALLS],
    { ...held("nginx", `/kubepods/pod7/${ID}`), stats: traces },
  ],
  ["a process of a container where no engine is", [], held("nginx", `/kubepods/pod7/${ID}`)],
  ["a free port where no engine is", [], {}, {}, nobody],
  ["a free port where Docker is", DOCKER_CALLS, { stats: DOCKER }, {}, nobody],
  ["a free port where Podman is", PODMAN_CALLS, { stats: PODMAN }, {}, nobody],
  ["a free port where both are", [...DOCKER_CALLS, ...PODMAN_CALLS], { stats: traces }, {}, nobody],
  ["a free port when containers are not wanted", [], { stats: traces }, {
    engines: "never",
  }, nobody],
  ["a question that has nothing to do with containers", [], { stats: traces }, {
    facts: ["sockets"],
  }, nobody],
  ["an ordinary listener with --docker", [...DOCKER_CALLS, ...PODMAN_CALLS], ordinary, {
    engines: "always",
  }],
  [
    "a free port and thousands of containers",
    [...DOCKER_CALLS, ...PODMAN_CALLS],
    {
      stats: traces,
    },
    {},
    { ...nobody, many: 2000 },
  ],
  ["a thousand ports", [...DOCKER_CALLS, ...PODMAN_CALLS], { stats: traces }, {
    ports: [{ first: 8000, last: 8999 }],
  }],
];

for (const [what, expected, ...asked] of CASES) {
  Deno.test(`look() at ${what} starts ${expected.join(", ") || "no engine's program"}`, async () => {
    // The two engines are asked at the same time.
    assertEquals((await calls(...asked)).sort(), [...expected].sort());
  });
}
