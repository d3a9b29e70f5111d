// deno-lint-ignore-file no-console -- a script talks to whoever runs it
import { ssCommand } from "../../src/probe/linux/ss.ts";
import { gatherCrowd } from "../crowd.ts";
import { median, wallTime } from "../measure.ts";
import { bundle, compare, deno, MAIN, ms, print } from "./subject.ts";

const CONNECTIONS = 10_000;

/** What `who` and `explain` cost for one port, on a quiet machine and as others make it crowded. */
export async function onePort(folder: string, rounds: number): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String((listener.addr as Deno.NetAddr).port);
  const empty = `${folder}/empty.ts`;
  await Deno.writeTextFile(empty, "");
  const bundled = await bundle(folder);
  const subject = (name: string, file: string, budget: string) => ({
    name: `${name} PORT${file === MAIN ? "" : ", one file"}`,
    argv: deno(file, name, port),
    budget,
    memory: 55,
  });
  const subjects = [
    subject("who", MAIN, "2.0, aim 1.6"),
    subject("explain", MAIN, "2.8, aim 2.2"),
    ...(bundled === undefined ? [] : [
      subject("who", bundled, "1.7"),
      subject("explain", bundled, "2.3"),
    ]),
  ];
  await compare(subjects, {
    title: "Baseline, an empty script and ss one after the other",
    // Nothing that looks at sockets from Deno costs less.
    baseline: async () => await wallTime(deno(empty)) + await wallTime(["ss", "-Hltnpe"]),
    rounds,
  });
  await growth(port, rounds);
}

/** How much `who` and its own call of `ss` take, in turn. */
async function pairs(port: string, rounds: number): Promise<{ who: number; ss: number }[]> {
  const range = { first: Number(port), last: Number(port) };
  const found = [];
  for (let round = 0; round < rounds; round++) {
    found.push({
      ss: await wallTime(ssCommand({ ports: [range] })),
      who: await wallTime(deno(MAIN, "who", port)),
    });
  }
  return found;
}

/** Measures the quiet machine before and after, so that a machine that slows down tells on itself. */
async function growth(port: string, rounds: number): Promise<void> {
  const half = Math.ceil(rounds / 2);
  const before = await pairs(port, half);
  const crowded = await inCrowd(() => pairs(port, rounds));
  const quiet = [...before, ...await pairs(port, half)];
  const of = (key: "who" | "ss") => {
    const [from, to] = [quiet, crowded].map((all) => median(all.map((pair) => pair[key])));
    return { from: from ?? NaN, to: to ?? NaN, by: (to ?? NaN) - (from ?? NaN) };
  };
  const [who, ss] = [of("who"), of("ss")];
  console.log(`\nWith ${2 * CONNECTIONS} more sockets of other programs:\n`);
  const row = (
    name: string,
    { from, to, by }: typeof who,
    budget: string,
  ) => [name, ...[from, to, by].map(ms), budget];
  print(["", "quiet", "crowded", "grows by", "budget"], [
    row("ss, as who calls it", ss, ""),
    row("who PORT", who, ms(1.2 * ss.by)),
  ]);
}

async function inCrowd<T>(work: () => Promise<T>): Promise<T> {
  await using _crowd = await gatherCrowd({ connections: CONNECTIONS });
  return await work();
}
