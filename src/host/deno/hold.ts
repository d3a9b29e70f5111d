import type { Proto } from "../../model/socket.ts";
import { type Failure, isFailure } from "../host.ts";
import type { Held } from "../hold.ts";
import { bindSocket } from "./bound_socket.ts";
import { attempt, errnoOf } from "./errors.ts";

/** Holds ports by a bound socket where that can be made; else by way of Deno. */
export async function hold(
  proto: Proto,
  address: string,
  port: number,
): Promise<Held | Failure> {
  const held = await holdAnyhow(proto, address, port);
  if (isFailure(held)) return held;
  // What was closed once may be the number of somebody else's descriptor by then.
  let released: Promise<void> | undefined;
  return { ...held, release: () => released ??= held.release() };
}

async function holdAnyhow(
  proto: Proto,
  address: string,
  port: number,
): Promise<Held | Failure> {
  const bound = bindSocket(proto, { address, port });
  if (bound && !isFailure(bound)) {
    const { port, share } = bound;
    const release = () => Promise.resolve(bound.close());
    return proto === "tcp" ? { port, share, release } : { port, release };
  }
  // What is left in TIME_WAIT is in the way of a bound socket, and of no server.
  if (bound && (proto === "udp" || bound.failed !== "EADDRINUSE")) return bound;
  return proto === "udp" ? await holdUdp(address, port) : holdTcp(address, port);
}

/** `Deno.listen` sets SO_REUSEADDR on Unix, so what is left in TIME_WAIT keeps nobody from a port (`socket(7)`). */
function holdTcp(address: string, port: number): Held | Failure {
  const listener = attempt(() => Deno.listen({ hostname: address, port }));
  if (isFailure(listener)) return listener;
  return {
    port: listener.addr.port,
    release: () => Promise.resolve(listener.close()),
  };
}

/** Deno's own datagram sockets are unstable, so UDP goes by `node:dgram`, loaded only here. */
async function holdUdp(address: string, port: number): Promise<Held | Failure> {
  const { createSocket } = await import("node:dgram");
  const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  const released = () => new Promise<void>((resolve) => socket.close(() => resolve()));
  return await new Promise((resolve) => {
    socket.once("error", (error) => {
      const failed = errnoOf(error);
      released().then(() => resolve({ failed }));
    });
    socket.bind({ address, port, exclusive: true }, () => {
      resolve({ port: socket.address().port, release: released });
    });
  });
}
