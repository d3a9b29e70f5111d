/**
 * A request that ends with one clear sentence instead of an answer: bad words (exit code 2), a safety
 * refusal (3), nothing to see (4). Anything else that is thrown is a bug.
 */
export class Refusal extends Error {
  /** Short name for programs, in kebab case: `bad-port`, `unknown-flag`. */
  readonly code: string;
  /** Exit code of the program. */
  readonly exit: number;
  /** What to do instead, as a second sentence. */
  readonly hint?: string;

  /** Makes a refusal; `exit` is 2 unless said otherwise. */
  constructor(code: string, message: string, options: { exit?: number; hint?: string } = {}) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.exit = options.exit ?? 2;
    if (options.hint !== undefined) this.hint = options.hint;
  }
}
