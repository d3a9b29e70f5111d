import { assert, assertEquals } from "@std/assert";
import type { Failure, Ran, Sight } from "../../src/host/host.ts";
import type { Container } from "../../src/model/container.ts";
import { askEngines, findContainers } from "../../src/probe/containers.ts";
import type { PlatformProbes } from "../../src/probe/platform.ts";
import { container, process, socket } from "../../src/testing.ts";
import { asking, onPaper, recorded } from "./paper.ts";

/** What each command line answers; `docker inspect` by its own name. */
type Answers = Readonly<Partial<Record<"docker" | "inspect" | "podman", string | Ran | Failure>>>;

const USED = {
  "/var/lib/containers/storage/libpod": { type: "directory", size: 0, mode: 0o700 },
} as const;

const SHIM: Ran = {
  code: 125,
  stdout: '{"id":',
  stderr: "Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.\n",
};

/** A machine on which the engines answer so; what is not named is not installed. */
function machine(answers: Answers) {
  const asked: string[] = [];
  const sight: Sight = {
    ...onPaper({ stats: USED }),
    run: ([program = "", ...words]) => {
      asked.push(`${program} ${words[0]}`);
      const name = words[0] === "inspect" ? "inspect" : program as "docker" | "podman";
      const answer = answers[name] ?? { failed: "ENOENT" };
      const ran = typeof answer === "string" ? { code: 0, stdout: answer, stderr: "" } : answer;
      return Promise.resolve(ran);
    },
  };
  return { sight, asked };
}

async function ask(answers: Answers, engines: "auto" | "always" = "auto") {
  const { sight, asked } = machine(answers);
  const question = { ...asking(80), engines };
  const answer = await askEngines(sight, question, { probeTimeout: 2000 }, ["docker", "podman"]);
  return { ...answer, calls: asked, names: answer.containers?.map(({ name }) => name) };
}

const DOCKER = '{"id":"d1","name":"web","state":"running"}\n';
const PODMAN = '[{"Id":"p1","Names":["api"],"State":"running"}]';

Deno.test("askEngines() puts together what both engines tell, and names both", async () => {
  const { names, asked, gaps } = await ask({
    docker: DOCKER,
    inspect: '{"id":"d1"}',
    podman: PODMAN,
  });
  assertEquals(names, ["web", "api"]);
  assertEquals(asked.map(({ source }) => source), ["docker", "podman"]);
  assertEquals(gaps, []);
});

Deno.test("askEngines() asks both at the same time", async () => {
  const free = Promise.withResolvers<Ran>();
  const order: string[] = [];
  const sight: Sight = {
    ...onPaper({ stats: USED }),
    run: ([program = ""]) => {
      order.push(program);
      if (program === "docker") return free.promise;
      free.resolve({ code: 0, stdout: "", stderr: "" });
      return Promise.resolve({ code: 0, stdout: "[]", stderr: "" });
    },
  };
  // Docker answers only when Podman has been asked.
  await askEngines(sight, asking(80), { probeTimeout: 2000 }, ["docker", "podman"]);
  assertEquals(order, ["docker", "podman"]);
});

Deno.test("askEngines() believes one engine when the other hangs, and leaves a gap", async () => {
  const hung = { failed: "ETIMEDOUT" };
  const one = await ask({ docker: hung, podman: PODMAN });
  assertEquals([one.names, one.gaps], [["api"], [
    { fact: "containers", source: "docker", reason: "docker did not answer within 2 s" },
  ]]);
  const other = await ask({ docker: DOCKER, inspect: '{"id":"d1"}', podman: hung });
  assertEquals([other.names, other.gaps], [["web"], [
    { fact: "containers", source: "podman", reason: "podman did not answer within 2 s" },
  ]]);
});

Deno.test("askEngines() knows nothing when no engine answered", async () => {
  const { containers, asked, gaps } = await ask({ docker: { failed: "ETIMEDOUT" } });
  assertEquals([containers, asked, gaps.length], [undefined, [], 1]);
});

Deno.test("askEngines() is silent about engines that are not installed, unless they were asked for", async () => {
  const { containers, gaps } = await ask({});
  assertEquals([containers, gaps], [[], []]);
  const always = await ask({}, "always");
  assertEquals([always.containers, always.gaps.map(({ reason }) => reason)], [
    undefined,
    ["docker is not installed", "podman is not installed"],
  ]);
  const half = await ask({ podman: PODMAN }, "always");
  assertEquals([half.names, half.gaps.map(({ reason }) => reason)], [
    ["api"],
    ["docker is not installed"],
  ]);
});

