import { assert, assertEquals } from "@std/assert";
import type { Failure, Ran, Sight } from "../../../src/host/host.ts";
import type { Question } from "../../../src/model/question.ts";
import { docker } from "../../../src/probe/containers/docker.ts";
import type { EngineAnswer } from "../../../src/probe/containers/engine.ts";
import { onPaper, type Paper, recorded } from "../paper.ts";
import { texts } from "./texts.ts";

const LINE = (id: string, state: string, ports = "") =>
  `{"id":"${id}","name":"n","image":"i","state":"${state}","ports":"${ports}"}\n`;

const FILE = { type: "other", size: 0, mode: 0o660 } as const;

/** How to run the probe. */
interface Choices {
  readonly ps: Ran | Failure;
  readonly inspect?: Ran | Failure;
  readonly engines?: Question["engines"];
  readonly paper?: Paper;
  /** How long each program takes, in ms. */
  readonly takes?: number;
}

/** What the probe makes of a Docker that answers `docker ps` and `docker inspect` in this way. */
async function read({ ps, inspect, engines = "auto", paper = {}, takes = 0 }: Choices) {
  const asked: { argv: readonly string[]; timeout: number }[] = [];
  let now = 0;
  const sight: Sight = {
    ...onPaper(paper),
    now: () => now,
    run: (argv, { timeout }) => {
      asked.push({ argv, timeout });
      now += takes;
      const answer = argv.includes("ps") ? ps : inspect;
      return Promise.resolve(answer ?? { failed: "ENOENT" });
    },
  };
  const answer = await docker.read(sight, { engines }, { probeTimeout: 2000 });
  return { answer, asked, words: asked.map(({ argv }) => argv.slice(0, 4).join(" ")) };
}

function ran(stdout: string, code = 0, stderr = ""): Ran {
  return { code, stdout, stderr };
}

function ports(answer: EngineAnswer): string[][] {
  assert(typeof answer === "object" && "containers" in answer, JSON.stringify(answer));
  return answer.containers.map(({ publications }) => texts(publications));
}

Deno.test("docker asks once where there are no containers, and twice however many there are", async () => {
  const none = await read({ ps: ran("") });
  assertEquals(none.answer, { containers: [] });
  assertEquals(none.asked.length, 1);
  const many = await read({
    ps: ran(recorded("docker/ps_client_28.txt")),
    inspect: ran(recorded("docker/inspect.txt")),
  });
  assertEquals(many.words, ["docker ps --all --no-trunc", "docker inspect --type container"]);
});

Deno.test("docker tells the pid of what runs, and the ports of what does not", async () => {
  const { answer } = await read({
    ps: ran(recorded("docker/ps_client_20.txt")),
    inspect: ran(recorded("docker/inspect.txt")),
  });
  assert(typeof answer === "object" && "containers" in answer);
  const shown = Object.fromEntries(
    answer.containers.map(({ name, pid, publications }) => [name, [pid, ...texts(publications)]]),
  );
  assertEquals(shown.everyone, [541, "0.0.0.0:8080->80/tcp", ":::8080->80/tcp"]);
  assertEquals(shown.paused, [1207, "127.0.0.1:8088->80/tcp"]);
  assertEquals(shown.restarting, [undefined, "127.0.0.1:8090->80/tcp"]);
  assertEquals(shown.exited, [undefined, "127.0.0.1:8087->80/tcp"]);
  assertEquals(shown.host, [1029]);
  assertEquals(shown.hostport, [undefined]);
  assertEquals("untold" in answer, false);
});

Deno.test("docker believes inspect about ports, because Podman's list leaves some out", async () => {
  const { answer } = await read({
    ps: ran(recorded("docker/ps_of_podman.txt")),
    inspect: ran(recorded("docker/inspect_of_podman.txt")),
  });
  assert(ports(answer).some((one) => one.includes("0.0.0.0:8080->80/tcp")));
});

Deno.test("docker tells of the others when a container is removed meanwhile", async () => {
  const { answer } = await read({
    ps: ran(
      LINE("a", "running", "0.0.0.0:80->80/tcp") + LINE("b", "exited") + LINE("c", "created"),
    ),
    inspect: ran(
      '{"id":"b","bindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"}]}}\n',
      1,
      "Error: No such container: c",
    ),
  });
  assertEquals(ports(answer), [["0.0.0.0:80->80/tcp"], ["127.0.0.1:8080->80/tcp"], []]);
});

Deno.test("docker keeps its list when inspect gives no answer, and says what is missing", async () => {
  const ps = ran(LINE("a", "running", "0.0.0.0:80->80/tcp"));
  const untold = async (inspect: Ran | Failure) => {
    const { answer } = await read({ ps, inspect });
    assertEquals(ports(answer), [["0.0.0.0:80->80/tcp"]]);
    return typeof answer === "object" && "untold" in answer ? answer.untold : undefined;
  };
  const what = "ports of containers that do not run";
  assertEquals(await untold({ failed: "ETIMEDOUT" }), `${what}: docker did not answer within 2 s`);
  assertEquals(await untold(ran("", 1, "gone")), `${what}: docker exited with 1: gone`);
  for (const rubbish of ["", "hello\n", '{"id":"a","pid":']) {
    assertEquals(
      await untold(ran(rubbish)),
      `${what}: docker inspect printed something that is not its list`,
    );
  }
});

