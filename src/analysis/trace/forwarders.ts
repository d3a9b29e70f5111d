import { caddyWords } from "./forwarders/caddy_words.ts";
import { dockerProxy } from "./forwarders/docker_proxy.ts";
import { kubectl } from "./forwarders/kubectl.ts";
import { proxyConnections } from "./forwarders/proxy_connections.ts";
import { routes } from "./forwarders/routes.ts";
import { socat } from "./forwarders/socat.ts";
import { socketProxyd } from "./forwarders/socket_proxyd.ts";
import { ssh } from "./forwarders/ssh.ts";
import { sshd } from "./forwarders/sshd.ts";
import type { Forwarder, Hop, Way } from "./hop.ts";

/** What passes connections on, by its arguments first, then by its configuration, then by its connections. */
const FORWARDERS: readonly Forwarder[] = [
  dockerProxy,
  socat,
  ssh,
  sshd,
  kubectl,
  socketProxyd,
  caddyWords,
  routes,
  proxyConnections,
];

/** The ways on from a hop; undefined where its process answers by itself. */
export function waysOn(hop: Hop): readonly Way[] | undefined {
  for (const forwarder of FORWARDERS) {
    const ways = forwarder(hop);
    if (ways) return ways;
  }
  return undefined;
}
