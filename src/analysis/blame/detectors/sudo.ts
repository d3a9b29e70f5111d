import { type Case, nameProcess, programOf } from "../case.ts";
import type { Cause } from "../cause.ts";

const CHANGERS = /^(?:sudo|su|doas|runuser|pkexec|setpriv|gosu|su-exec|machinectl)$/;

/** Somebody became another user on the way: `sudo`, `su` and their like, and whose shell that was. */
export function sudo({ machine, line }: Case): Cause | undefined {
  for (const [i, parent] of line.entries()) {
    const tool = programOf(parent);
    if (i === 0 || !CHANGERS.test(tool)) continue;
    // sudo may run a second process of its own between itself and the command.
    const before = line.slice(i + 1).find((one) => !CHANGERS.test(programOf(one)));
    const name = machine.userName(before?.uid);
    return {
      kind: "sudo",
      tool,
      ...(name === undefined || before?.uid === line[0]?.uid ? {} : { name }),
      pid: parent.pid,
      confidence: "certain",
      evidence: [`started below ${nameProcess(parent)}`],
    };
  }
  return undefined;
}
