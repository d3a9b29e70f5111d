import { isFailure, type Sight } from "../../host/host.ts";

/** Where programs for root lie (`hier(7)`). */
const FOLDERS = ["/usr/sbin", "/sbin"] as const;

/**
 * Runs programs as the sight does, but one that PATH does not lead to is looked for where programs for root
 * lie, too. PATH of an ordinary user lacks these folders, and so does that of root after `su` without a dash.
 */
export function sbinRun({ os, run }: Pick<Sight, "os" | "run">): Sight["run"] {
  return async ([program = "", ...args], options) => {
    let answer = await run([program, ...args], options);
    const folders = os === "windows" || program.includes("/") ? [] : FOLDERS;
    for (const folder of folders) {
      if (!isFailure(answer) || answer.failed !== "ENOENT") break;
      answer = await run([`${folder}/${program}`, ...args], options);
    }
    return answer;
  };
}
