import type { Finding } from "../model/finding.ts";
import type { Machine } from "../model/machine.ts";
import type { PortStatus } from "./port_status.ts";
import { stopCommands } from "./stop.ts";

/** Most commands that a report proposes. */
const MOST = 3;

/** What the proposals depend on besides the port. */
export interface NextOptions {
  readonly findings: readonly Finding[];
  /** How this very portik is started, for proposals that call it. */
  readonly program: readonly string[];
}

/**
 * The commands most likely to help, ready to paste, best first. Fixes of users' rules are left out: text
 * from outside must not end up in somebody's shell by the authority of portik.
 */
export function nextCommands(
  machine: Machine,
  status: PortStatus,
  { findings, program }: NextOptions,
): string[][] {
  const fixes = findings
    .filter(({ rule }) => !rule.startsWith("user/"))
    .flatMap(({ fix }) => fix?.run ? [withProgram(fix.run, program)] : []);
  const commands = [...fixes, ...stopCommands(machine, status)];
  const unique = new Map(commands.map((argv) => [JSON.stringify(argv), argv]));
  return [...unique.values()].slice(0, MOST);
}

/** A rule does not know how portik is started. */
function withProgram(argv: readonly string[], program: readonly string[]): string[] {
  const at = argv[0] === "sudo" ? 1 : 0;
  return argv[at] === "portik" ? argv.toSpliced(at, 1, ...program) : [...argv];
}
