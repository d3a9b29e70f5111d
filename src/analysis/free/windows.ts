import type { PortRange } from "../../model/question.ts";

/** In which order ports are tried. */
export const ORDERS = ["ascending", "random", "mine"] as const;
/** In which order ports are tried; `mine` is that of port4me. */
export type Order = (typeof ORDERS)[number];

/** How ports are put into windows. */
export interface WindowChoices {
  /** Ports in a row that make one window. */
  readonly size: number;
  /** Puts first ports in order. */
  readonly arrange: (starts: readonly number[]) => readonly number[];
  /** Ports that come last, because an outgoing connection may take one at any time. */
  readonly last?: PortRange | undefined;
}

/**
 * Rows of `size` ports that follow each other, each from these ports alone: in order of their first ports, those
 * without a port of `last` before all others. With size 1, they are the ports.
 */
export function* windowsOf(
  ports: ReadonlySet<number>,
  { size, arrange, last }: WindowChoices,
): Generator<readonly number[]> {
  const isLast = (port: number) => last !== undefined && last.first <= port && port <= last.last;
  const starts = [...ports].filter(startsRow(ports, size));
  const groups = Map.groupBy(starts, (start) =>
    isLast(start) || isLast(start + size - 1) ||
    (last !== undefined && start < last.first && last.last < start + size));
  for (const group of [groups.get(false), groups.get(true)]) {
    for (const start of arrange(group ?? [])) yield rowFrom(start, size);
  }
}

/** The ports of a window. */
export function rowFrom(start: number, size: number): readonly number[] {
  return Array.from({ length: size }, (_, i) => start + i);
}

/** Tells whether so many ports in a row are there; each port is looked at once, however long the rows. */
function startsRow(ports: ReadonlySet<number>, size: number): (start: number) => boolean {
  const lengths = new Map<number, number>();
  for (const port of [...ports].sort((a, b) => b - a)) {
    lengths.set(port, (lengths.get(port + 1) ?? 0) + 1);
  }
  return (start) => (lengths.get(start) ?? 0) >= size;
}

/** The same in a random order (Fisher and Yates); `random` gives numbers from 0 up to 1. */
export function shuffled(ports: readonly number[], random: () => number): readonly number[] {
  const mixed = [...ports];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j] ?? 0, mixed[i] ?? 0];
  }
  return mixed;
}
