import { nameProcess } from "../../analysis/blame/case.ts";
import type { Machine } from "../../model/machine.ts";
import type { Declined, ProcessStep } from "../../model/plan.ts";
import type { Process } from "../../model/process.ts";
import { launchersOf } from "../stop/family.ts";
import { isObstacle, type Resemblance } from "./likeness.ts";
import type { Obstacle } from "./obstacles.ts";

/** Tells what it would take to start a process again, or why that cannot be. */
export type Resemble = (
  process: Pick<Process, "pid" | "startTicks">,
) => Resemblance | Obstacle;

/** Runners that wait for one program, end with it, and write a title over their own arguments. */
const WAITERS: ReadonlySet<string | undefined> = new Set(["npm", "npx", "pnpm", "yarn"]);

/**
 * Without what started it, it would come back as an orphan, or twice: so that is restarted, too, with
 * `--tree`. What cannot be restarted and does nothing but wait is left out; half a sentence says so.
 */
export function withoutLauncher(
  machine: Machine,
  { what, step, resemble }: {
    readonly what: string;
    readonly step: Pick<ProcessStep, "pid" | "name">;
    readonly resemble: Resemble;
  },
): readonly string[] | Declined {
  const launchers = launchersOf(machine, step.pid);
  const launcher = launchers.at(-1);
  if (!launcher) return [];
  const { process, cause } = launcher;
  const name = `${cause.name ?? cause.tool ?? process.name} (pid ${process.pid})`;
  const answer = resemble(process);
  if (isObstacle(answer) && launchers.every((one) => WAITERS.has(one.cause.tool))) {
    return [`what started it, ${name}, ends with it and is not started again: ${answer.why}`];
  }
  return {
    what,
    code: "launcher",
    message: `${nameProcess(step)} was started by ${name}: alone, it would not come back as it was`,
    hint: isObstacle(answer)
      ? `portik cannot restart ${name} either: ${answer.why}`
      : `--tree restarts ${name} with everything below it`,
    exit: 3,
  };
}
