import { formatAge } from "../model/duration.ts";
import type { Block, Span, Tone } from "../model/report.ts";
import type { PortOutcome, StepOutcome, StopOutcome } from "../model/stop_outcome.ts";
import { socketName } from "./plan_blocks.ts";

/** What became of a plan, a line for each process, container and port; the last one sums it up. */
export function stopBlocks({ steps, ports, interrupted, exit }: StopOutcome): Block[] {
  return [
    ...steps.map((step) => line(stepWords(step), step.exit === 0 ? "plain" : "bad")),
    ...ports.flatMap(portBlocks),
    ...(interrupted && exit > 0 ? [line(interruptedWords({ steps, ports }), "bad")] : []),
  ];
}

function portBlocks(port: PortOutcome): Block[] {
  return [
    line(portWords(port), port.exit === 0 ? "good" : "bad"),
    ...(port.stopWith === undefined ? [] : [
      { kind: "text", spans: [{ text: "To stop it for good:" }], indent: 2 } as const,
      { kind: "command", argv: port.stopWith, indent: 4 } as const,
    ]),
  ];
}

/** What became of one step, as a sentence. */
export function stepWords(step: StepOutcome): string {
  const after = step.afterSeconds < 0.005 ? "at once" : `after ${timeWords(step.afterSeconds)}`;
  const reason = step.reason === undefined ? "" : `: ${step.reason}`;
  if (step.kind === "container") {
    const who = `Container ${step.name}`;
    if (step.result === "stopped") return `${who} was stopped ${after}.`;
    return `${who} ${
      step.result === "failed" ? "could not be stopped" : "may still run"
    }${reason}.`;
  }
  const who = `${step.name} (pid ${step.pid})`;
  switch (step.result) {
    case "ended":
      return step.signals.length === 0
        ? `${who} ended with its master ${after}.`
        : `${who} ended ${after}.`;
    case "killed":
      return step.signals.length > 1
        ? `${who} did not heed ${step.signals[0]} and was killed ${after}.`
        : `${who} was killed ${after}.`;
    case "gone":
      return `${who} had ended already.`;
    case "replaced":
      return `${who} was not signalled${reason}.`;
    case "not-permitted":
      return `${who} was not stopped${reason}.`;
    case "left":
    case "alive":
    case "interrupted":
      return `${who} still runs${reason}.`;
  }
}

/** How a port stands, as a sentence. */
export function portWords(port: PortOutcome): string {
  const name = socketName(port);
  const { pid, name: owner = "somebody" } = port.by ?? {};
  const who = pid === undefined ? owner : `${owner} (pid ${pid})`;
  switch (port.result) {
    case "free":
      return `${name} is free${port.proof === "look" ? ", as far as can be seen" : ""}.`;
    case "held":
      return `${name} is still held by ${who}.`;
    case "taken-again":
      return `${name} is held again: ${who} was started meanwhile${parentWords(port)}.`;
    case "closing":
      return `${name} has no listener any more, but connections of it are not closed yet.`;
    case "unchecked":
      return `${name} was not checked any more.`;
  }
}

function parentWords({ startedBy }: PortOutcome): string {
  return startedBy === undefined ? "" : ` by ${startedBy.name} (pid ${startedBy.pid})`;
}

function interruptedWords({ steps, ports }: Pick<StopOutcome, "steps" | "ports">): string {
  const done = steps.filter(({ exit }) => exit === 0).length;
  const free = ports.filter(({ result }) => result === "free").length;
  return `Interrupted: ${done} of ${steps.length} are stopped, ${free} of ${ports.length} ports are ` +
    "known to be free.";
}

/** Short times need their decimals: `0.03 s`. */
function timeWords(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(2)} s` : formatAge(seconds);
}

function line(words: string, tone: Tone): Block {
  const spans: Span[] = [{ text: words, tone }];
  return { kind: "text", spans, hang: 2 };
}
