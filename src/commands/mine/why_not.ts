import { tryPort } from "../../actions/free/try_port.ts";
import { USUAL_ADDRESSES } from "../../model/question.ts";
import type { SkipReason } from "../../model/skipped.ts";
import type { Proto } from "../../model/socket.ts";
import { readLeased } from "../leasing/leased.ts";
import type { World } from "../world.ts";

/** Why a port cannot be had; undefined where it can. */
export type WhyNot = (port: number) => Promise<SkipReason | undefined>;

/** Judges ports by the leases, and by binding them on the addresses that servers usually bind. */
export async function whyNot({ host }: World, protos: readonly Proto[]): Promise<WhyNot> {
  const { isLeased } = await readLeased(host);
  return async (port) => {
    if (isLeased(port, protos)) return "leased";
    const tried = await tryPort(host, { port, protos, addresses: USUAL_ADDRESSES });
    return "why" in tried ? tried.why : undefined;
  };
}
