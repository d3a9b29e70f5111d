import type { Sight } from "../../host/host.ts";
import { defined } from "../../model/defined.ts";
import type { Settings } from "../../model/snapshot.ts";
import type { Proto } from "../../model/socket.ts";
import { outputOrNothing } from "../output.ts";
import type { LookOptions } from "../probe.ts";

type ExcludedRange = NonNullable<Settings["excludedRanges"]>[number];

/** Reads what decides about ports, by `netsh interface ipv4` and `ipv6`. */
export async function readSettings(sight: Sight, options: LookOptions): Promise<Settings> {
  const netsh = (...words: string[]) => outputOrNothing(sight, ["netsh", "int", ...words], options);
  const [dynamic, ...excluded] = await Promise.all([
    netsh("ipv4", "show", "dynamicport", "tcp"),
    ...(["tcp", "udp"] as const).flatMap((proto) =>
      ["ipv4", "ipv6"].map(async (family) =>
        parseExcludedRanges(
          await netsh(family, "show", "excludedportrange", `protocol=${proto}`),
          proto,
        )
      )
    ),
  ]);
  return defined({
    ephemeralRange: parseDynamicPorts(dynamic),
    excludedRanges: distinct(excluded.flat()),
  });
}

/**
 * Reads the output of `netsh int ipv4 show excludedportrange protocol=tcp`, whose words are in the
 * language of the system; a `*` marks a range that an administrator has set.
 *
 * ```
 * Start Port    End Port
 * ----------    --------
 *       5433        5532
 *      50000       50059     *
 *
 * * - Administered port exclusions.
 * ```
 */
export function parseExcludedRanges(output: string, proto: Proto): ExcludedRange[] {
  return output.split("\n").flatMap((line) => {
    const [, first, last, star] = /^\s*(\d+)\s+(\d+)\s*(\*)?\s*$/.exec(line) ?? [];
    if (first === undefined) return [];
    return [{
      proto,
      first: Number(first),
      last: Number(last),
      ...(star === undefined ? {} : { administered: true as const }),
    }];
  });
}

/**
 * Reads the output of `netsh int ipv4 show dynamicport tcp`, where the first number is the first port and
 * the second says how many there are.
 *
 * ```
 * Start Port      : 49152
 * Number of Ports : 16384
 * ```
 */
export function parseDynamicPorts(output: string): Settings["ephemeralRange"] {
  const [first, count] = [...output.matchAll(/:\s*(\d+)\s*$/gm)].map(([, number]) =>
    Number(number)
  );
  return first === undefined || count === undefined || count === 0
    ? undefined
    : { first, last: first + count - 1 };
}

/** Most ranges hold for both families, and are listed for each. */
function distinct(ranges: readonly ExcludedRange[]): ExcludedRange[] {
  const byText = new Map(ranges.map((range) => [JSON.stringify(range), range]));
  return [...byText.values()];
}
