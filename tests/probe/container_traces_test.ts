import { assert, assertEquals } from "@std/assert";
import type { Sight } from "../../src/host/host.ts";
import { isFarAway, TRACES } from "../../src/probe/container_traces.ts";
import { onPaper } from "./paper.ts";

const FILE = { type: "directory", size: 0, mode: 0o755 } as const;

/** The engines with traces on a machine where these files are. */
function traced(files: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const sight = onPaper({ env, stats: Object.fromEntries(files.map((path) => [path, FILE])) });
  return (["docker", "podman"] as const).filter((name) => TRACES[name](sight)).join(" ");
}

const HOME = { HOME: "/home/me" };
const RUNTIME = { XDG_RUNTIME_DIR: "/run/user/7" };

Deno.test("TRACES.docker are its sockets, a context, and the variables that name one", () => {
  assertEquals(traced(["/var/run/docker.sock"]), "docker");
  assertEquals(traced(["/run/user/7/docker.sock"], RUNTIME), "docker");
  assertEquals(traced(["/home/me/.docker/contexts"], HOME), "docker");
  assertEquals(traced(["/etc/d/contexts"], { ...HOME, DOCKER_CONFIG: "/etc/d" }), "docker");
  assertEquals(traced([], { DOCKER_HOST: "tcp://localhost:2375" }), "docker");
  assertEquals(traced([], { DOCKER_CONTEXT: "colima" }), "docker");
});

Deno.test("TRACES.podman are its containers, its sockets, and the variables that name them", () => {
  assertEquals(traced(["/var/lib/containers/storage/libpod"]), "podman");
  assertEquals(traced(["/run/podman/podman.sock"]), "podman");
  assertEquals(traced(["/run/user/7/podman/podman.sock"], RUNTIME), "podman");
  assertEquals(traced(["/home/me/.local/share/containers/storage/libpod"], HOME), "podman");
  assertEquals(traced(["/home/me/.local/share/containers/podman/machine"], HOME), "podman");
  const data = { ...HOME, XDG_DATA_HOME: "/data" };
  assertEquals(traced(["/data/containers/storage/libpod"], data), "podman");
  assertEquals(traced(["/home/me/.local/share/containers/storage/libpod"], data), "");
  const names = ["CONTAINER_HOST", "CONTAINER_CONNECTION", "CONTAINERS_CONF"];
  for (const name of [...names, "CONTAINERS_STORAGE_CONF"]) {
    assertEquals(traced([], { [name]: "x" }), "podman", name);
  }
});

Deno.test("TRACES are none where an engine was used for something else, or not at all", () => {
  assertEquals(traced([], { ...HOME, ...RUNTIME }), "");
  assertEquals(traced([], { DOCKER_HOST: "", CONTAINER_HOST: "" }), "");
  assertEquals(traced([], { DOCKER_HOST: "ssh://build", CONTAINER_HOST: "ssh://build" }), "");
  // After `docker login`, or after images were built by buildah.
  assertEquals(traced(["/home/me/.docker", "/home/me/.docker/config.json"], HOME), "");
  assertEquals(traced(["/var/lib/containers/storage"], HOME), "");
});

Deno.test("TRACES are looked for without reading anything", () => {
  const refuse = () => {
    throw new Error("Nothing is to be read here");
  };
  const sight: Sight = {
    ...onPaper({ env: { ...HOME, ...RUNTIME } }),
    readText: refuse,
    readDir: refuse,
    readLink: refuse,
    run: refuse,
  };
  assert(!TRACES.docker(sight) && !TRACES.podman(sight));
});

Deno.test("isFarAway() is true for engines of other machines alone", () => {
  for (
    const address of [
      ...["ssh://me@build", "ssh://me@192.0.2.7:22/run/podman.sock", "tcp://192.0.2.7:2376"],
      ...["tcp://build:2375", "https://[2001:db8::1]:2376", "SSH://build"],
    ]
  ) assert(isFarAway(address), address);
  for (
    const address of [
      ...["unix:///var/run/docker.sock", "npipe:////./pipe/docker_engine", "fd://3", "", undefined],
      ...["tcp://localhost:2375", "tcp://127.0.0.1:2375", "ssh://core@127.0.0.1:50123/run/x.sock"],
      ...["tcp://[::1]:2375", "tcp://:2375", "/var/run/docker.sock", "nonsense"],
    ]
  ) assert(!isFarAway(address), address);
});
