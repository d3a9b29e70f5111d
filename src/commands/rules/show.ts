import { Refusal } from "../../model/refusal.ts";
import { type Report, text } from "../../model/report.ts";
import type { World } from "../world.ts";
import { readShelf } from "./shelf.ts";

/** `portik rules show ID`: what one rule is about. Throws a Refusal where there is none. */
export async function showRule(world: World, id: string): Promise<Report> {
  const { described, broken } = await readShelf(world);
  const rule = described.find((one) => one.id === id || one.id === `user/${id}`);
  const failed = broken.find((one) => one.rule === id || one.rule === `user/${id}`);
  if (!rule) {
    const reason = failed ? `: it ${failed.reason}` : "";
    throw new Refusal("unknown-rule", `'${id}' is not a rule that can be shown${reason}`, {
      hint: "portik rules lists them",
    });
  }
  const { title, docs, severity, needs, platforms = [], from } = rule;
  return {
    kind: "rules",
    data: { rules: [rule], broken: [] },
    gaps: [],
    blocks: [
      { kind: "text", spans: [{ text: rule.id, tone: "strong" }, { text: `: ${title}` }] },
      { kind: "space" },
      text(docs),
      { kind: "space" },
      text(
        `Severity ${severity}; needs ${needs.join(", ") || "nothing"}${
          platforms.length > 0 ? `; on ${platforms.join(", ")}` : ""
        }; ${from}`,
        "dim",
      ),
    ],
    exit: 0,
  };
}
