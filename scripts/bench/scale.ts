// deno-lint-ignore-file no-console -- a script talks to whoever runs it
import { gatherCrowd } from "../crowd.ts";
import { median, wallTime } from "../measure.ts";
import { compare, deno, MAIN, ms, print } from "./subject.ts";

/** `ss` telling everything about everything, which is what portik has to read. */
const EVERYTHING = ["ss", "-Htuanpe"];

/** Sockets of the crowds in which `graph` is measured; a tenth of them listen. */
const SIZES = [5_000, 10_000, 20_000];

/** What commands about the whole machine cost among 20,000 sockets, and how `graph` grows with them. */
export async function scale(rounds: number): Promise<void> {
  const grown: string[][] = [];
  for (const sockets of SIZES) {
    await using crowd = await gatherCrowd({
      connections: 0.45 * sockets,
      listeners: 0.1 * sockets,
    });
    grown.push([`${sockets} sockets`, ...await graphTimes(rounds)]);
    if (sockets === SIZES.at(-1)) await wholeMachine(crowd.listeners, rounds);
  }
  console.log("\nHow graph grows; ss takes as long as there are sockets:\n");
  print(["", "ss", "graph --json", "ratio"], grown);
}

async function wholeMachine(listeners: number, rounds: number): Promise<void> {
  const subject = (line: string, budget: string) => ({
    name: line,
    argv: deno(MAIN, ...line.split(" "), "--json"),
    budget,
    memory: 300,
  });
  await compare([
    subject("list", "2.5"),
    subject("list --all", ""),
    subject("scan 1-65535", "3.0"),
    subject("graph", ""),
  ], {
    title: `${SIZES.at(-1)} sockets, of which ${listeners} listen; baseline, ss -Htuanpe`,
    baseline: () => wallTime(EVERYTHING),
    rounds,
  });
}

async function graphTimes(rounds: number): Promise<string[]> {
  const ss: number[] = [];
  const graph: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ss.push(await wallTime(EVERYTHING));
    graph.push(await wallTime(deno(MAIN, "graph", "--json")));
  }
  const ratios = graph.map((time, i) => time / (ss[i] ?? NaN));
  return [ms(median(ss)), ms(median(graph)), median(ratios).toFixed(2)];
}
