import type { Process } from "../../../model/process.ts";
import { type Case, nameProcess, programOf } from "../case.ts";
import type { Cause } from "../cause.ts";

/** Runners of continuous integration: by program, or by what stands in the arguments of a Java one. */
const RUNNERS: readonly (readonly [tool: string, program: RegExp, argument?: RegExp])[] = [
  ["GitHub Actions", /^Runner\.(?:Worker|Listener)$/],
  ["Azure Pipelines", /^Agent\.(?:Worker|Listener)$/],
  ["GitLab", /^gitlab-(?:ci-multi-)?runner$/],
  ["Forgejo", /^forgejo-runner$/],
  ["Gitea", /^act_runner$/],
  ["act", /^act$/],
  ["Buildkite", /^buildkite-agent$/],
  ["CircleCI", /^circleci-(?:agent|runner)$/],
  ["Drone", /^drone-runner-[a-z]+$/],
  ["Woodpecker", /^woodpecker-agent$/],
  ["Jenkins", /^java$/, /(?:^|\/)(?:agent|slave|remoting|swarm-client|jenkins)\.(?:jar|war)$/],
  ["TeamCity", /^java$/, /^jetbrains\.buildServer\.agent\./],
  ["Bamboo", /^java$/, /bamboo-agent/],
];

/** The runner of a CI service among the parents. */
export function ci(one: Case): Cause | undefined {
  for (const parent of one.line.slice(1)) {
    const tool = toolOf(parent);
    if (tool === undefined) continue;
    return {
      kind: "ci",
      tool,
      pid: parent.pid,
      confidence: "certain",
      evidence: [`started below ${nameProcess(parent)}`],
    };
  }
  return undefined;
}

function toolOf(process: Process): string | undefined {
  const program = programOf(process);
  return RUNNERS.find(([, name, argument]) =>
    name.test(program) &&
    (argument === undefined || process.argv.some((word) => argument.test(word)))
  )?.[0];
}
