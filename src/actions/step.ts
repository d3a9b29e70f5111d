/** A program to run, and what it is to read. */
export interface ProgramRun {
  readonly argv: readonly string[];
  /** Written to its standard input. */
  readonly stdin?: string;
}

/** One step of an action that is done by programs. */
export interface Step extends ProgramRun {
  /** What takes it back where a later step fails. */
  readonly undo?: ProgramRun;
}
