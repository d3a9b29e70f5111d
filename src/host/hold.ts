import type { Proto } from "../model/socket.ts";
import type { Failure } from "./host.ts";

/** A port that this process keeps from everybody else. */
export interface Held {
  /** The one that the kernel chose, where 0 was asked for. */
  readonly port: number;
  /** Lets go of it; the port is free when this resolves. To call it again does nothing. */
  release(): Promise<void>;
  /**
   * From now on lets servers have it as well that set SO_REUSEADDR before they bind, as most do (`socket(7)`).
   * It is kept from everybody else, and from being the kernel's choice, as before. Left out where that cannot
   * be done: by UDP, where it listens, and on other systems than Linux.
   */
  share?(): void;
}

/**
 * Keeps a port by a socket of this process that is bound and answers nobody: clients are refused. Where that
 * cannot be done (on other systems than Linux, and while old connections are in TIME_WAIT) TCP listens.
 * Port 0: the kernel chooses one. `::` takes IPv4 as well, where the system's default is so. A failure is
 * the name of the error: EADDRINUSE, EACCES, EADDRNOTAVAIL.
 */
export type Hold = (proto: Proto, address: string, port: number) => Promise<Held | Failure>;
