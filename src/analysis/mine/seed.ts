import type { Project } from "../../model/process.ts";

/** Whom a port is for. */
export interface SeedParts {
  readonly user: string;
  readonly tool?: string | undefined;
  /** One of several ports of the same tool; alone, it counts as the tool. */
  readonly name?: string | undefined;
  readonly project?: Pick<Project, "root" | "worktree"> | undefined;
}

/**
 * The text that is hashed: `alice` or `alice,rstudio` as port4me has it, where one comma at the end is dropped
 * and nothing is escaped. What portik adds stands behind that: the name, the root of the checkout, the name
 * of a linked worktree.
 */
export function seedText({ user, tool, name, project }: SeedParts): string {
  const tools = [tool, name].filter((one) => one !== undefined).join(",");
  const text = `${user},${tools}`.replace(/,$/, "");
  return [text, project?.root, project?.worktree].filter((one) => one !== undefined).join(",");
}
