import { assert, assertEquals } from "@std/assert";
import {
  containerCommand,
  holdsPorts,
  isForwarder,
  isMet,
  isUp,
} from "../../src/model/container.ts";
import { container } from "../../src/testing.ts";

Deno.test("isUp() is true while the engine keeps the ports, and at no other time", () => {
  const docker = "running paused restarting created exited dead removing unknown".split(" ");
  assertEquals(docker.filter((state) => isUp({ state })), ["running", "paused"]);
  const podman = "configured created initialized running stopping stopped exited paused".split(" ");
  assertEquals(podman.filter((state) => isUp({ state })), [
    ...["initialized", "running", "stopping", "paused"],
  ]);
});

Deno.test("isForwarder() knows who holds ports for containers, and no server", () => {
  for (const name of ["docker-proxy", "rootlessport", "com.docker.backend.exe", "conmon"]) {
    assert(isForwarder(name), name);
  }
  for (const name of ["node", "nginx", "docker", ""]) assert(!isForwarder(name), name);
});

Deno.test("isMet() tells publications of the two families apart", () => {
  const at = (hostAddress: string) =>
    ({ hostAddress, hostPort: 80, containerPort: 80, proto: "tcp" }) as const;
  assert(isMet(at("0.0.0.0"), "127.0.0.1"));
  assert(!isMet(at("0.0.0.0"), "::1"));
  assert(isMet(at("::"), "::1"));
  assert(!isMet(at("::"), "127.0.0.1"));
  assert(isMet(at("::1"), undefined));
});

Deno.test("holdsPorts() is true only of containers that run on this machine", () => {
  assert(holdsPorts(container()));
  assert(!holdsPorts(container({ remote: true })));
  assert(!holdsPorts(container({ state: "exited" })));
});

Deno.test("containerCommand() calls the engine by its name, and tells it where it is", () => {
  const endpoint = "unix:///run/user/7/docker.sock";
  assertEquals(containerCommand(container(), "stop"), ["docker", "stop", "web-1"]);
  assertEquals(containerCommand(container({ engine: "podman" }), "unpause"), [
    ...["podman", "unpause", "web-1"],
  ]);
  assertEquals(containerCommand(container({ endpoint }), "stop"), [
    ...["docker", "--host", endpoint, "stop", "web-1"],
  ]);
});

Deno.test("containerCommand() stops a whole pod, for one container of it frees no port", () => {
  const web = container({ engine: "podman", pod: "shop" });
  assertEquals(containerCommand(web, "stop"), ["podman", "pod", "stop", "shop"]);
  assertEquals(containerCommand(web, "unpause"), ["podman", "unpause", "web-1"]);
});

Deno.test("containerCommand() takes the id where a name could be an option", () => {
  const { id } = container();
  for (const name of ["--all", "-a", "", "a b", "a;b"]) {
    assertEquals(containerCommand(container({ name }), "stop"), ["docker", "stop", id], name);
  }
  assertEquals(containerCommand(container({ pod: "--all" }), "stop"), ["docker", "stop", "web-1"]);
});
