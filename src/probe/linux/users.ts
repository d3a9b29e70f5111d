import { isFailure, type Sight } from "../../host/host.ts";
import type { LookOptions } from "../probe.ts";

/**
 * Names of these users: from `/etc/passwd`, and for those that are not in it (LDAP, systemd's dynamic
 * users) from `getent passwd`, which asks the name service (`nsswitch.conf(5)`).
 */
export async function readUsers(
  sight: Sight,
  uids: ReadonlySet<number>,
  { probeTimeout }: LookOptions,
): Promise<Record<string, string>> {
  if (uids.size === 0) return {};
  const text = sight.readText("/etc/passwd");
  const users = isFailure(text) ? {} : parsePasswd(text, uids);
  const unnamed = [...uids].filter((uid) => users[uid] === undefined);
  if (unnamed.length === 0) return users;
  // One call for each, so that a capture can answer for any of them later.
  const answers = await Promise.all(
    unnamed.map((uid) => sight.run(["getent", "passwd", String(uid)], { timeout: probeTimeout })),
  );
  const found = answers.map((ran) => isFailure(ran) ? "" : ran.stdout).join("\n");
  return { ...parsePasswd(found, uids), ...users };
}

/** A user: neither a comment, nor a line by which NIS adds or removes some (`nsswitch.conf(5)`, compat). */
const ENTRY = /^([^:#+-][^:]*):[^:]*:(\d+):/;

/** Reads lines of `passwd(5)`, such as `postgres:x:105:112:PostgreSQL,,,:/var/lib/postgresql:/bin/bash`. */
export function parsePasswd(text: string, uids: ReadonlySet<number>): Record<string, string> {
  const users: Record<string, string> = {};
  for (const line of text.split("\n")) {
    const [, name = "", uid = ""] = ENTRY.exec(line) ?? [];
    // The first entry of a uid is the one that getpwuid(3) finds.
    if (uids.has(Number(uid)) && name !== "") users[Number(uid)] ??= name;
  }
  return users;
}
