import { canonicalAddress } from "../../model/address.ts";
import type { Endpoint } from "../../model/socket.ts";
import { type Failure, isFailure } from "../host.ts";
import type { Connection, Servers, TcpServer } from "../servers.ts";
import { attempt, errnoOf } from "./errors.ts";

/** Most bytes that one read takes. */
const PIECE = 16_384;

/** How long a server that may not accept for now waits, in ms: descriptors are all in use, say. */
const PAUSE = 100;

/** The real sockets: TCP by way of Deno; UDP by `node:dgram`, which is loaded where it is wanted. */
export const denoServers: Servers = {
  listenTcp(at) {
    const listener = attempt(() => Deno.listen({ hostname: at.address, port: at.port }));
    return Promise.resolve(isFailure(listener) ? listener : zoned(tcpServer(listener), at));
  },
  async listenUdp(at) {
    const { listenUdp } = await import("./udp.ts");
    const server = await listenUdp(at);
    return isFailure(server) ? server : zoned(server, at);
  },
  async connect(to, ms) {
    const signal = AbortSignal.timeout(ms);
    try {
      return connectionOf(await Deno.connect({ hostname: to.address, port: to.port, signal }));
    } catch (error) {
      return { failed: signal.aborted ? "ETIMEDOUT" : errnoOf(error) };
    }
  },
};

/** A server as it is called: of a link-local address, the kernel does not tell the interface again. */
function zoned<T extends { readonly local: Endpoint }>(server: T, { address }: Endpoint): T {
  const [, zone] = address.split("%");
  return zone === undefined ? server : { ...server, local: { ...server.local, zone } };
}

function tcpServer(listener: Deno.TcpListener): TcpServer {
  return {
    local: endpointOf(listener.addr),
    connections: accepted(listener),
    close: () => closeOnce(listener),
  };
}

async function* accepted(listener: Deno.TcpListener): AsyncGenerator<Connection, void> {
  for (;;) {
    try {
      yield connectionOf(await listener.accept());
    } catch (error) {
      if (isClosed(error)) return;
      // The client may be gone again, or this process have too many files open: the next one may do better.
      errnoOf(error);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

function connectionOf(socket: Deno.TcpConn): Connection {
  const buffer = new Uint8Array(PIECE);
  return {
    remote: endpointOf(socket.remoteAddr),
    read: () =>
      unlessClosed(async () => {
        const length = await socket.read(buffer);
        return length === null ? undefined : buffer.slice(0, length);
      }, undefined),
    write: (bytes) =>
      unlessClosed(async () => {
        for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await socket.write(rest));
        return undefined;
      }, { failed: "ECANCELED" }),
    async end() {
      // A client that is gone needs no goodbye.
      await unlessClosed(() => socket.closeWrite(), undefined);
    },
    close: () => closeOnce(socket),
  };
}

/** What an act on a socket comes to; `closed` where the socket was closed here meanwhile. */
async function unlessClosed<T>(act: () => Promise<T>, closed: T | Failure): Promise<T | Failure> {
  try {
    return await act();
  } catch (error) {
    return isClosed(error) ? closed : { failed: errnoOf(error) };
  }
}

function closeOnce(socket: { close(): void }): void {
  try {
    socket.close();
  } catch (error) {
    if (!isClosed(error)) throw error;
  }
}

/** A closed socket is no resource any more, and what was under way on it is interrupted. */
function isClosed(error: unknown): boolean {
  return error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted;
}

/** The end of a socket, with an IPv4 client of an IPv6 socket shown as IPv4. */
function endpointOf({ hostname, port }: Deno.NetAddr): Endpoint {
  return { address: canonicalAddress(hostname) ?? hostname, port };
}
