import { isFailure } from "../../host/host.ts";
import { errnoWords } from "../../model/errno.ts";
import { Refusal } from "../../model/refusal.ts";
import { type Report, text } from "../../model/report.ts";
import { ownFolder } from "../../rules/load.ts";
import { isRuleId } from "../../rules/validate.ts";
import type { World } from "../world.ts";

/**
 * `portik rules new ID`: begins a rule in the user's own folder. Throws a Refusal for an id that is none, a
 * file that is there already, and a folder that cannot be written to.
 */
export function newRule({ host }: World, id: string): Report {
  if (!isRuleId(id)) {
    throw new Refusal(
      "bad-rule-id",
      `'${id}' is not an id for a rule: use kebab case, such as slow-start`,
    );
  }
  const folder = ownFolder(host);
  if (folder === undefined) {
    throw new Refusal("no-home", "Neither XDG_CONFIG_HOME nor HOME says where your rules could go");
  }
  const path = `${folder}/${id}.ts`;
  const failure = host.makeDir(folder) ?? host.writeText(path, ruleTemplate(id), { fresh: true });
  if (isFailure(failure)) {
    const exists = failure.failed === "EEXIST";
    throw new Refusal(
      exists ? "rule-exists" : "cannot-write",
      exists
        ? `'${path}' is there already`
        : `Cannot write '${path}': ${errnoWords(failure.failed)}`,
      { exit: exists ? 2 : 5 },
    );
  }
  return {
    kind: "rules",
    data: { rules: [], broken: [], created: path },
    gaps: [],
    blocks: [text(`Wrote ${path}. Try it with portik rules try ${path}`)],
    exit: 0,
  };
}

function ruleTemplate(id: string): string {
  return `import type { Rule } from "jsr:@portik/portik/plugin"; // erased; only your editor reads it

export default {
  id: "${id}",
  title: "In a few words, what is found",
  docs: "Why one should care.",
  severity: "info",
  needs: ["sockets", "owners"],
  *check({ listeners, machine }) {
    for (const socket of listeners) {
      const owner = machine.owner(socket);
      if (owner?.name !== "the program in question") continue;
      yield {
        message: \`\${socket.port} is held by \${owner.name}\`,
        port: socket.port,
        evidence: [\`pid \${owner.pid}\`],
        fix: { say: "What to do about it" },
      };
    }
  },
} satisfies Rule;
`;
}
