import { meets } from "../../../model/address.ts";
import type { Route } from "../../../model/route.ts";
import { count } from "../../sentence.ts";
import type { Hop, Way } from "../hop.ts";
import { parsePlace } from "../place.ts";

/** Most ways on that are told of one listener. */
const MOST = 12;

/**
 * Where the configuration of nginx, haproxy or Caddy sends the clients of this listener. A file may have
 * changed since it was read by the program, so only a connection that is open makes a way certain.
 */
export function routes({ machine, connections, socket, pids }: Hop): readonly Way[] | undefined {
  const all = machine.snapshot.routes ?? [];
  const here = all.filter((route) => pids.includes(route.pid) && isAbout(route, socket));
  if (here.length === 0) return undefined;
  const upstreams = connections.upstreamsOf(pids);
  const unique = new Map(here.map((route) => [`${route.label} ${route.to}`, route]));
  return [...unique.values()].slice(0, MOST).map(({ to, label, file, line }): Way => {
    const place = parsePlace(to);
    const open = upstreams.filter(({ peer }) =>
      peer.port === place.port && (peer.address === place.host || !isAddress(place.host))
    );
    const number = open.reduce((sum, { count }) => sum + count, 0);
    const [only, ...more] = open;
    // A name is followed where its connections show the one address that it stands for.
    const target = !isAddress(place.host) && only && more.length === 0 ? only.to : to;
    return {
      kind: "proxy",
      does: `sends clients${label === undefined ? "" : ` for ${label}`} on to ${to}`,
      to: target,
      evidence: [
        `${file}:${line}`,
        ...(number > 0 ? [`${count(number, "connection")} to it`] : []),
      ],
      confidence: number > 0 ? "certain" : "guess",
    };
  });
}

function isAbout({ port, address }: Route, socket: Hop["socket"]): boolean {
  return port === socket.port && (address === undefined || meets(socket, address));
}

function isAddress(host: string): boolean {
  return /^[\d.]+$|:/.test(host);
}
