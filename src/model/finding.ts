/** How bad a finding is: worth knowing, likely trouble, certain trouble. */
export type Severity = "info" | "warning" | "error";

/** How portik came to know something, surest first. */
export type Confidence = "certain" | "cgroup" | "user" | "guess";

/** What to do about a finding: a sentence, and a command ready to paste where one helps. */
export interface Fix {
  readonly say: string;
  readonly run?: readonly string[];
}

/** What a rule yields: one true sentence, what shows that it is true, and at most one fix. */
export interface Statement {
  readonly message: string;
  readonly evidence?: readonly string[];
  readonly fix?: Fix;
  /** Overrides the rule's own severity. */
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly port?: number;
  readonly pid?: number;
}

/** A statement with the rule that made it, complete. */
export interface Finding {
  /** The rule's id; `user/` in front of it where the rule is a user's own. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly evidence: readonly string[];
  readonly fix?: Fix;
  readonly confidence: Confidence;
  readonly port?: number;
  readonly pid?: number;
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Orders findings worst first; findings that are equally bad keep their order. */
export function bySeverity(a: Pick<Finding, "severity">, b: Pick<Finding, "severity">): number {
  return RANK[a.severity] - RANK[b.severity];
}
