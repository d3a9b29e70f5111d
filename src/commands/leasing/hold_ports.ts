import type { Held } from "../../host/hold.ts";
import { type Failure, isFailure } from "../../host/host.ts";
import { isNoAddress } from "../../model/errno.ts";
import { bindAddresses } from "../../model/question.ts";
import type { Proto } from "../../model/socket.ts";
import type { World } from "../world.ts";

/** What is to be held. */
export interface HoldWish {
  readonly protos: readonly Proto[];
  /** 0: the kernel chooses. */
  readonly port: number;
  /** One address, or `localhost` for both of its own; left out: every address of the machine. */
  readonly host?: string;
}

/**
 * Holds a port by each protocol on every address that was meant, or not at all. That it can be held proves
 * that it is free: a wildcard socket of both families meets every other one. Only Linux promises that, so
 * elsewhere the usual addresses are tried one by one as well.
 */
export async function holdPort(
  world: Pick<World, "host">,
  wish: HoldWish,
): Promise<Held | Failure> {
  const all: Held[] = [];
  let { port } = wish;
  for (const proto of wish.protos) {
    const held = await holdOne(world, { ...wish, proto, port });
    if (isFailure(held)) {
      await together(all).release();
      return held;
    }
    all.push(held);
    port = held.port;
  }
  return { ...together(all), port };
}

/** What several sockets keep. */
function together(all: readonly Held[]): Omit<Held, "port"> {
  const shares = all.flatMap(({ share }) => share ?? []);
  return {
    async release() {
      for (const one of all) await one.release();
    },
    ...(shares.length === all.length ? { share: () => shares.forEach((share) => share()) } : {}),
  };
}

type OneWish = Omit<HoldWish, "protos"> & { readonly proto: Proto };

async function holdOne(
  { host }: Pick<World, "host">,
  wish: OneWish,
): Promise<Held | Failure> {
  const { hold } = await host.hands();
  const { proto, port } = wish;
  if (wish.host === "localhost") return await holdLocalhost(hold, wish);
  if (wish.host !== undefined) return await hold(proto, wish.host, port);
  const both = await hold(proto, "::", port);
  const held = isFailure(both) && isNoAddress(both.failed)
    ? await hold(proto, "0.0.0.0", port)
    : both;
  return isFailure(held) || host.os === "linux" ? held : await provenHeld(host, { ...wish, held });
}

async function holdLocalhost(
  hold: Awaited<ReturnType<World["host"]["hands"]>>["hold"],
  { proto, port }: OneWish,
): Promise<Held | Failure> {
  const v4 = await hold(proto, "127.0.0.1", port);
  if (isFailure(v4)) return v4;
  const v6 = await hold(proto, "::1", v4.port);
  if (!isFailure(v6)) {
    return { ...together([v4, v6]), port: v4.port };
  }
  if (isNoAddress(v6.failed)) return v4;
  await v4.release();
  return v6;
}

/** Lets go for an instant, because what portik holds would be in its own way. */
async function provenHeld(
  host: World["host"],
  { proto, held }: OneWish & { readonly held: Held },
): Promise<Held | Failure> {
  await held.release();
  for (const address of bindAddresses(undefined)) {
    const outcome = await host.tryBind(proto, address, held.port);
    if (outcome !== "ok" && !isNoAddress(outcome)) return { failed: outcome };
  }
  return await (await host.hands()).hold(proto, "::", held.port);
}
