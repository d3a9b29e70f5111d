// The part of std/assert that portik's tests use; the npm build of std ships without types.
/** Fails unless `value` is truthy. */
export function assert(value: unknown, message?: string): asserts value;
/** Fails unless both are deeply equal. */
export function assertEquals<T>(actual: T, expected: T, message?: string): void;
/** Fails where both are deeply equal. */
export function assertNotEquals<T>(actual: T, expected: T, message?: string): void;
/** Fails unless `actual` contains `expected`. */
export function assertStringIncludes(actual: string, expected: string, message?: string): void;
/** Fails unless `actual` matches. */
export function assertMatch(actual: string, expected: RegExp, message?: string): void;
/** Fails where `actual` matches. */
export function assertNotMatch(actual: string, expected: RegExp, message?: string): void;
/** Fails unless every expected property is in `actual`. */
export function assertObjectMatch(
  actual: Record<PropertyKey, unknown>,
  expected: Record<PropertyKey, unknown>,
): void;
/** Fails unless `fn` throws an error of this class; returns it. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  // deno-lint-ignore no-explicit-any -- any constructor of an error fits
  ErrorClass: new (...args: any[]) => E,
  messageIncludes?: string,
): E;
/** Fails unless the promise is rejected with an error of this class; returns it. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  // deno-lint-ignore no-explicit-any -- any constructor of an error fits
  ErrorClass: new (...args: any[]) => E,
  messageIncludes?: string,
): Promise<E>;
