import type { Block, Span, Tone } from "../../model/report.ts";
import type { Step, StepKind, Trace } from "./step.ts";

/** Deepest step to the right: what follows stands below it. */
const DEEPEST = 10;

const TONES: Readonly<Partial<Record<StepKind, Tone>>> = {
  nobody: "warn",
  unseen: "warn",
  loop: "warn",
  limit: "warn",
  peer: "dim",
};

/** One trace for people: the port, then each step further to the right, its evidence dimmed below. */
export function traceBlocks({ port, proto, steps }: Trace): Block[] {
  return [
    { kind: "text", spans: [{ text: `${port}/${proto}`, tone: "strong" }] },
    ...steps.flatMap(stepBlocks),
  ];
}

function stepBlocks(step: Step): Block[] {
  const { kind, summary, evidence, confidence, depth } = step;
  const indent = 2 + 2 * Math.min(depth, DEEPEST);
  const arrow = depth === 0 ? "" : "→ ";
  const unsure = confidence === "certain" ? [] : [{ text: " (not certain)", tone: "dim" } as const];
  const spans: Span[] = [{ text: `${arrow}${summary}`, tone: TONES[kind] ?? "plain" }, ...unsure];
  // What a listener was started with is long, and stands in the JSON.
  const lines = kind === "listener" || kind === "publication" ? [] : evidence;
  return [
    { kind: "text", spans, indent, hang: arrow.length },
    ...lines.map((line): Block => ({
      kind: "text",
      spans: [{ text: line, tone: "dim" }],
      indent: indent + 2,
      hang: 0,
    })),
  ];
}

/** One trace in one line: the summaries of its steps, one after the other. */
export function traceLine({ port, proto, steps }: Trace): Block {
  const words = steps.filter(({ kind }) => kind !== "peer").map(({ summary }) => summary);
  return {
    kind: "text",
    spans: [{ text: `${port}/${proto}`, tone: "strong" }, { text: `: ${words.join("; ")}` }],
    hang: 2,
  };
}
