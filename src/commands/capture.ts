import { toggle } from "../cli/declaration.ts";
import { redactRecording } from "../host/redact.ts";
import { isFailure } from "../host/host.ts";
import { errnoWords } from "../model/errno.ts";
import { Refusal } from "../model/refusal.ts";
import { text } from "../model/report.ts";
import type { Command } from "./command.ts";

type Flags = { readonly raw: boolean };

/** `portik capture [FILE]`: everything that portik saw, to be answered from elsewhere with `--from`. */
export const capture: Command<Flags, readonly [string?]> = {
  tableless: true,
  flags: {
    raw: toggle("Leave the programs' outputs as they are, secrets included"),
  },
  positional: {
    kind: "tuple",
    parameters: [{
      brief: "Where to; left out: stdout",
      parse: (word: string) => word,
      placeholder: "file",
      optional: true,
    }],
  },
  async run(world, { raw }, file) {
    const seen = await world.record();
    const recording = raw || seen.redacted ? seen : redactRecording(seen);
    const json = `${JSON.stringify(recording, null, 1)}\n`;
    const { takenAt, redacted } = recording;
    const facts = { takenAt, redacted, bytes: new TextEncoder().encode(json).length };
    if (file === undefined) {
      world.host.print("out", json);
      return { kind: "capture", data: facts, blocks: [], gaps: [], exit: 0, silent: true };
    }
    const failure = world.host.writeText(file, json);
    if (isFailure(failure)) {
      throw new Refusal("cannot-write", `Cannot write '${file}': ${errnoWords(failure.failed)}`, {
        exit: 5,
      });
    }
    const note = redacted
      ? "Secrets that portik recognised are redacted; read it before you pass it on"
      : "Nothing is redacted: keep it to yourself";
    return {
      kind: "capture",
      data: { file, ...facts },
      gaps: [],
      blocks: [text(`Wrote ${file} (${facts.bytes} bytes). ${note}.`)],
      exit: 0,
    };
  },
};
