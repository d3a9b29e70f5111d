import { commandWords } from "../../../model/command_words.ts";
import { count } from "../../sentence.ts";
import type { Hop, Way } from "../hop.ts";

/** Most ways on that are told of one listener. */
const MOST = 12;

/** Programs that do nothing but pass on what they get. */
const PROXIES: ReadonlySet<string> = new Set([
  ...["chisel", "cloudflared", "envoy", "frpc", "frps", "gost", "haproxy", "hitch", "kong"],
  ...["mysqlrouter", "ngrok", "nutcracker", "pgbouncer", "pgpool", "pomerium", "privoxy"],
  ...["proxysql", "redir", "rinetd", "simpleproxy", "squid", "stunnel", "stunnel4"],
  ...["tinyproxy", "toxiproxy-server", "traefik", "varnishd"],
]);

/** Web servers, which may answer themselves. */
const SERVERS: ReadonlySet<string> = new Set([
  ...["apache2", "caddy", "h2o", "httpd", "lighttpd", "nginx", "openresty"],
]);

/**
 * A proxy whose configuration is not to be read: the connections that it has made tell where it sends its
 * clients. With listeners on several ports, which connection belongs to which is a guess.
 */
export function proxyConnections(
  { connections, process, pids, socket }: Hop,
): readonly Way[] | undefined {
  const [program = ""] = commandWords(process);
  const names = [process.name, program.replace(/:$/, "")];
  const name = names.find((one) => PROXIES.has(one) || SERVERS.has(one));
  if (name === undefined) return undefined;
  const isProxy = PROXIES.has(name);
  if (socket.namespace !== undefined) {
    if (!isProxy) return undefined;
    const does = "is a proxy; where it sends its clients is written where portik does not read";
    return [{ kind: "proxy", does, evidence: [], confidence: "guess" }];
  }
  const upstreams = connections.upstreamsOf(pids);
  const certain = connections.portsOf(pids) === 1;
  if (upstreams.length === 0) {
    if (!isProxy) return undefined;
    return [{
      kind: "proxy",
      does: "is a proxy, but has no connection open that would tell where it sends its clients",
      evidence: [],
      confidence: "guess",
    }];
  }
  return upstreams.slice(0, MOST).map((upstream) => ({
    kind: "proxy",
    does: `is connected to ${upstream.to}`,
    to: upstream.to,
    evidence: [`${count(upstream.count, "connection")} of ${name}`],
    confidence: certain ? "certain" : "guess",
  }));
}
