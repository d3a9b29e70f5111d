import { formatEndpoint } from "../../../model/address.ts";
import type { Hop, Way } from "../hop.ts";
import { parseSsh } from "./ssh_options.ts";

/**
 * The session of an ssh server that listens does so for the `-R` of its client: connections go back over ssh
 * to the client, which passes them on. Where the client runs on this machine, its arguments say where to.
 */
export function sshd({ machine, connections, socket, process }: Hop): readonly Way[] | undefined {
  const title = process.argv[0] ?? "";
  // `sshd: ada`, `sshd: ada@pts/0`, `sshd: ada [priv]`; the one that waits for logins names its program.
  if (!/^sshd(?:-session)?: [^/\s@]+(?:@\S+| \[priv\])?$/.test(title)) return undefined;
  const [session] = connections.of(process.pid);
  const client = session && connections.otherEnd(session)?.holders
    .map(({ pid }) => machine.process(pid)).find((one) => one?.name === "ssh");
  const from = session?.peer ? formatEndpoint(session.peer) : "its client";
  const found = client && parseSsh(client.argv).remote.find(({ port }) => port === socket.port);
  const way = { kind: "tunnel", confidence: "certain" } as const;
  if (client && found?.to !== undefined) {
    return [{
      ...way,
      does: `carries connections back to ssh (pid ${client.pid}), which goes on to ${found.to}`,
      to: found.to,
      evidence: [`-R ${found.word} of pid ${client.pid}`],
    }];
  }
  return [{
    ...way,
    does: `carries connections back over ssh to ${from}, whose -R says where they go on to`,
    beyond: from,
    evidence: [title],
  }];
}
