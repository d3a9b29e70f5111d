import { assertEquals } from "@std/assert";
import { ci } from "../../../../src/analysis/blame/detectors/ci.ts";
import { caseFor, lineOf, SYSTEMD } from "../line.ts";

function toolOf(...argv: string[]): string | undefined {
  const name = argv[0]?.split("/").at(-1) ?? "";
  return ci(caseFor(lineOf(SYSTEMD, { name, argv }, { name: "bash" }, { name: "node" })))?.tool;
}

Deno.test("ci() knows runners by their programs", () => {
  assertEquals(toolOf("/home/ada/runner/bin/Runner.Worker", "spawnclient"), "GitHub Actions");
  assertEquals(toolOf("/usr/bin/gitlab-runner", "run"), "GitLab");
  assertEquals(toolOf("buildkite-agent", "start"), "Buildkite");
  assertEquals(toolOf("/opt/agent/bin/Agent.Worker"), "Azure Pipelines");
});

Deno.test("ci() knows runners that are written in Java by their arguments", () => {
  assertEquals(toolOf("/usr/bin/java", "-jar", "/var/lib/jenkins/agent.jar"), "Jenkins");
  assertEquals(toolOf("java", "jetbrains.buildServer.agent.AgentMain"), "TeamCity");
  assertEquals(toolOf("java", "-jar", "shop.jar"), undefined);
});
