import {
  AliasNotFoundError,
  ArgumentParseError,
  EnumValidationError,
  FlagNotFoundError,
  UnexpectedFlagError,
  UnexpectedPositionalError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
} from "@stricli/core";
import { Refusal } from "../model/refusal.ts";

/** Turns what the command line parser throws into a refusal in portik's words; a bug flies on. */
export function refusalOf(error: unknown, command: string): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof ArgumentParseError) return refusalOf(error.exception, command);
  const hint = { hint: `See portik ${command} --help`.replace("  ", " ") };
  if (error instanceof FlagNotFoundError) {
    const [near] = error.corrections;
    const question = near === undefined ? "" : `: did you mean --${near}?`;
    return new Refusal(
      "unknown-flag",
      `'--${error.input}' is not a flag of ${command}${question}`,
      hint,
    );
  }
  if (error instanceof AliasNotFoundError) {
    return new Refusal("unknown-flag", `'-${error.input}' is not a flag of ${command}`, hint);
  }
  if (error instanceof EnumValidationError) {
    const values = error.values.join(", ");
    return new Refusal(
      "bad-value",
      `'${error.input}' is not a value of --${error.externalFlagName}: use ${values}`,
    );
  }
  if (error instanceof UnsatisfiedFlagError) {
    return new Refusal("missing-value", `--${error.externalFlagName} needs a value`, hint);
  }
  if (error instanceof UnsatisfiedPositionalError) {
    return new Refusal("missing-word", `${command} needs a ${error.placeholder}`, hint);
  }
  if (error instanceof UnexpectedPositionalError) {
    return new Refusal("extra-word", `'${error.input}' is one word too many for ${command}`, hint);
  }
  if (error instanceof UnexpectedFlagError) {
    return new Refusal(
      "repeated-flag",
      `--${error.externalFlagName} is given more than once`,
      hint,
    );
  }
  if (error instanceof Error && error.constructor.name.endsWith("SyntaxError")) {
    return new Refusal("bad-flag", error.message, hint);
  }
  throw error;
}
