import type { Endpoint } from "../model/socket.ts";
import type { Failure } from "./host.ts";

/** One TCP connection, from either side. */
export interface Connection {
  readonly remote: Endpoint;
  /** The next bytes, at most 16 KiB; undefined at the end, also where `close` ended it. */
  read(): Promise<Uint8Array | Failure | undefined>;
  /**
   * Resolves when all is handed to the kernel, which waits for a client that reads slowly. Fails with
   * ECANCELED where `close` ended it.
   */
  write(bytes: Uint8Array): Promise<Failure | undefined>;
  /** Sends no more (`shutdown(2)`); what still comes can be read. */
  end(): Promise<void>;
  /** Ends it, for a read or a write that is under way, too. May be called again. */
  close(): void;
}

/** A TCP socket that listens. */
export interface TcpServer {
  readonly local: Endpoint;
  /** Ends with the close. Accepted one by one, as they are asked for. */
  readonly connections: AsyncIterable<Connection>;
  close(): void;
}

/** What one UDP packet brought. */
export interface Datagram {
  readonly remote: Endpoint;
  readonly bytes: Uint8Array;
}

/** A UDP socket that is bound. */
export interface UdpServer {
  readonly local: Endpoint;
  /** Ends with the close. */
  readonly datagrams: AsyncIterable<Datagram>;
  /** How many came faster than they were taken, and were thrown away, here or by the kernel. */
  dropped(): number;
  send(bytes: Uint8Array, to: Endpoint): Promise<Failure | undefined>;
  close(): void;
}

/**
 * Sockets of portik's own, on addresses and ports that are given as numbers. Port 0 lets the kernel choose.
 * Failures are errno names (`bind(2)`, `connect(2)`); `connect` fails with ETIMEDOUT after `ms`. A server on
 * `::` takes IPv4, too.
 */
export interface Servers {
  listenTcp(at: Endpoint): Promise<TcpServer | Failure>;
  listenUdp(at: Endpoint): Promise<UdpServer | Failure>;
  connect(to: Endpoint, ms: number): Promise<Connection | Failure>;
}
