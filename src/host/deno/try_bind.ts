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

/** Ports that this process has bound for an instant. */
const lingering = new Set<number>();

/** How often, and after how many ms, a bind that such a port may have been in the way of is tried again. */
const TRIES: number = 10;
const PAUSE = 5;

/**
 * A socket that is closed lives on for some turns of the event loop, until its reading has ended. So a
 * wildcard may still meet what was bound to one of the addresses right before it.
 */
async function tryBindUdp(address: string, port: number): Promise<string> {
  for (let left = TRIES;; left--) {
    const outcome = await bindUdp(address, port);
    if (outcome === "ok" && port !== 0) lingering.add(port);
    if (outcome !== "EADDRINUSE" || !lingering.has(port) || left === 0) return outcome;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** Deno's own datagram sockets are unstable, so UDP goes by `node:dgram`, loaded only here. */
async function bindUdp(address: string, port: number): Promise<string> {
  const { createSocket } = await import("node:dgram");
  const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  return await new Promise((resolve) => {
    const answer = (outcome: string) => socket.close(() => resolve(outcome));
    socket.once("error", (error) => answer(errnoOf(error)));
    socket.bind({ address, port, exclusive: true }, () => answer("ok"));
  });
}
