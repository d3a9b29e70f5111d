import { leasedPort, leaseWords } from "../../analysis/lease_words.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Proto } from "../../model/socket.ts";
import { type LeaseHost, peekLeases } from "../../store/leases.ts";

/**
 * Which of these ports portik itself holds, one sentence for each: a socket that is bound and does not listen
 * is listed nowhere, so that a look alone cannot tell whose it is.
 */
export async function leaseNotes(
  host: LeaseHost,
  ports: readonly { readonly port: number; readonly proto: Proto }[],
): Promise<readonly string[]> {
  try {
    using leases = await peekLeases(host);
    const held = (await leases?.current() ?? []).filter(({ kind, port, proto }) =>
      kind === "held" && ports.some((one) => one.port === port && one.proto === proto)
    );
    return held.map((lease) => {
      const words = leasedPort(lease);
      return `${words} is ${leaseWords(lease, host.now())}; portik release ${words} would end that`;
    });
  } catch (error) {
    // Where there are no leases to be had, there is nothing to add.
    if (error instanceof Refusal) return [];
    throw error;
  }
}
