import { isFailure, type Sight } from "../../host/host.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Answer, Firewall, FirewallName, Reading } from "./firewall.ts";
import { FIREWALLS } from "./mod.ts";
import { sbinRun } from "./sbin.ts";

/** A firewall, and what it said. */
export interface Surveyed {
  readonly firewall: Firewall;
  readonly reading: Reading;
}

/** What to ask, and how long to wait for each program, in ms. */
export interface SurveyOptions {
  readonly timeout: number;
  /** This one alone; left out: every firewall of the operating system. */
  readonly only?: FirewallName;
}

/** Asks the firewalls how they stand, all at the same time. Changes nothing. */
export async function survey(
  sight: Pick<Sight, "os" | "run">,
  { timeout, only }: SurveyOptions,
): Promise<readonly Surveyed[]> {
  const run = sbinRun(sight);
  const wanted = FIREWALLS.filter(({ os, name }) => os === sight.os && (only ?? name) === name);
  return await Promise.all(wanted.map(async (firewall) => {
    const answers: Answer[] = [];
    // One after the other: some lock out a second one of their kind.
    const absent = new Map<string, Answer>();
    for (const argv of firewall.asks) {
      const known = absent.get(argv[0] ?? "");
      const answer = known ?? await run(argv, { timeout });
      if (isFailure(answer) && answer.failed === "ENOENT") absent.set(argv[0] ?? "", answer);
      answers.push(answer);
    }
    return { firewall, reading: firewall.read(answers) };
  }));
}

/** What helps who lacks the rights. */
export const TRY_SUDO = "Try sudo; inside a container, root needs CAP_NET_ADMIN";

/** Why these firewalls are not ready: `ufw is not installed, nftables wants the rights of root`. */
export function troubles(surveyed: readonly Surveyed[]): string {
  return surveyed.map(({ firewall, reading }) => `${firewall.name} ${reading.reason ?? ""}`)
    .join(", ");
}

/**
 * Throws a Refusal where what portik has blocked cannot be told: no firewall answers, or one that may have
 * rules does not. `exit` is the code where that takes root.
 */
export function refuseUnseen(
  surveyed: readonly Surveyed[],
  { exit, only }: { readonly exit: number; readonly only?: FirewallName | undefined },
): void {
  const inState = (...states: readonly Reading["state"][]) =>
    surveyed.filter(({ reading }) => states.includes(reading.state));
  const denied = inState("denied");
  if (denied.length > 0) {
    throw new Refusal(
      "needs-root",
      `rights are missing to see what is blocked (EPERM): ${troubles(denied)}`,
      { exit, hint: TRY_SUDO },
    );
  }
  const silent = inState("silent");
  if (silent.length > 0) {
    throw new Refusal("no-answer", `portik cannot see what is blocked: ${troubles(silent)}`, {
      exit: 4,
      hint: "--probe-timeout 20s waits longer",
    });
  }
  if (inState("ready").length > 0) return;
  const what = only ?? "any firewall";
  throw new Refusal(
    "no-firewall",
    `portik cannot see into ${what}: ${troubles(surveyed) || "there is none on this system"}`,
    { exit: 4 },
  );
}
