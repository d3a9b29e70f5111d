import { type Case, nameProcess, parentsOf } from "../case.ts";
import type { Cause } from "../cause.ts";

/** Where nothing else is known: the process above the owner; and of pid 1, that it is pid 1. */
export function parent(one: Case): Cause | undefined {
  const [nearest] = parentsOf(one);
  if (!nearest) return undefined;
  const { name, pid } = nearest;
  return {
    kind: pid === 1 ? "init" : "parent",
    name,
    pid,
    confidence: pid === 1 ? "guess" : "certain",
    evidence: [`the parent of ${one.owner?.name ?? "the owner"} is ${nameProcess(nearest)}`],
  };
}
