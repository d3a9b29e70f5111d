import { askedBlocks } from "../../analysis/asked.ts";
import type { WaitedPort } from "../../analysis/wait.ts";
import { portSentence, waitSentence } from "../../analysis/wait_words.ts";
import type { SharedFlags } from "../../cli/flags.ts";
import type { StopSignal } from "../../host/host.ts";
import { defined } from "../../model/defined.ts";
import type { Report } from "../../model/report.ts";
import type { Look, Wanted } from "./look.ts";

/** How a wait ended. */
export interface WaitEnd {
  readonly met: boolean;
  readonly seconds: number;
  /** Somebody asked for the end. */
  readonly signal?: StopSignal;
}

/** That a port stands otherwise than it stood; `now` in ms since 1970. */
export function changeReport(port: WaitedPort, now: number): Report {
  return {
    kind: "wait-event",
    data: { time: new Date(now).toISOString(), ...dataOf(port) },
    blocks: [],
    gaps: [],
    exit: 0,
  };
}

/** What a wait came to. Without a look, it ended before the first one did. */
export function waitReport(
  { ports = [], asked = [], gaps = [] }: Partial<Look>,
  { met, seconds, signal }: WaitEnd,
  { wanted, flags }: {
    readonly wanted: Pick<Wanted, "what" | "path" | "any">;
    readonly flags: Pick<SharedFlags, "quiet" | "verbose">;
  },
): Report {
  const { what, path, any } = wanted;
  const sentence = waitSentence({ met, ports, seconds, stopped: signal !== undefined });
  return {
    kind: "wait",
    data: defined({
      for: what,
      path: what === "http" ? path : undefined,
      any,
      met,
      elapsedSeconds: seconds,
      stoppedBy: signal,
      sentence,
      ports: ports.map(dataOf),
    }),
    gaps,
    blocks: [
      ...(flags.quiet ? [] : [{ kind: "text", spans: [{ text: sentence }], line: true } as const]),
      ...(flags.verbose ? askedBlocks({ asked, gaps }) : []),
    ],
    exit: met ? 0 : signal ? SIGNAL_EXIT[signal] : ports.some(({ unseen }) => unseen) ? 4 : 1,
  };
}

/** 128 and the number of the signal, as shells have it (`signal(7)`). */
const SIGNAL_EXIT: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

function dataOf(port: WaitedPort): object {
  const { detail: _, state: _state, unseen, met, ...facts } = port;
  return { ...facts, ...(unseen ? {} : { met }), sentence: portSentence(port) };
}
