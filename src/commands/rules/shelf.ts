import type { Rule } from "../../plugin.ts";
import { loadUserRules } from "../../rules/load.ts";
import type { RuleDescription } from "../../rules/validate.ts";
import type { World } from "../world.ts";

/** A rule without its code, and where it comes from: `built-in` or the path of its file. */
export type Described = RuleDescription & { readonly from: string };

/** What there is to tell about the rules: those that load, and those that do not, with the reason. */
export interface Shelf {
  readonly described: readonly Described[];
  readonly broken: readonly { readonly rule: string; readonly reason: string }[];
}

/** Every rule that can be told about: the built-in ones, and the user's own as the sandbox sees them. */
export async function readShelf({ host, flags, loadRules }: World): Promise<Shelf> {
  const { plugins: dirs = [], noPlugins: none } = flags;
  const { rules: own, refused } = loadUserRules(host, { dirs, none });
  const ours = (await loadRules()).map((rule) => ({ ...described(rule), from: "built-in" }));
  const broken = refused.map(({ path, reason }) => ({ rule: path, reason }));
  if (own.length === 0) return { described: ours, broken };
  const { describeUserRules } = await import("../../rules/sandbox.ts");
  const answers = await describeUserRules(host, own);
  const theirs: Described[] = [];
  answers.forEach((answer, i) => {
    const { id = "", path = "" } = own[i] ?? {};
    if ("bad" in answer) broken.push({ rule: `user/${id}`, reason: answer.bad });
    else theirs.push({ ...answer, from: path });
  });
  return { described: [...ours, ...theirs], broken };
}

function described({ check: _check, ...description }: Rule): RuleDescription {
  return description;
}
