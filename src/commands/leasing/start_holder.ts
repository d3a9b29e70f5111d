import { type Failure, isFailure } from "../../host/host.ts";
import { Refusal } from "../../model/refusal.ts";
import { holderEnv, type HolderTask } from "./holder_task.ts";
import type { World } from "../world.ts";

/** What is to be held in the background. */
export interface HolderPlan {
  /** As `reserve` takes it: `127.0.0.1:8080/tcp`; left out: one that the kernel chooses. */
  readonly port?: string;
  readonly name?: string;
  readonly exe?: string;
  /** How long, in ms. */
  readonly for?: number;
  readonly proto: string;
  readonly task: HolderTask;
}

/** How long a holder may take to hold, in ms: machines may be busy. */
const TIMEOUT = 30_000;

/**
 * Starts `portik reserve` in the background, as a process of its own that outlives this one, and waits until
 * it holds. Returns its answer's data; throws its Refusal where it could not.
 */
export async function startHolder(world: World, plan: HolderPlan): Promise<unknown> {
  const words = [
    "reserve",
    ...(plan.port === undefined ? [] : [plan.port]),
    ...["--output", "ndjson", "--proto", plan.proto],
    ...(plan.name === undefined ? [] : [`--name=${plan.name}`]),
    ...(plan.exe === undefined ? [] : [`--exe=${plan.exe}`]),
    ...(plan.for === undefined ? [] : ["--for", `${Math.ceil(plan.for)}ms`]),
  ];
  const { startBackground } = await world.host.hands();
  const started = await startBackground(words, { env: holderEnv(plan.task), timeout: TIMEOUT });
  if (isFailure(started)) throw notStarted(started);
  const answer = parse(started.line);
  if (answer?.error) {
    const { code, message, hint } = answer.error;
    throw new Refusal(code, message, {
      exit: await started.end(),
      ...(hint === undefined ? {} : { hint }),
    });
  }
  if (!answer) throw notStarted({ failed: `it ended with code ${await started.end()}` });
  return answer.data;
}

/** A document of portik's own (`docs/json-schema/envelope.json`, `error.json`). */
interface Answer {
  readonly data?: unknown;
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string };
}

function parse(line: string): Answer | undefined {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function notStarted({ failed }: Failure): Refusal {
  return new Refusal("no-holder", `Cannot hold in the background: ${failed}`, { exit: 5 });
}
