import { formatEndpoint } from "../../../model/address.ts";
import type { Process } from "../../../model/process.ts";
import { type Case, nameProcess, programOf } from "../case.ts";
import type { Cause } from "../cause.ts";

/** Servers of remote logins. */
const SERVERS: Readonly<Record<string, string>> = {
  sshd: "ssh",
  "sshd-session": "ssh",
  dropbear: "ssh",
  "mosh-server": "mosh",
};

/**
 * A login from elsewhere. The process of an OpenSSH session titles itself `sshd: ada@pts/0`, `sshd:
 * ada@notty`, before that `sshd: ada [priv]`; since OpenSSH 9.8 the word is `sshd-session`. The other end
 * of its connection is where the person sits.
 */
export function ssh({ line, remoteOf }: Case): Cause | undefined {
  const sessions = sshSessions(line);
  const [session] = sessions;
  if (!session) return undefined;
  const remote = sessions.map(({ pid }) => remoteOf(pid)).find((one) => one !== undefined);
  const { user, place } = titleOf(session);
  return {
    kind: "ssh",
    tool: SERVERS[programOf(session)] ?? "ssh",
    ...(user === undefined ? {} : { name: user }),
    ...(place === undefined || place === "notty" ? {} : { details: place }),
    pid: session.pid,
    ...(remote ? { remote } : {}),
    confidence: "certain",
    evidence: [
      `started below ${nameProcess(session)}${session.argv[0] ? `: ${session.argv[0]}` : ""}`,
      ...(remote ? [`its connection comes from ${formatEndpoint(remote)}`] : []),
    ],
  };
}

/** The processes of a session among the parents, nearest first: the one that waits for logins is none. */
export function sshSessions(line: readonly Process[]): readonly Process[] {
  const servers = line.slice(1).filter((one) => Object.hasOwn(SERVERS, programOf(one)));
  const sessions = servers.filter((one) => titleOf(one).user !== undefined);
  return sessions.length > 0 ? sessions : servers.slice(0, 1);
}

function titleOf({ argv }: Process): { user?: string; place?: string } {
  const [, user, place] =
    /^sshd(?:-session)?: ([^\s@:/]+)(?:@(\S+)| \[priv\])/.exec(argv[0] ?? "") ??
      [];
  return { ...(user === undefined ? {} : { user }), ...(place === undefined ? {} : { place }) };
}
