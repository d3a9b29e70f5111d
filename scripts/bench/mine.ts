// deno-lint-ignore-file no-console -- a script talks to whoever runs it
import { median, wallTime } from "../measure.ts";
import { bundle, deno, MAIN, ms, print } from "./subject.ts";

/** Most that a thousand ports may take beyond what portik takes to start. */
const BUDGET = 50;

/** What was measured in one round, in ms: the start of portik, and what a list takes beyond it and a short one. */
type Round = Readonly<Record<"start" | "list" | "beyond" | "more", number>>;

/**
 * What `portik mine --list 1000` takes beyond the start of portik and beyond a list of one port, run as a tree
 * of files and as one file.
 */
export async function mine(folder: string, rounds: number): Promise<void> {
  const bundled = await bundle(folder);
  const files = [["main.ts", MAIN], ...(bundled === undefined ? [] : [["one file", bundled]])];
  const rows = [];
  for (const [name = "", file = ""] of files) {
    const all = await measure(file, rounds);
    const middle = (key: keyof Round) => ms(median(all.map((round) => round[key])));
    rows.push([name, ...(["start", "list", "beyond", "more"] as const).map(middle), ms(BUDGET)]);
  }
  console.log("\n1,000 ports of mine:\n");
  const titles = ["--version", "mine --list 1000", "beyond --version", "beyond --list 1", "budget"];
  print(["", ...titles], rows);
}

async function measure(file: string, rounds: number): Promise<Round[]> {
  const all: Round[] = [];
  const listing = (count: number) =>
    wallTime(deno(file, "mine", "--user", "alice", "--list", `${count}`));
  for (let round = 0; round <= rounds; round++) {
    const start = await wallTime(deno(file, "--version"));
    const [one, list] = [await listing(1), await listing(1000)];
    // The first round only fills caches.
    if (round > 0) all.push({ start, list, beyond: list - start, more: list - one });
  }
  return all;
}
