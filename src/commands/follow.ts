import { hasChanged, type Moment } from "../analysis/change.ts";
import type { PortStatus } from "../analysis/port_status.ts";
import { timeWords } from "../analysis/time_words.ts";
import type { Machine } from "../model/machine.ts";
import { type Report, type Reports, text } from "../model/report.ts";
import { every } from "./every.ts";
import type { World } from "./world.ts";

/** How ports stand, and the look that tells. */
export interface Seen {
  readonly machine: Machine;
  readonly ports: readonly PortStatus[];
}

/** What is followed: how to look, and how to tell what was seen. */
export interface Followed {
  /** Milliseconds between two looks. */
  readonly interval: number;
  look(): Promise<Seen>;
  reportOf(seen: Seen): Report & { readonly data: object };
}

/** How the ports stand, and from then on each one that has changed. */
export async function* follow(
  { host }: Pick<World, "host">,
  { interval, look, reportOf }: Followed,
): Reports {
  let told: readonly Moment[] = [];
  for await (const { machine, ports } of every(host, interval, look)) {
    const before = told;
    const now = ports.map((port): Moment => ({ port, machine }));
    const news = now.map((moment, i) => {
      const last = before[i];
      return last === undefined || hasChanged(last, moment);
    });
    // What has not changed is compared with what was last told, so that no change can creep in.
    told = now.map((moment, i) => news[i] ? moment : before[i] ?? moment);
    const changed = ports.filter((_, i) => news[i]);
    if (changed.length === 0) continue;
    const report = reportOf({ machine, ports: changed });
    yield {
      ...report,
      data: { takenAt: machine.snapshot.takenAt, ...report.data },
      blocks: [text(timeWords(machine.now), "accent"), ...report.blocks],
      exit: 0,
    };
  }
}
