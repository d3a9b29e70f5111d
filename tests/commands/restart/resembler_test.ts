import { assertEquals } from "@std/assert";
import { isObstacle } from "../../../src/actions/restart/likeness.ts";
import { resembler } from "../../../src/commands/restart/resembler.ts";
import { quietMachine } from "../../../src/testing.ts";
import { statusText } from "../../actions/paper_traits.ts";
import { fakeHost } from "../../fake_host.ts";

const PROC = {
  texts: {
    "/proc/812/cmdline": "node\0server.js\0",
    "/proc/812/environ": "A=1\0",
    "/proc/812/status": statusText(),
    "/proc/4000/status": statusText(),
  },
  links: {
    "/proc/812/exe": "/usr/bin/node",
    "/proc/812/cwd": "/srv",
    "/proc/812/fd/1": "pipe:[7]",
  },
};

function resemble(log?: string, os: "linux" | "darwin" = "linux") {
  const host = { ...fakeHost(PROC), os };
  const options = { machine: quietMachine(), port: 3000, force: false };
  return resembler(host, log === undefined ? options : { ...options, log })({ pid: 812 });
}

Deno.test("resembler() reads a process and sends its output to the file that a person names", () => {
  const answer = resemble("/var/log/mine");
  if (isObstacle(answer)) throw new Error(answer.why);
  const { argv, env, stdout, stderr } = answer.likeness;
  assertEquals([argv, env], [["node", "server.js"], ["A=1"]]);
  assertEquals([stdout.path, stderr.path], ["/var/log/mine", "/var/log/mine"]);
});

Deno.test("resembler() says that it can do so on Linux only", () => {
  assertEquals(resemble(undefined, "darwin"), { why: "portik can do that on Linux only" });
});
