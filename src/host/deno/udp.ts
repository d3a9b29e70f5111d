import { canonicalAddress } from "../../model/address.ts";
import type { Endpoint } from "../../model/socket.ts";
import { parseUdpDrops } from "../../model/udp_drops.ts";
import { type Failure, isFailure } from "../host.ts";
import { Mailbox } from "../mailbox.ts";
import type { Datagram, UdpServer } from "../servers.ts";
import { attempt, errnoOf } from "./errors.ts";

/** Most datagrams that may wait; each has at most 64 KiB. */
const MOST_WAITING = 256;

/** Binds a UDP socket. Deno's own are unstable, so it goes by `node:dgram`. */
export async function listenUdp({ address, port }: Endpoint): Promise<UdpServer | Failure> {
  const { createSocket } = await import("node:dgram");
  const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  const bound = Promise.withResolvers<Failure | undefined>();
  // Later, a send tells its own failure, and one that came back from a client is nobody's business.
  socket.on("error", (error) => bound.resolve({ failed: errnoOf(error) }));
  socket.bind({ address, port, exclusive: true }, () => bound.resolve(undefined));
  const failure = await bound.promise;
  if (failure) {
    socket.close();
    return failure;
  }
  const mailbox = new Mailbox<Datagram>(MOST_WAITING);
  const local = endpointOf(socket.address());
  let dropped = 0;
  let open = true;
  socket.on("message", (bytes, from) => {
    if (!mailbox.offer({ remote: endpointOf(from), bytes })) dropped++;
  });
  return {
    local,
    datagrams: mailbox,
    dropped: () => dropped + (open ? dropsInKernel(local.port) : 0),
    send: (bytes, to) =>
      new Promise((resolve) => {
        if (!open) return resolve({ failed: "ECANCELED" });
        socket.send(bytes, to.port, targetOf(to, address), (error) =>
          resolve(error ? { failed: errnoOf(error) } : undefined));
      }),
    close() {
      if (!open) return;
      dropped += dropsInKernel(local.port);
      open = false;
      socket.close();
      mailbox.close();
    },
  };
}

/** What the kernel threw away, while the socket is there; only Linux tells. */
function dropsInKernel(port: number): number {
  if (Deno.build.os !== "linux") return 0;
  const tables = ["udp", "udp6"].map((name) => {
    const table = attempt(() => Deno.readTextFileSync(`/proc/net/${name}`));
    return isFailure(table) ? "" : table;
  });
  return parseUdpDrops(tables, port);
}

/** Whom to send to: an IPv6 socket knows IPv4 addresses as v4-mapped ones (`ipv6(7)`). */
function targetOf({ address, zone }: Endpoint, own: string): string {
  if (zone !== undefined) return `${address}%${zone}`;
  return own.includes(":") && !address.includes(":") ? `::ffff:${address}` : address;
}

function endpointOf(
  { address, port }: { readonly address: string; readonly port: number },
): Endpoint {
  const [bare = address, zone] = address.split("%");
  const canonical = canonicalAddress(bare) ?? bare;
  return { address: canonical, port, ...(zone === undefined ? {} : { zone }) };
}