Deno.test("askEngines() does not take a Podman that was never used for an answer", async () => {
  const sight: Sight = {
    ...onPaper({}),
    run: ([program]) =>
      Promise.resolve(
        program === "docker" ? { failed: "ETIMEDOUT" } : { code: 0, stdout: "", stderr: "" },
      ),
  };
  const question = { ...asking(80), engines: "always" } as const;
  const answer = await askEngines(sight, question, { probeTimeout: 1 }, ["docker", "podman"]);
  assertEquals([answer.containers, answer.gaps.map(({ source }) => source)], [
    undefined,
    ["docker"],
  ]);
});

Deno.test("askEngines() leaves a gap for half an answer, and believes that half", async () => {
  const { names, gaps } = await ask({ docker: DOCKER, inspect: { failed: "ETIMEDOUT" } });
  assertEquals(names, ["web"]);
  assertEquals(gaps.map(({ reason }) => reason), [
    "ports of containers that do not run: docker did not answer within 2 s",
  ]);
});

Deno.test("askEngines() counts the containers of podman-docker once", async () => {
  const { names, calls, gaps, asked } = await ask({ docker: SHIM, podman: PODMAN });
  assertEquals([names, gaps], [["api"], []]);
  assertEquals(calls, ["docker ps", "podman ps"]);
  assertEquals(asked.map(({ source }) => source), ["podman"]);
});

Deno.test("askEngines() asks Podman when Docker turns out to be it", async () => {
  const { sight, asked } = machine({ docker: SHIM, podman: PODMAN });
  const answer = await askEngines(sight, asking(80), { probeTimeout: 2000 }, ["docker"]);
  assertEquals(answer.containers?.map(({ name }) => name), ["api"]);
  assertEquals(asked, ["docker ps", "podman ps"]);
});

Deno.test("askEngines() tells once of what Docker's command line sees through Podman's socket", async () => {
  const { containers, gaps } = await ask({
    docker: recorded("docker/ps_of_podman.txt"),
    inspect: recorded("docker/inspect_of_podman.txt"),
    podman: recorded("podman/ps_4.json"),
  });
  const others = containers?.filter(({ engine }) => engine === "docker");
  assertEquals([others, containers?.length, gaps], [[], 9, []]);
});

/** Probes of a machine on which the containers are looked into in this way. */
function probes(more: Partial<PlatformProbes>): PlatformProbes {
  return {
    sockets: [],
    readCaller: () => ({ pid: 1 }),
    readSettings: () => ({}),
    findHolders: (_, sockets) => sockets,
    readProcesses: () => [process({ pid: 900 }), process({ pid: 901, uid: 7 })],
    readUsers: (_, uids) => Promise.resolve(Object.fromEntries([...uids].map((uid) => [uid, "u"]))),
    ...more,
  };
}

async function find(more: Partial<PlatformProbes>, podman = PODMAN) {
  const { sight } = machine({ podman });
  const engines = ["podman"] as const;
  const known = { engines, processes: [process({ pid: 900 })] };
  return await findContainers(probes(more), sight, asking(80), { probeTimeout: 1 }, known);
}

function serving(one: Container, pid: number): Container {
  return { ...one, listeners: [socket({ holders: [{ pid }] })] };
}

Deno.test("findContainers() reads the processes that serve in containers, and their users", async () => {
  const lookIntoContainers: PlatformProbes["lookIntoContainers"] = (_, __, containers) =>
    Promise.resolve(containers.map((one) => serving(one, 901)));
  const found = await find({ lookIntoContainers });
  assertEquals(found.processes.map(({ pid }) => pid), [901]);
  assertEquals(found.users, { 7: "u" });
  assertEquals(found.containers?.[0]?.listeners?.length, 1);
});

Deno.test("findContainers() reads no process twice", async () => {
  const found = await find({
    lookIntoContainers: (_, __, containers) =>
      Promise.resolve(containers.map((one) => serving(one, 900))),
    readProcesses: () => {
      throw new Error("There is nothing to read");
    },
  });
  assertEquals([found.processes, found.users], [[], {}]);
});

Deno.test("findContainers() does without the pids of virtual machines", async () => {
  const rows = '[{"Id":"p1","State":"running","Pid":7},{"Id":"p2","State":"exited"}]';
  const { containers } = await find({}, rows);
  assertEquals(containers?.map(({ pid, remote }) => [pid, remote]), [
    [undefined, true],
    [undefined, undefined],
  ]);
  assert(container().remote === undefined);
});
