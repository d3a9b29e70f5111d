import { assertEquals } from "@std/assert";
import { chooseContainer, containersBehind } from "../../../src/actions/stop/choose_container.ts";
import { container, process, quietMachine, socket } from "../../../src/testing.ts";

const PORT = { port: 3000, proto: "tcp" } as const;

Deno.test("containersBehind() are those behind a forwarder or a packet filter, each once", () => {
  const web = container();
  const stopped = container({ id: "dead".repeat(16), name: "old", state: "exited" });
  const containers = [web, stopped];
  const bare = quietMachine({ containers });
  assertEquals(containersBehind(bare, PORT).map(({ name }) => name), ["web-1"]);
  const forwarded = quietMachine({
    containers,
    sockets: [socket()],
    processes: [process({ name: "docker-proxy", uid: 0 })],
  });
  assertEquals(containersBehind(forwarded, PORT).map(({ name }) => name), ["web-1"]);
  assertEquals(containersBehind(bare, { ...PORT, port: 3001 }), []);
});

Deno.test("chooseContainer() gives the engine portik's own time limit as grace, in whole seconds", () => {
  const grace = (timeout: number) =>
    chooseContainer(container(), "", { timeout }).containers.map(({ run }) => run.join(" "));
  assertEquals(grace(5000), ["docker stop -t 5 web-1"]);
  assertEquals(grace(300), ["docker stop -t 1 web-1"]);
});

Deno.test("chooseContainer() knows what starts it again", () => {
  const [step] = chooseContainer(container({ engine: "podman" }), "x", { timeout: 1 }).containers;
  assertEquals([step?.start, step?.why], [["podman", "start", "web-1"], "x"]);
});

Deno.test("chooseContainer() sends a container no signal", () => {
  const { containers, declined } = chooseContainer(container(), "", {
    timeout: 1,
    signal: "SIGHUP",
  });
  assertEquals([containers, declined.map(({ code, exit }) => `${code} ${exit}`)], [[], [
    "no-signal 3",
  ]]);
});
