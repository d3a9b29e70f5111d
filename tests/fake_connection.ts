import type { Failure } from "../src/host/host.ts";
import type { Connection, TcpServer } from "../src/host/servers.ts";
import type { Endpoint } from "../src/model/socket.ts";

/**
 * What a connection on paper brings: text as UTF-8, bytes, a failure, what a promise leads up to, or with
 * `hang` nothing until this side says goodbye.
 */
export type Brought = string | Uint8Array | Failure | "hang" | Promise<unknown>;

/** A connection on paper. */
export interface FakeConnection extends Connection {
  /** Everything that was written to it. */
  written(): string;
  closed(): boolean;
}

/** Makes a connection that brings these pieces, one for each read, and then ends. */
export function fakeConnection(
  pieces: readonly Brought[],
  remote: Endpoint = { address: "127.0.0.1", port: 50_000 },
): FakeConnection {
  const rest = [...pieces];
  const end = Promise.withResolvers<void>();
  let written = "";
  let closed = false;
  return {
    remote,
    async read() {
      const piece = rest.shift();
      if (closed || piece === undefined) return undefined;
      if (piece === "hang") return await end.promise.then(() => undefined);
      if (piece instanceof Promise) {
        await Promise.race([piece, end.promise]);
        return await this.read();
      }
      return typeof piece === "string" ? new TextEncoder().encode(piece) : piece;
    },
    write(bytes) {
      written += new TextDecoder().decode(bytes);
      return Promise.resolve(undefined);
    },
    end() {
      end.resolve();
      return Promise.resolve();
    },
    close() {
      closed = true;
      end.resolve();
    },
    written: () => written,
    closed: () => closed,
  };
}

/** A server to which these connections come, and then none until it is closed. */
export function fakeServer(connections: Iterable<Connection>): TcpServer {
  const end = Promise.withResolvers<void>();
  return {
    local: { address: "127.0.0.1", port: 8080 },
    connections: (async function* () {
      yield* connections;
      await end.promise;
    })(),
    close: () => end.resolve(),
  };
}
