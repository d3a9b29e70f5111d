import type { Sight } from "../../host/host.ts";
import { isListener, type Socket } from "../../model/socket.ts";

/** Adds to each IPv6 listener what most sources leave out: whether it answers on IPv4, too. */
export async function withDualStack(
  sockets: readonly Socket[],
  sight: Sight,
): Promise<Socket[]> {
  const settled: Socket[] = [];
  for (const socket of sockets) {
    if (socket.family !== "ipv6" || !isListener(socket)) {
      settled.push(socket);
      continue;
    }
    const v6only = await isV6only(socket, sockets, sight);
    const family = v6only === false ? "dual" : "ipv6";
    settled.push({ ...socket, family, ...(v6only === undefined ? {} : { v6only }) });
  }
  return settled;
}

/**
 * The kernel turns IPV6_V6ONLY on for every address but the wildcard (`inet6_bind`). For a wildcard the
 * IPv4 side is tried: taken means dual-stack. With an IPv4 listener there already, that tells nothing.
 * TCP then lets both be dual-stack only by SO_REUSEPORT, which takes one user, so two users mean
 * IPv6 alone; for the rest nobody can say.
 */
async function isV6only(
  { address, port, proto, uid }: Socket,
  sockets: readonly Socket[],
  sight: Sight,
): Promise<boolean | undefined> {
  if (address !== "::") return true;
  const beside = sockets.filter((other) =>
    other.family === "ipv4" && other.port === port && other.proto === proto && isListener(other)
  );
  if (beside.length > 0) {
    return proto === "tcp" && beside.some((other) => other.uid !== uid) ? true : undefined;
  }
  const outcome = await sight.tryBind(proto, "0.0.0.0", port);
  return outcome === "ok" ? true : outcome === "EADDRINUSE" ? false : undefined;
}
