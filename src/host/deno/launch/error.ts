import type { LaunchPart } from "../../launch.ts";
import { LibcError } from "./libc.ts";

/** A part of a launch that failed, by the errno name. */
export class LaunchError extends Error {
  /** Makes one: what failed, and the errno name. */
  constructor(readonly at: LaunchPart, readonly failed: string) {
    super(`${at}: ${failed}`);
  }
}

/** Does a part of a launch; a call of the C library that fails in it is told as a failure of that part. */
export function part<T>(at: LaunchPart, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof LibcError) throw new LaunchError(at, error.message);
    throw error;
  }
}
