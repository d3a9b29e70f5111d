import { count } from "../sentence.ts";
import type { Hop } from "./hop.ts";
import type { Note } from "./notes.ts";
import { listenersAt, whereabouts } from "./place.ts";

/** Most others that a process is said to talk to. */
const MOST = 5;

/** Whom the process at the end of a way talks to itself, those with most connections first. */
export function peersOf({ machine, connections, process, pids }: Hop): Omit<Note, "depth">[] {
  return connections.upstreamsOf(pids).slice(0, MOST).map((upstream) => {
    const { to, peer } = upstream;
    const isHere = whereabouts(machine, peer.address).where === "here";
    const place = { host: peer.address, port: peer.port };
    const [listener] = isHere ? listenersAt(machine, place, { proto: "tcp" }) : [];
    const whose = listener && machine.owner(listener)?.name;
    return {
      kind: "peer",
      summary: `talks to ${to}${whose ? ` (${whose})` : ""}`,
      to,
      pid: process.pid,
      evidence: [count(upstream.count, "connection")],
    };
  });
}
