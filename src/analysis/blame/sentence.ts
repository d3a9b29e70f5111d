import { formatEndpoint } from "../../model/address.ts";
import type { Cause } from "./cause.ts";

/** Most causes that a sentence tells. */
const MOST = 3;

/** What started the owner, in one sentence: `Started by npm run dev in /srv/shop, in tmux session work.` */
export function causeSentence(causes: readonly Cause[]): string {
  const [first] = causes;
  if (!first || first.kind === "unknown") {
    return `What started it cannot be told${first?.details ? `: ${first.details}` : ""}.`;
  }
  const others = causes.slice(1, MOST).map((cause) =>
    cause.kind === "orphan" && cause.confidence === "certain" ? LEFT_BEHIND : causeWords(cause)
  );
  return `Started ${[causeWords(first), ...others].join(", ")}.`;
}

/** Of an orphan where something else has been told to have started it. */
const LEFT_BEHIND = "left behind by a parent that has ended";

/** One cause as what follows "started". */
export function causeWords(cause: Cause): string {
  const { tool = "", name, details, pid } = cause;
  const called = name === undefined ? "" : ` ${name}`;
  const more = details === undefined ? "" : ` (${details})`;
  const by = pid === undefined ? "" : ` (pid ${pid})`;
  switch (cause.kind) {
    case "socket-activation":
      return `on demand by systemd, which made the socket${called && ` of${called}`}${more}`;
    case "container":
      return `in ${tool ? `${tool} ` : ""}container${called}${more}`;
    case "compose":
      return `by ${tool} compose as${called}${more}`;
    case "windows-service":
      return name === undefined ? `as a Windows service${more}` : `as Windows service${called}`;
    case "supervisor":
      return `by ${tool}${called && ` as${called}`}${more}, which starts it again when it ends`;
    case "cron":
      return `by ${tool}${details === undefined ? "" : `: ${details}`}`;
    case "ci":
      return `by a job of ${tool}`;
    case "systemd-unit":
      return `by systemd unit${called}`;
    case "systemd-user-unit":
      return `by systemd user unit${called}${more}`;
    case "launchd":
      return cause.confidence === "certain" || name !== undefined
        ? `by launchd${called && ` as${called}`}`
        : "by launchd, or handed to it by a parent that has ended";
    case "watcher":
      return `by ${tool}${by}, which starts it again when files change`;
    case "task":
    case "make":
      return `by ${name ?? tool}${details === undefined ? "" : ` ${details}`}`;
    case "agent":
    case "editor":
      return `from ${tool}`;
    case "multiplexer":
      return `in ${tool}${name === undefined ? "" : ` session${called}`}`;
    case "ssh":
      return `over ${tool}${name === undefined ? "" : ` as${called}`}` +
        (cause.remote ? ` from ${formatEndpoint(cause.remote)}` : "");
    case "terminal":
      return terminalWords(cause);
    case "sudo":
      return `with ${tool}${name === undefined ? "" : ` by${called}`}`;
    case "orphan":
      return orphanWords(cause);
    case "init":
      return `by pid 1 (${name}), or handed to it by a parent that has ended`;
    case "parent":
      return `by${called}${by}`;
    case "unknown":
      return "by something that cannot be told";
  }
}

/** Who started it is gone. What was left behind may be a parent of the owner, which is told then. */
function orphanWords({ tool, name, details, confidence }: Cause): string {
  const what = name === undefined ? "" : `, which left ${name} behind`;
  if (confidence !== "certain") {
    return `as a daemon, or detached${tool ? ` with ${tool}` : ""}${what}`;
  }
  const how = tool === undefined ? "" : `with ${tool} `;
  return `${how}by a parent${details === undefined ? "" : ` ${details}`} that has ended${what}`;
}

function terminalWords({ tool, name }: Cause): string {
  const which = [tool, name].filter((word) => word !== undefined).join(", ");
  return `in a terminal${which && ` (${which})`}`;
}
