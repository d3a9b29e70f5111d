import type { Case } from "./case.ts";
import type { Cause, CauseKind } from "./cause.ts";
import { agent } from "./detectors/agent.ts";
import { ci } from "./detectors/ci.ts";
import { inContainer } from "./detectors/container.ts";
import { cron } from "./detectors/cron.ts";
import { editor } from "./detectors/editor.ts";
import { launchd } from "./detectors/launchd.ts";
import { make } from "./detectors/make.ts";
import { multiplexer } from "./detectors/multiplexer.ts";
import { orphan } from "./detectors/orphan.ts";
import { parent } from "./detectors/parent.ts";
import { socketActivation } from "./detectors/socket_activation.ts";
import { ssh } from "./detectors/ssh.ts";
import { sudo } from "./detectors/sudo.ts";
import { supervisor } from "./detectors/supervisor.ts";
import { systemdUnit } from "./detectors/systemd_unit.ts";
import { task } from "./detectors/task.ts";
import { terminal } from "./detectors/terminal.ts";
import { watcher } from "./detectors/watcher.ts";
import { windowsService } from "./detectors/windows_service.ts";

/**
 * The detectors, most telling first: what would bring the owner back, then what somebody typed, then where
 * that was typed, then what is left of a start that nobody can see any more.
 */
const DETECTORS: readonly ((one: Case) => Cause | undefined)[] = [
  socketActivation,
  inContainer,
  windowsService,
  supervisor,
  cron,
  ci,
  systemdUnit,
  watcher,
  task,
  make,
  agent,
  editor,
  multiplexer,
  ssh,
  sudo,
  terminal,
  launchd,
  orphan,
];

/** What runs its programs on its own account: that one of them has no parent or terminal, says nothing. */
const KEEPERS: ReadonlySet<CauseKind> = new Set<CauseKind>([
  ...["socket-activation", "container", "compose", "windows-service", "supervisor"] as const,
  ...["cron", "ci", "systemd-unit", "systemd-user-unit"] as const,
]);

/** What has terminals of its own: that there is one needs no saying. */
const SCREENS: ReadonlySet<CauseKind> = new Set<CauseKind>([
  "agent",
  "editor",
  "multiplexer",
  "ssh",
]);

/** Everything that had a part in starting the owner, most telling first; where nothing is known, its parent. */
export function causesOf(one: Case): readonly Cause[] {
  const found = DETECTORS.flatMap((detect) => detect(one) ?? []);
  const has = (kinds: ReadonlySet<CauseKind>) => found.some(({ kind }) => kinds.has(kind));
  const kept = found.filter(({ kind, tool }) =>
    !(has(KEEPERS) && (kind === "terminal" || kind === "launchd")) &&
    !(has(KEEPERS) && kind === "orphan" && tool !== "nohup") &&
    !(has(SCREENS) && kind === "terminal")
  );
  return kept.length > 0 ? kept : [parent(one) ?? unknownCause(one)];
}

function unknownCause({ machine, owner }: Case): Cause {
  const reason = machine.snapshot.gaps.find(({ fact }) => fact === "owners")?.reason;
  const hidden = owner?.pid === undefined;
  return {
    kind: "unknown",
    ...(hidden ? { details: reason ?? "nobody can be seen behind the socket" } : {}),
    confidence: "guess",
    evidence: [],
  };
}
