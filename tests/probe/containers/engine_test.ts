import { assert, assertEquals } from "@std/assert";
import type { Failure } from "../../../src/host/host.ts";
import { isAnswer, variable, whyNot } from "../../../src/probe/containers/engine.ts";
import { onPaper } from "../paper.ts";

/** Why an engine that complains so gave no answer. */
function complains(engine: "docker" | "podman", stderr: string): string {
  return whyNot(engine, { code: 1, stdout: "", stderr }, { probeTimeout: 2000 });
}

Deno.test("whyNot() says what is needed where the socket may not be opened", () => {
  const needs = "needs root or the group docker: permission denied on unix:///var/run/docker.sock";
  // As docker 20.10, 24, 28 and 29 put it.
  for (
    const words of [
      'Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.24/containers/json?all=1": dial unix /var/run/docker.sock: connect: permission denied',
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.50/containers/json?all=1": dial unix /var/run/docker.sock: connect: permission denied',
      "permission denied while trying to connect to the docker API at unix:///var/run/docker.sock",
    ]
  ) assertEquals(complains("docker", words), needs);
  assertEquals(
    complains(
      "podman",
      'Error: unable to connect to Podman socket: Get "http://d/v4.3.1/libpod/_ping": dial unix /run/podman/podman.sock: connect: permission denied',
    ),
    "needs root: permission denied on /run/podman/podman.sock",
  );
  assertEquals(
    complains("docker", "permission denied, cannot connect"),
    "needs root or the group docker: permission denied on the socket of docker",
  );
});

Deno.test("whyNot() repeats other complaints in their first line", () => {
  assertEquals(
    complains("docker", "Cannot connect to the Docker daemon.\nmore"),
    "docker exited with 1: Cannot connect to the Docker daemon.",
  );
  assertEquals(
    complains("podman", "Error: mkdir /srv: permission denied"),
    "podman exited with 1: Error: mkdir /srv: permission denied",
  );
});

Deno.test("whyNot() repeats what is wrong, not what was warned of before", () => {
  const warning = 'time="2026-11-20T21:49:10Z" level=warning msg="permission denied to connect"';
  assertEquals(
    complains("podman", `${warning}\nError: no such container\n`),
    "podman exited with 1: Error: no such container",
  );
});

Deno.test("whyNot() says what became of a program that did not end by itself", () => {
  const why = (ran: Failure) => whyNot("podman", ran, { probeTimeout: 300 });
  assertEquals(why({ failed: "ETIMEDOUT" }), "podman did not answer within 0.3 s");
  assertEquals(why({ failed: "ENOENT" }), "podman is not installed");
  assertEquals(
    whyNot("docker", { code: 137, stdout: "[", stderr: "" }, { probeTimeout: 300 }),
    "docker exited with 137",
  );
});

Deno.test("isAnswer() is true for a program that ended well, whatever it said besides", () => {
  assert(isAnswer({ code: 0, stdout: "", stderr: "a warning" }));
  assert(!isAnswer({ code: 1, stdout: "[]", stderr: "" }));
  assert(!isAnswer({ failed: "ENOENT" }));
});

Deno.test("variable() takes an empty value for none", () => {
  const sight = onPaper({ env: { A: "", B: "b" } });
  assertEquals(["A", "B", "C"].map((name) => variable(sight, name)), [undefined, "b", undefined]);
});
