import { rules as builtIn } from "../../plugins/mod.ts";
import type { SharedFlags } from "../../src/cli/flags.ts";
import type { World } from "../../src/commands/world.ts";
import { isStream, type Report, type Reports } from "../../src/model/report.ts";
import type { Rule } from "../../src/plugin.ts";
import { renderText } from "../../src/render/text.ts";
import { simpleRuler } from "../../src/render/width.ts";
import { openWorld } from "../../src/world.ts";
import { type FakeChoices, type FakeHost, fakeHost } from "../fake_host.ts";
import { machineText } from "../golden.ts";

/** The shared flags where nothing was said. */
export const FLAGS: SharedFlags = {
  json: false,
  color: "never",
  proto: "tcp",
  probeTimeout: 2000,
  noPlugins: true,
  quiet: false,
  verbose: false,
};

/** What a test says about the world of a command. */
export interface WorldChoices extends FakeChoices {
  /** One of the machines in `tests/recordings/machines`; left out: a machine that answers nothing. */
  readonly machine?: string;
  readonly flags?: Partial<SharedFlags>;
  /** Left out: the built-in ones. */
  readonly rules?: readonly Rule[];
}

/** The world of a command on a captured machine. */
export function paperWorld(choices: WorldChoices = {}): World & { readonly host: FakeHost } {
  const { machine, flags = {}, rules = builtIn } = choices;
  const files = machine === undefined ? {} : { machine: machineText(machine) };
  const host = fakeHost({ ...choices, files: { ...files, ...choices.files } });
  const from = machine === undefined ? {} : { from: "machine" };
  return {
    ...openWorld(host, () => Promise.resolve(rules), { ...FLAGS, ...from, ...flags }),
    host,
  };
}

/** The answer of a command that gives one; fails where the command would go on. */
export async function oneReport(
  answer: Promise<Report | Reports> | Report | Reports,
): Promise<Report> {
  const report = await answer;
  if (isStream(report)) throw new Error("This command goes on");
  return report;
}

/** A report as it stands on a terminal of 80 columns. */
export function textOf(report: Report): string {
  return renderText(report, { width: 80, color: false, ruler: simpleRuler });
}
