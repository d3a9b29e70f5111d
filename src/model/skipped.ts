/**
 * Why a port is not handed out. `held`: a bind says that somebody has it; `denied`: that this user may not
 * have it; `leased`: portik has promised it to somebody; `published`: a container has it, or will when it
 * starts; `blocked`: browsers refuse it; `reserved`: the operating system keeps it for others.
 */
export type SkipReason = "held" | "denied" | "leased" | "published" | "blocked" | "reserved";

/** One port that was passed over. */
export interface PassedPort {
  readonly port: number;
  readonly why: SkipReason;
  /** The same with the name of whoever has it; only where somebody is told about it. */
  readonly sentence?: string;
}

/** How many ports were passed over for which reason; reasons without any are left out. */
export type Skipped = Readonly<Partial<Record<SkipReason, number>>>;

/** The reasons in the order in which they are told, each in the words for one port and for several. */
const WORDS: Readonly<Record<SkipReason, readonly [string, string]>> = {
  held: ["1 is held", "are held"],
  denied: ["1 is not yours to bind", "are not yours to bind"],
  leased: ["1 is leased", "are leased"],
  published: ["1 is published by a container", "are published by containers"],
  blocked: ["1 is blocked by browsers", "are blocked by browsers"],
  reserved: ["1 is reserved by the system", "are reserved by the system"],
};

/** Counts reasons. */
export function countSkipped(reasons: Iterable<SkipReason>): Skipped {
  const counts: Partial<Record<SkipReason, number>> = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

/** `12 are held, 1 is leased`; empty where nothing was passed over. */
export function skippedWords(skipped: Skipped): string {
  return (Object.keys(WORDS) as SkipReason[]).flatMap((reason) => {
    const count = skipped[reason] ?? 0;
    const [one, several] = WORDS[reason];
    return count === 0 ? [] : [count === 1 ? one : `${count} ${several}`];
  }).join(", ");
}
