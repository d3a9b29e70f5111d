import { isFailure } from "../host.ts";
import type { Proto } from "../../model/socket.ts";
import { attempt, errnoOf } from "./errors.ts";

/**
 * Binds as `Sight.tryBind` promises. `Deno.listen` sets SO_REUSEADDR on Unix, as nearly every server does
 * (`socket(7)`).
 */
export function tryBind(proto: Proto, address: string, port: number): Promise<string> {
  if (proto === "udp") return tryBindUdp(address, port);
  const listener = attempt(() => Deno.listen({ hostname: address, port }));
  if (isFailure(listener)) return Promise.resolve(listener.failed);
  listener.close();
  return Promise.resolve("ok");
}

/** Deno's own datagram sockets are unstable, so UDP goes by `node:dgram`, loaded only here. */
async function tryBindUdp(address: string, port: number): Promise<string> {
  const { createSocket } = await import("node:dgram");
  const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  return await new Promise((resolve) => {
    const answer = (outcome: string) => socket.close(() => resolve(outcome));
    socket.once("error", (error) => answer(errnoOf(error)));
    socket.bind({ address, port, exclusive: true }, () => answer("ok"));
  });
}
