import type { Bind } from "../../src/model/snapshot.ts";

const USUAL = ["127.0.0.1", "::1", "0.0.0.0", "::"];

/** What came of binding addresses in their order; the usual ones and `ok` where nothing is said. */
export function binds(
  outcomes: readonly string[],
  { port = 3000, addresses = USUAL }: { port?: number; addresses?: readonly string[] } = {},
): Bind[] {
  return addresses.map((address, i) => {
    return { proto: "tcp", address, port, outcome: outcomes[i] ?? "ok" };
  });
}

/** What binding gives where something has 127.0.0.1. */
export const TAKEN: readonly string[] = ["EADDRINUSE", "ok", "EADDRINUSE", "EADDRINUSE"];
