import { ListenTally } from "../../analysis/listen_tally.ts";
import {
  eventBlocks,
  type ListenMode,
  startWords,
  summaryBlocks,
} from "../../analysis/listen_words.ts";
import type { Service, ServiceOptions } from "../../actions/listen/service.ts";
import { option, toggle, type Words } from "../../cli/declaration.ts";
import { outputOf, type SharedFlags } from "../../cli/flags.ts";
import { parseNumber } from "../../cli/number_word.ts";
import { isFailure } from "../../host/host.ts";
import { defined } from "../../model/defined.ts";
import { parseDuration } from "../../model/duration.ts";
import type { ListenEvent } from "../../model/listen_event.ts";
import { parseHost } from "../../model/ports.ts";
import type { Report, Reports } from "../../model/report.ts";
import type { Endpoint } from "../../model/socket.ts";
import type { Command } from "../command.ts";
import { lastReport } from "../last_report.ts";
import { bindRefusal, type ListenPlace, modeOf, placeOf } from "./place.ts";
import type { World } from "../world.ts";

type Flags = {
  readonly echo: boolean;
  readonly http: boolean;
  readonly host?: string;
  /** Milliseconds. */
  readonly for?: number;
  readonly count?: number;
};

/** Most bytes that are shown of what comes at once, and with `--verbose`. */
const SHOWN = { usually: 256, verbose: 4096 } as const;

const ONE_PORT: Words = {
  kind: "tuple",
  parameters: [{
    brief: "8080, :8080, 8080/udp, 0.0.0.0:8080 or [::]:8080; left out: a free one",
    parse: (word: string): string => word,
    placeholder: "port",
    optional: true,
    // Ports that somebody has are no proposal.
    values: [],
  }],
};

/** `portik listen [PORT]`: a server for tests, which tells what it gets. */
export const listen: Command<Flags, readonly [string?], Report | Reports> = {
  details:
    "A TCP server, or with --proto udp or PORT/udp a UDP one, on 127.0.0.1 unless an address is given, as " +
    "in 0.0.0.0:8080, [::]:8080 or --host ADDR. Without a port it takes a free one. It tells what it gets, " +
    `of each piece the first ${SHOWN.usually} bytes, with --verbose ${SHOWN.verbose}, and ends with a ` +
    "summary on Ctrl-C, after --for, or when --count connections or datagrams have come. Exits 1 when --for " +
    "is over before --count came, 5 when the port cannot be had. At most 1000 clients at a time; --http " +
    "closes each connection after one answer. With --json, the summary; with --json --verbose, each event " +
    "is a line of its own.",
  flags: {
    echo: toggle("Send back what comes"),
    http: toggle("Answer each HTTP request with 200"),
    host: {
      kind: "parsed",
      parse: parseHost,
      optional: true,
      placeholder: "address",
      brief: "Address to listen on",
    },
    for: option("time", "How long at most", parseDuration),
    count: option(
      "number",
      "End after so many",
      (word) => parseNumber(word, { what: "a number of connections", least: 1 }),
    ),
  },
  positional: ONE_PORT,
  async run(world, flags, word) {
    const place = placeOf(flags, word);
    const output = outputOf(flags);
    const told = output === "text" || (flags.verbose && ["json", "ndjson"].includes(output));
    const reports = listening(world, flags, { ...place, mode: modeOf(flags, place), told });
    return told ? reports : await lastReport(reports);
  },
};

/** Why a server ended. */
type End = "signal" | "time" | "count" | "reader";

/** What happens, and at last what it all came to. */
async function* listening(
  world: World,
  flags: Flags & SharedFlags,
  plan: ListenPlace & { readonly mode: ListenMode; readonly told: boolean },
): Reports {
  const { host } = world;
  // From here on a signal ends the server and not the program, so that there is always a summary.
  const stopped = host.stopped();
  const tally = new ListenTally();
  const shown = flags.verbose ? SHOWN.verbose : SHOWN.usually;
  const { service, at } = await start(world, plan, { tally, shown, most: flags.count });
  const started = host.now();
  const reportOf = (event: ListenEvent) => eventReport(event, { mode: plan.mode, now: host.now() });
  let end: End | undefined;
  const stop = (why: End) => {
    end ??= why;
    service.stop();
  };
  stopped.then(() => stop("signal"));
  if (flags.for !== undefined) host.sleep(flags.for).then(() => stop("time"));
  watchReader(host, () => end !== undefined).then(() => stop("reader"));
  // Who gets nothing but the sum has to know the port before that.
  if (!plan.told && !flags.quiet) await world.tell(startWords(at, plan).join(""));
  yield reportOf({ event: "listening", proto: plan.proto, at });
  for await (const event of service.events) {
    if (!flags.quiet) yield reportOf(event);
  }
  const endedBy = end ??= "count";
  const seconds = Math.max(0, host.now() - started) / 1000;
  const totals = tally.totals();
  const { proto, mode } = plan;
  const { count = 0, quiet } = flags;
  yield {
    kind: "listen",
    data: { proto, ...at, mode, elapsedSeconds: seconds, endedBy, ...totals },
    blocks: summaryBlocks(totals, seconds, {
      most: quiet ? 0 : outputOf(flags) === "text" ? 20 : Infinity,
    }),
    gaps: [],
    exit: endedBy === "time" && totals.connections + totals.datagrams < count ? 1 : 0,
    joined: true,
  };
}

/** Takes the port. Throws a Refusal that says who has it. */
async function start(
  world: World,
  { at, proto, mode }: ListenPlace & { readonly mode: ListenMode },
  options: ServiceOptions,
): Promise<{ readonly service: Service; readonly at: Endpoint }> {
  const { servers } = await world.host.hands();
  const server = await (proto === "udp" ? servers.listenUdp(at) : servers.listenTcp(at));
  if (isFailure(server)) throw await bindRefusal(world, { at, proto }, server.failed);
  if ("datagrams" in server) {
    const { serveUdp } = await import("../../actions/listen/udp.ts");
    const service = serveUdp(server, { ...options, echo: mode === "echo" });
    return { service, at: server.local };
  }
  const { serveTcp } = await import("../../actions/listen/tcp.ts");
  const talk = mode === "http"
    ? (await import("../../actions/listen/http.ts")).talkHttp(options)
    : (await import("../../actions/listen/talk.ts")).talkThat(mode === "echo");
  return { service: serveTcp(server, talk, options), at: server.local };
}

/** How often somebody looks whether the output is still read, in ms. */
const BREATH = 1000;

/** Resolves when nobody reads the output any more, or it is over anyway. */
async function watchReader(host: World["host"], over: () => boolean): Promise<void> {
  while (!over() && !host.outputClosed()) await host.sleep(BREATH);
}

function eventReport(
  event: ListenEvent,
  { mode, now }: { readonly mode: ListenMode; readonly now: number },
): Report {
  return {
    kind: "listen-event",
    data: defined({ time: new Date(now).toISOString(), ...event }),
    blocks: eventBlocks(event, mode),
    gaps: [],
    exit: 0,
    joined: true,
  };
}
