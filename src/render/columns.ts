import type { Column } from "../model/report.ts";

/** A column that is shown: its place in the table's list of columns, and how wide it is drawn. */
export interface Placed {
  readonly index: number;
  readonly width: number;
}

/** Blanks between two columns. */
export const GAP = 2;

/** Below this a flex column says too little, so other columns go before it is shrunk further. */
const COMFORTABLE = 24;

/** A flex column is never narrower than this. */
const LEAST = 8;

/**
 * Fits columns of these natural widths into `room`; without `room`, all are shown in full. What stands
 * in a flex column is cut to a comfortable width first, because one long command line must not cost
 * everybody a column; then columns go, highest priority first; then flex columns shrink to the least.
 * Columns that neither flex nor go are never cut, so the result can still be too wide.
 */
export function fitColumns(
  columns: readonly Column[],
  natural: readonly number[],
  room: number | undefined,
): readonly Placed[] {
  const all = natural.map((width, index) => ({ index, width }));
  if (room === undefined) return all;
  return shrink(dropped(all, columns, room), columns, room);
}

/** True for a column that takes what room is left, cut or wrapped. */
function yields(column: Column | undefined): boolean {
  return column?.flex === true || column?.wrap === true;
}

function dropped(all: readonly Placed[], columns: readonly Column[], room: number): Placed[] {
  const kept = [...all];
  const modest = ({ index, width }: Placed) =>
    yields(columns[index]) ? Math.min(width, COMFORTABLE) : width;
  while (total(kept.map(modest)) > room) {
    const priorities = kept.map(({ index }) => columns[index]?.priority ?? 0);
    const highest = Math.max(...priorities);
    if (highest <= 0) break;
    kept.splice(priorities.lastIndexOf(highest), 1);
  }
  return kept;
}

function shrink(kept: readonly Placed[], columns: readonly Column[], room: number): Placed[] {
  const most = Math.max(room, LEAST);
  const widths = kept.map(({ index, width }) =>
    yields(columns[index]) ? Math.min(width, most) : width
  );
  for (let excess = total(widths) - room; excess > 0; excess--) {
    const flexible = widths.map((width, i) => yields(columns[kept[i]?.index ?? -1]) ? width : 0);
    const widest = Math.max(...flexible);
    if (widest <= LEAST) break;
    widths[flexible.lastIndexOf(widest)] = widest - 1;
  }
  return kept.map(({ index }, i) => ({ index, width: widths[i] ?? 0 }));
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1));
}
