import { isFailure } from "../../host/host.ts";
import { errnoWords } from "../../model/errno.ts";
import { exitWords } from "../exit_words.ts";
import type { Answer, FirewallState } from "./firewall.ts";

/** Why an answer is none. */
export interface Complaint {
  readonly state: Exclude<FirewallState, "ready" | "off">;
  readonly reason: string;
}

/** In what words programs say that they want root, in the C locale. */
const DENIED =
  /not permitted|permission denied|be root|not authorized|authorization failed|access is denied|elevation/i;

/** Root itself lacks the rights in most containers (`capabilities(7)`, CAP_NET_ADMIN). */
const NEEDS_ROOT = "wants the rights of root";

/** Why a program that was asked gave no answer, or undefined where it did. */
export function complaintOf(answer: Answer | undefined): Complaint | undefined {
  if (answer === undefined) return { state: "broken", reason: "was not asked" };
  if (isFailure(answer)) return failureOf(answer.failed);
  if (answer.code === 0) return undefined;
  if (DENIED.test(`${answer.stderr}\n${answer.stdout}`)) {
    return { state: "denied", reason: NEEDS_ROOT };
  }
  return { state: "broken", reason: exitWords(answer) };
}

function failureOf(errno: string): Complaint {
  if (errno === "ENOENT") return { state: "absent", reason: "is not installed" };
  if (errno === "ETIMEDOUT") return { state: "silent", reason: "did not answer in time" };
  const denied = errno === "EACCES" || errno === "EPERM";
  const reason = denied ? NEEDS_ROOT : `cannot be run: ${errnoWords(errno)}`;
  return { state: denied ? "denied" : "broken", reason };
}

/** What a program printed, where it answered. */
export function stdoutOf(answer: Answer | undefined): string {
  return answer === undefined || isFailure(answer) ? "" : answer.stdout;
}