Deno.test("docker says what is missing where inspect was cut off or killed", async () => {
  const ps = ran(LINE("a", "exited") + LINE("b", "exited"));
  const first = '{"id":"a","bindings":{"80/tcp":[{"HostIp":"::1","HostPort":"8080"}]}}\n';
  const untold = async (inspect: Ran) => {
    const { answer } = await read({ ps, inspect });
    assertEquals(ports(answer), [["::1:8080->80/tcp"], []]);
    return typeof answer === "object" && "untold" in answer ? answer.untold : undefined;
  };
  const what = "ports of containers that do not run";
  assertEquals(
    await untold(ran(`${first}{"id":"b","bindi`)),
    `${what}: docker inspect printed something that is not its list`,
  );
  assertEquals(await untold(ran(first, 137)), `${what}: docker exited with 137`);
});

Deno.test("docker has one deadline for both programs", async () => {
  const ps = ran(LINE("a", "running"));
  const { asked } = await read({ ps, inspect: { failed: "ETIMEDOUT" }, takes: 1500 });
  assertEquals(asked.map(({ timeout }) => timeout), [2000, 500]);
  const late = await read({ ps, inspect: { failed: "ETIMEDOUT" }, takes: 2500 });
  assertEquals(late.asked.map(({ timeout }) => timeout), [2000, 1]);
});

Deno.test("docker that is not installed is absent, unless it was asked for", async () => {
  const ps = { failed: "ENOENT" };
  assertEquals((await read({ ps })).answer, "absent");
  assertEquals((await read({ ps, engines: "always" })).answer, {
    missing: "docker is not installed",
  });
});

Deno.test("docker says why there is no answer", async () => {
  const reason = async (ps: Ran | Failure) => (await read({ ps })).answer;
  assertEquals(await reason({ failed: "ETIMEDOUT" }), {
    missing: "docker did not answer within 2 s",
  });
  assertEquals(await reason(ran("", 1, "Cannot connect to the Docker daemon.\nmore")), {
    missing: "docker exited with 1: Cannot connect to the Docker daemon.",
  });
  assertEquals(await reason(ran(recorded("docker/ps_client_28.txt"), 137)), {
    missing: "docker exited with 137",
  });
  const whole = recorded("docker/ps_client_28.txt");
  for (const rubbish of ["hello\n", "[]", whole.slice(0, whole.length / 2)]) {
    assertEquals(await reason(ran(rubbish)), {
      missing: "docker printed something that is not its list",
    });
  }
});

Deno.test("docker recognises Podman by its word and by its complaint, whatever comes of it", async () => {
  const word = "Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.\n";
  const complaint =
    'Error: template: ps:1:143: executing "ps" at <.Label>: can\'t evaluate field ' +
    "Label in type containers.psReporter\n";
  for (const ps of [ran('{"id":', 125, word + complaint), ran("[]", 0, word)]) {
    const { answer, asked } = await read({ ps });
    assertEquals([answer, asked.length], ["podman", 1]);
  }
  assertEquals((await read({ ps: ran('{"id":', 125, complaint) })).answer, "podman");
});

Deno.test("docker is not asked where DOCKER_HOST leads to another machine", async () => {
  const paper = { env: { DOCKER_HOST: "ssh://me@build" } };
  const { answer, asked } = await read({ ps: ran(""), paper });
  assertEquals(answer, { missing: "DOCKER_HOST is ssh://me@build, which is another machine" });
  assertEquals(asked, []);
});

Deno.test("docker names the socket of a Docker without root where the command line would not", async () => {
  const env = { XDG_RUNTIME_DIR: "/run/user/7", HOME: "/home/me" };
  const socket = "/run/user/7/docker.sock";
  const call = async (paper: Paper) =>
    (await read({ ps: ran(LINE("a", "exited")), inspect: ran('{"id":"a"}'), paper })).asked
      .map(({ argv }) => argv.slice(0, argv.findIndex((word) => /^(?:ps|inspect)$/.test(word))));
  const there = (...paths: string[]) => Object.fromEntries(paths.map((path) => [path, FILE]));
  const host = ["docker", "--host", `unix://${socket}`];
  assertEquals(await call({ env, stats: there(socket) }), [host, host]);
  const usual = [["docker"], ["docker"]];
  assertEquals(await call({ env, stats: there(socket, "/var/run/docker.sock") }), usual);
  assertEquals(await call({ env, stats: there(socket, "/home/me/.docker/contexts") }), usual);
  assertEquals(await call({ env, stats: {} }), usual);
  assertEquals(await call({ stats: there(socket) }), usual);
  for (const name of ["DOCKER_HOST", "DOCKER_CONTEXT"]) {
    const paper = { env: { ...env, [name]: "unix:///elsewhere.sock" }, stats: there(socket) };
    assertEquals(await call(paper), usual, name);
  }
  const config = {
    env: { ...env, DOCKER_CONFIG: "/etc/d" },
    stats: there(socket, "/etc/d/contexts"),
  };
  assertEquals(await call(config), usual);
});

Deno.test("docker tells where its engine is to whoever wants to stop a container", async () => {
  const { answer } = await read({
    ps: ran(LINE("a", "running")),
    inspect: ran('{"id":"a"}'),
    paper: {
      env: { XDG_RUNTIME_DIR: "/run/user/7" },
      stats: { "/run/user/7/docker.sock": FILE },
    },
  });
  assert(typeof answer === "object" && "containers" in answer);
  assertEquals(answer.containers[0]?.endpoint, "unix:///run/user/7/docker.sock");
});
