import { standsOtherwise, type WaitedPort, type WaitFor } from "../../analysis/wait.ts";
import { waitProgress } from "../../analysis/wait_words.ts";
import { PORT_WORDS, toggle } from "../../cli/declaration.ts";
import { outputOf, type SharedFlags } from "../../cli/flags.ts";
import { intervalFlag } from "../../cli/interval.ts";
import { formatEndpoint } from "../../model/address.ts";
import { defined } from "../../model/defined.ts";
import { parseDuration } from "../../model/duration.ts";
import { parseHost } from "../../model/ports.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Report, Reports } from "../../model/report.ts";
import type { Command } from "../command.ts";
import { lastReport } from "../last_report.ts";
import { progressLine } from "./progress.ts";
import { rounds } from "./rounds.ts";
import { targetsOf } from "../targets.ts";
import { parsePath } from "./http.ts";
import { type Look, lookFor, nameHolders, type Wanted } from "./look.ts";
import { changeReport, waitReport } from "./report.ts";
import type { World } from "../world.ts";

type Flags = {
  readonly listening: boolean;
  readonly free: boolean;
  /** Path and query. */
  readonly http?: string;
  readonly any: boolean;
  readonly host?: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** Milliseconds. */
  readonly interval: number;
};

/** `portik wait PORT…`: until somebody listens on ports, nobody holds them, or they answer. */
export const wait: Command<Flags, readonly string[], Report | Reports> = {
  tableless: true,
  details:
    "Waits until somebody listens on every port, whoever it is; --free: until nobody holds it and a bind " +
    "finds nothing in its way, for which TIME_WAIT does not count; --http PATH: until a plain GET on loopback, " +
    "or on the address given, is answered with a status below 400. Redirects are not followed, and each " +
    "request has the time of --probe-timeout. All ports have to be so at the same time, with --any one of " +
    "them. Exits 1 when the time is up, and says what is missing and who holds it; 4 where nothing can be " +
    "seen; 130 after Ctrl-C. --timeout 0s looks once. With --json --verbose, each change is a line of its own.",
  flags: {
    listening: toggle("Until somebody listens, as without flags"),
    free: toggle("Until nobody holds the port"),
    http: {
      kind: "parsed",
      parse: parsePath,
      optional: true,
      placeholder: "path",
      brief: "Until a GET of this path succeeds",
    },
    any: toggle("One of the ports is enough"),
    host: {
      kind: "parsed",
      parse: parseHost,
      optional: true,
      placeholder: "address",
      brief: "On this address alone",
    },
    timeout: {
      kind: "parsed",
      parse: parseDuration,
      default: "30s",
      placeholder: "time",
      brief: "How long at most",
    },
    interval: intervalFlag("250ms"),
  },
  positional: PORT_WORDS,
  async run(world, flags, ...words) {
    const reports = waitFor(world, flags, wantedBy(flags, words));
    const { verbose } = flags;
    const events = verbose && ["json", "ndjson"].includes(outputOf(flags));
    return events ? reports : await lastReport(reports);
  },
};

function whatFor({ listening, free, http }: Flags): WaitFor {
  const named = [listening && "--listening", free && "--free", http !== undefined && "--http"]
    .filter((name) => name !== false);
  if (named.length > 1) {
    throw new Refusal(
      "bad-flags",
      `${named[0]} and ${named[1]} say different things: use one of them`,
    );
  }
  return http !== undefined ? "http" : free ? "free" : "listening";
}

/** What to wait for. Refuses what cannot come true. */
function wantedBy(flags: Flags & SharedFlags, words: readonly string[]): Wanted {
  if (flags.from !== undefined) {
    throw new Refusal("bad-flags", "wait looks again and again: --from would always be the same");
  }
  const { host, http: path = "/", any } = flags;
  const what = whatFor(flags);
  const named = targetsOf(words, flags);
  const other = named.targets.find((target) => (target.host ?? host) !== host);
  if (host !== undefined && other) {
    const place = formatEndpoint({ address: other.host ?? "", port: other.port });
    throw new Refusal("bad-flags", `--host ${host} and ${place} name different addresses`);
  }
  const targets = named.targets.map((target) => host === undefined ? target : { ...target, host });
  const udp = targets.find(({ proto }) => proto === "udp");
  if (what === "http" && udp) {
    throw new Refusal("bad-flags", `--http asks by TCP: ${udp.port}/udp cannot answer`);
  }
  return { ...named, targets, what, path, any };
}

/** Each change of a port, and at last what it all came to. */
async function* waitFor(world: World, flags: Flags & SharedFlags, wanted: Wanted): Reports {
  const { host } = world;
  const line = progressLine(world);
  let before: Look | undefined;
  for await (const round of rounds(host, flags, lookFor(world, wanted))) {
    const { seconds, signal } = round;
    const found = round.found ?? before;
    const ports = found?.ports ?? [];
    const met = round.found !== undefined && isMet(ports, wanted);
    // What cannot be seen at first will not be seen later, either.
    const blind = before === undefined && ports.some(({ unseen }) => unseen);
    for (const port of changes(before, found)) yield changeReport(port, host.now());
    before = found;
    if (met || blind || round.last) {
      const inVain = found !== undefined && !met && signal === undefined;
      const last = inVain ? await nameHolders(world, wanted, found) : found;
      line.clear();
      return yield waitReport(last ?? {}, defined({ met, seconds, signal }), { wanted, flags });
    }
    await line.show(waitProgress({ ports, seconds }, { ...wanted, timeout: flags.timeout }));
  }
}

function isMet(ports: readonly WaitedPort[], { any }: Pick<Wanted, "any">): boolean {
  return any ? ports.some(({ met }) => met) : ports.every(({ met }) => met);
}

/** The ports that stand otherwise than they stood. */
function changes(before: Look | undefined, now: Look | undefined): readonly WaitedPort[] {
  return now?.ports.filter((port, i) => {
    const last = before?.ports[i];
    return last === undefined || standsOtherwise(last, port);
  }) ?? [];
}
