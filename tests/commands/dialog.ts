import { assertEquals } from "@std/assert";
import type { Ran } from "../../src/host/host.ts";
import { fedLine } from "../../src/render/shell.ts";
import { recorded } from "../probe/paper.ts";

/** One command of a dialog, as a shell would have it, and what comes of it. */
interface Turn {
  readonly command: string;
  readonly answer: Ran;
}

/** A dialog with programs, which goes exactly as it is written down. */
export interface Dialog {
  /** Fails where another command is next. */
  run(argv: readonly string[], options: { readonly stdin?: string }): Ran;
  /** Fails where something is left to be said. */
  end(): void;
}

/**
 * The dialog in a file of `tests/recordings`: commands stand behind `$ `, what they print stands below, and
 * `exit 1` where they do not end with 0. Lines that begin with `##` say what is going on.
 */
export function readDialog(name: string): Dialog {
  const turns = recorded(name).replace(/^##.*\n/gm, "").split(/^\$ /m).slice(1).map(turnOf);
  return {
    run(argv, { stdin }) {
      const next = turns.shift();
      assertEquals(fedLine({ argv, ...(stdin === undefined ? {} : { stdin }) }), next?.command);
      return next?.answer ?? { code: 1, stdout: "", stderr: "" };
    },
    end: () => assertEquals(turns, []),
  };
}

function turnOf(text: string): Turn {
  const [command = "", ...lines] = text.split("\n");
  const code = Number(/^exit (\d+)$/.exec(lines.at(-2) ?? "")?.[1] ?? 0);
  const stdout = (code === 0 ? lines : lines.toSpliced(-2, 1)).join("\n");
  return { command, answer: { code, stdout, stderr: "" } };
}
