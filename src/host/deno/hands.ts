import { attempt, failureOf } from "./errors.ts";
import type { Hands } from "../hands.ts";

/** The real hands, by way of Deno. */
export const denoHands: Hands = {
  signal: (pid, signal) => failureOf(attempt(() => Deno.kill(pid, signal))),
};
