import type { Host } from "../../host/host.ts";

/** What a portik in the background is told besides its words. */
export interface HolderTask {
  /** The project that the ports are for. */
  readonly project?: string;
  /** Take over a lease whose holder has died. */
  readonly restore?: true;
}

/** The variable that makes a portik the holder in the background; its value is a task. */
const VARIABLE = "PORTIK_HOLDER";

/** The task of this process; undefined where it is no holder in the background. */
export function holderTask({ env }: Pick<Host, "env">): HolderTask | undefined {
  const text = env(VARIABLE);
  if (text === undefined) return undefined;
  const { project, restore } = JSON.parse(text);
  return {
    ...(typeof project === "string" ? { project } : {}),
    ...(restore === true ? { restore } : {}),
  };
}

/** The environment of a holder with this task. */
export function holderEnv(task: HolderTask): Readonly<Record<string, string>> {
  return { [VARIABLE]: JSON.stringify(task) };
}
