import type { World } from "../../src/commands/world.ts";
import type { Failure, Ran } from "../../src/host/host.ts";
import { FLAGS, paperWorld } from "./paper_world.ts";

// Their --from is one of their own.
const { from: _, ...SHARED } = FLAGS;
/** The flags of `block` and `unblock` where nothing was said. */
export const FIREWALL_FLAGS = { ...SHARED, dryRun: false, yes: false };

/** What a machine on paper has besides nftables. */
export interface PaperNft {
  /** What `nft -a list table` prints at first; left out: there is no table. */
  readonly table?: string;
  /** What comes of every change; left out: it is made. */
  readonly change?: Ran | Failure;
  /** What is typed when somebody is asked. */
  readonly answer?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A line of portik's table. */
export function rule(tag: string, handle: number): string {
  return `\t\ttcp dport 1 reject comment "portik ${tag}" # handle ${handle}\n`;
}

/**
 * A machine with nftables and nothing else. It understands what portik adds and deletes, as far as the
 * comments and the numbers go.
 */
export function nftWorld(
  { table, change, answer, env = {} }: PaperNft = {},
): { readonly world: World; readonly changes: readonly string[] } {
  const changes: string[] = [];
  let now = table;
  const run = (argv: readonly string[]): Promise<Ran | Failure> => {
    if (argv[0] === "ss") return Promise.resolve({ code: 0, stdout: "", stderr: "" });
    if (argv[0] !== "nft") return Promise.resolve({ failed: "ENOENT" });
    if (argv[1] === "-a") {
      const none = { code: 1, stdout: "", stderr: "Error: No such file or directory" };
      return Promise.resolve(now === undefined ? none : { code: 0, stdout: now, stderr: "" });
    }
    const words = argv[1] ?? "";
    changes.push(words);
    if (change) return Promise.resolve(change);
    now = changed(now ?? "", words);
    return Promise.resolve({ code: 0, stdout: "", stderr: "" });
  };
  const world = paperWorld({
    sight: { run, env: (name) => env[name] },
    hands: { ask: () => Promise.resolve(answer) },
  });
  return { world, changes };
}

function changed(table: string, words: string): string | undefined {
  if (words.startsWith("delete table")) return undefined;
  const gone = [...words.matchAll(/delete rule \S+ \S+ \S+ handle (\d+)/g)].map(([, one]) => one);
  const kept = table.split("\n").filter((line) => !gone.includes(/handle (\d+)$/.exec(line)?.[1]));
  const added = [...words.matchAll(/comment "portik ([^"]+)"/g)]
    .map(([, tag = ""], i) => rule(tag, 100 + i));
  return kept.join("\n") + added.join("");
}
