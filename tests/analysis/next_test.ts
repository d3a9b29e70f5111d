import { assertEquals } from "@std/assert";
import { nextCommands } from "../../src/analysis/next.ts";
import { portStatus } from "../../src/analysis/port_status.ts";
import type { Finding } from "../../src/model/finding.ts";
import { process, quietMachine, socket } from "../../src/testing.ts";

function finding(rule: string, ...run: readonly string[]): Finding {
  const fix = { say: "Do it", ...(run.length > 0 ? { run } : {}) };
  return { rule, severity: "info", confidence: "certain", message: "x", evidence: [], fix };
}

function next(findings: readonly Finding[], program: readonly string[] = ["portik"]): string[] {
  const machine = quietMachine({ sockets: [socket()], processes: [process()] });
  const status = portStatus(machine, { port: 3000, proto: "tcp" });
  return nextCommands(machine, status, { findings, program }).map((argv) => argv.join(" "));
}

Deno.test("nextCommands() proposes what the findings say, then what frees the port", () => {
  assertEquals(next([]), ["kill 812"]);
  assertEquals(next([finding("a", "kill", "-CONT", "812")]), ["kill -CONT 812", "kill 812"]);
});

Deno.test("nextCommands() proposes each command once, and three at most", () => {
  assertEquals(next([finding("a", "kill", "812")]), ["kill 812"]);
  const four = ["1", "2", "3", "4"].map((word) => finding("a", "echo", word));
  assertEquals(next(four), ["echo 1", "echo 2", "echo 3"]);
});

Deno.test("nextCommands() proposes nothing of a finding without a command", () => {
  assertEquals(next([finding("a")]), ["kill 812"]);
  const { fix: _, ...bare } = finding("a");
  assertEquals(next([bare]), ["kill 812"]);
});

Deno.test("nextCommands() proposes no command of a user's rule", () => {
  assertEquals(next([finding("user/mine", "rm", "-rf", "/")]), ["kill 812"]);
});

Deno.test("nextCommands() calls portik as it was called, with or without sudo", () => {
  const program = ["deno", "run", "-A", "/srv/portik/main.ts"];
  assertEquals(
    next([finding("a", "portik", "explain", "80")], program)[0],
    [
      ...program,
      "explain 80",
    ].join(" "),
  );
  assertEquals(
    next([finding("a", "sudo", "portik", "explain", "80")], program)[0],
    [
      "sudo",
      ...program,
      "explain 80",
    ].join(" "),
  );
});

Deno.test("nextCommands() leaves a container alone that is called portik", () => {
  const stop = finding("a", "docker", "stop", "portik");
  assertEquals(next([stop], ["deno", "run", "main.ts"])[0], "docker stop portik");
});
