import { type Failure, isFailure } from "../host.ts";

/** Calls `act`; an error of the operating system becomes a failure, any other error flies on. */
export function attempt<T>(act: () => T): T | Failure {
  try {
    return act();
  } catch (error) {
    return { failed: errnoOf(error) };
  }
}

/** The errno name of an error that Deno threw: its `code`, or one that fits its class. */
export function errnoOf(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  const code = (error as Error & { code?: unknown }).code;
  if (typeof code === "string") return code;
  if (error instanceof Deno.errors.NotFound) return "ENOENT";
  if (error instanceof Deno.errors.PermissionDenied) return "EACCES";
  if (error instanceof Deno.errors.NotCapable) return "EPERM";
  if (error instanceof Deno.errors.AddrInUse) return "EADDRINUSE";
  if (error instanceof Deno.errors.AddrNotAvailable) return "EADDRNOTAVAIL";
  // An address on an interface that is not there (`getaddrinfo(3)`); names are never looked up.
  if (/^failed to lookup address/.test(error.message)) return "EADDRNOTAVAIL";
  // The rest is an operating system error without a class of its own: "… (os error 5)".
  const number = /\(os error (\d+)\)/.exec(error.message)?.[1];
  if (number !== undefined) return `errno ${number}`;
  throw error;
}

/** The failure, where the answer is one. */
export function failureOf(answer: unknown): Failure | undefined {
  return isFailure(answer) ? answer : undefined;
}
