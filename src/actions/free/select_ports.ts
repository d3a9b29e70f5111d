import type { PassedPort, SkipReason } from "../../model/skipped.ts";
import type { TriedPort } from "./try_port.ts";

/** A port that was proven on these addresses. */
export interface ProvenPort {
  readonly port: number;
  readonly addresses: readonly string[];
}

/** What a selection came to. */
export interface Selection {
  /** All that were found before the windows ended. */
  readonly ports: readonly ProvenPort[];
  /** What was passed over on the way, in that order. */
  readonly passed: readonly PassedPort[];
}

/** How windows are judged. */
export interface SelectionRules {
  /** How many windows are wanted. */
  readonly wanted: number;
  readonly judge: (port: number) => Promise<TriedPort>;
  /** Takes the ports of a window for good; undefined where they could be had, else the one that somebody was faster to take. */
  readonly claim?: (ports: readonly number[]) => number | undefined;
}

/**
 * The first windows of which every port can be had. No port is judged twice, or handed out twice, however often
 * it comes.
 */
export async function selectPorts(
  windows: Iterable<readonly number[]> | AsyncIterable<readonly number[]>,
  { wanted, judge, claim = () => undefined }: SelectionRules,
): Promise<Selection> {
  const judged = new Map<number, TriedPort>();
  const reasons = new Map<number, SkipReason>();
  const given = new Map<number, ProvenPort>();
  const judgeOnce = async (port: number): Promise<TriedPort> => {
    const tried = judged.get(port) ?? await judge(port);
    judged.set(port, tried);
    return tried;
  };
  let found = 0;
  for await (const window of found < wanted ? windows : []) {
    const proven = await provenWindow(window, { given, reasons, judgeOnce });
    if (!proven) continue;
    const lost = claim(window);
    if (lost !== undefined) {
      judged.set(lost, { why: "leased" });
      reasons.set(lost, "leased");
      continue;
    }
    for (const one of proven) given.set(one.port, one);
    if (++found >= wanted) break;
  }
  const passed = [...reasons].map(([port, why]) => ({ port, why }));
  return { ports: [...given.values()], passed };
}

async function provenWindow(
  window: readonly number[],
  { given, reasons, judgeOnce }: {
    readonly given: ReadonlyMap<number, ProvenPort>;
    readonly reasons: Map<number, SkipReason>;
    readonly judgeOnce: (port: number) => Promise<TriedPort>;
  },
): Promise<readonly ProvenPort[] | undefined> {
  const proven: ProvenPort[] = [];
  for (const port of window) {
    if (given.has(port)) return undefined;
    const tried = await judgeOnce(port);
    if ("why" in tried) {
      reasons.set(port, tried.why);
      return undefined;
    }
    proven.push({ port, addresses: tried.proven });
  }
  return proven;
}
