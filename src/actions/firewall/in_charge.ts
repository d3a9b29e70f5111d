import { Refusal } from "../../model/refusal.ts";
import type { FirewallName } from "./firewall.ts";
import { type Surveyed, troubles, TRY_SUDO } from "./survey.ts";

/** What the choice of a firewall depends on besides the firewalls. */
export interface Wish {
  /** The one that was named. */
  readonly only?: FirewallName;
  /** Containers publish one of the ports: some firewalls do not see what goes there. */
  readonly published: boolean;
  /** Nothing will be run, so a named firewall need not have answered. */
  readonly dryRun: boolean;
}

/**
 * The firewall that is to get the rules: the first that is ready, in their order. For the published port of
 * a container it is the first that sees what goes there. Throws a Refusal where there is none: exit code 5
 * where it takes root, else 4; and where one that comes before did not answer in time.
 */
export function inCharge(surveyed: readonly Surveyed[], wish: Wish): Surveyed {
  const ready = surveyed.filter(({ reading }) => reading.state === "ready");
  const seeing = wish.published
    ? ready.find(({ firewall }) => firewall.closesPublished)
    : undefined;
  const named = wish.dryRun && wish.only !== undefined ? surveyed.find(isThere) : undefined;
  const chosen = seeing ?? ready[0] ?? named;
  if (!chosen) throw noFirewall(surveyed, wish);
  const silent = surveyed.slice(0, surveyed.indexOf(chosen))
    .find(({ reading }) => reading.state === "silent");
  if (!silent) return chosen;
  const { firewall: { name }, reading } = silent;
  throw new Refusal("no-answer", `${name} ${reading.reason}, so nobody knows who is in charge`, {
    exit: 4,
    hint: "--probe-timeout 20s waits longer; --firewall NAME says who is in charge",
  });
}

function isThere({ reading: { state } }: Surveyed): boolean {
  return state !== "absent" && state !== "broken";
}

function noFirewall(surveyed: readonly Surveyed[], { only }: Wish): Refusal {
  const denied = surveyed.filter(({ reading }) => reading.state === "denied");
  if (denied.length > 0) {
    return new Refusal(
      "needs-root",
      `rights are missing to change firewall rules (EPERM): ${troubles(denied)}`,
      {
        exit: 5,
        hint: `${TRY_SUDO}; --dry-run${only === undefined ? " with --firewall NAME" : ""} ` +
          "shows the commands without it",
      },
    );
  }
  const [any] = surveyed;
  if (!any) {
    const what = only === undefined ? "no firewall is known" : `${only} is no firewall`;
    return new Refusal("no-firewall", `${what} on this system`, { exit: 4 });
  }
  if (only !== undefined) {
    return new Refusal("no-firewall", troubles(surveyed), {
      exit: 4,
      hint: "Without --firewall, portik takes the one that is in charge",
    });
  }
  return new Refusal(
    "no-firewall",
    `there is no firewall that portik could use: ${troubles(surveyed)}`,
    { exit: 4, ...(any.firewall.os === "linux" ? { hint: "Install nftables" } : {}) },
  );
}
