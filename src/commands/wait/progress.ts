import { outputOf } from "../../cli/flags.ts";
import type { World } from "../world.ts";

/** One line on a terminal that says how far something is. */
export interface Progress {
  /** Puts these words in the place of the last ones. */
  show(words: string): Promise<void>;
  /** Leaves the line empty for what is printed next. */
  clear(): void;
}

/** Back to the start of the line, and everything behind that erased (ECMA-48, EL). */
const ERASE = "\r\x1b[K";

/**
 * Progress for people who watch: text on a terminal, by standard error. Elsewhere, with `--quiet`, and on a
 * terminal that cannot erase a line, nothing is shown. It has no colour.
 */
export function progressLine(
  { host, flags, render }: Pick<World, "host" | "flags" | "render">,
): Progress {
  const { terminal } = host;
  const shown = terminal.out && terminal.err && !flags.quiet && outputOf(flags) === "text" &&
    host.env("TERM") !== "dumb";
  if (!shown) return { show: () => Promise.resolve(), clear: () => {} };
  let last = "";
  return {
    async show(words) {
      const line = await render({
        kind: "progress",
        data: {},
        blocks: [{ kind: "text", spans: [{ text: words }], line: true }],
        gaps: [],
        exit: 0,
      }, "text");
      // A line that wraps could not be erased.
      const width = (host.columns() || 80) - 1;
      const next = line.trimEnd().slice(0, width);
      if (next !== last) host.print("err", `${ERASE}${next}`);
      last = next;
    },
    clear() {
      if (last !== "") host.print("err", ERASE);
      last = "";
    },
  };
}
