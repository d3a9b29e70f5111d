import { isUserPath } from "../../../model/cgroup.ts";
import { belowManager, type Case, runsOthers } from "../case.ts";
import type { Cause } from "../cause.ts";
import { unitStop } from "../unit_stop.ts";

/**
 * The systemd service that the owner's cgroup names, of the machine's manager or of a user's
 * (`systemd.service(5)`, `user@.service(5)`). Jobs of cron and logins over ssh are in the cgroup of their
 * daemon's unit, which did not start them in this sense: so nothing that runs others may stand between.
 */
export function systemdUnit(one: Case): Cause | undefined {
  const { machine, owner, socket, listener, line } = one;
  if (owner?.unit === undefined || belowManager(one).some(runsOthers)) return undefined;
  const path = line[0]?.cgroup ?? socket.cgroup ?? "";
  const isUsers = line[0]?.userUnit ?? isUserPath(path);
  const stopWith = unitStop(machine, listener);
  return {
    kind: isUsers ? "systemd-user-unit" : "systemd-unit",
    tool: "systemd",
    name: owner.unit,
    ...(isUsers && owner.user !== undefined ? { details: `of user ${owner.user}` } : {}),
    confidence: owner.confidence === "certain" ? "certain" : "cgroup",
    evidence: [path ? `cgroup ${path}` : `the cgroup names ${owner.unit}`],
    ...(stopWith ? { stopWith } : {}),
  };
}
