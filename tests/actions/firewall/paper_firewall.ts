import type { Failure, Ran } from "../../../src/host/host.ts";
import type { PortBlock } from "../../../src/actions/firewall/port_block.ts";
import { parseNetwork } from "../../../src/model/network.ts";
import { recorded } from "../../probe/paper.ts";

/** What a firewall in `tests/recordings/firewalls` prints. */
export function printed(name: string): Ran {
  return said(recorded(`firewalls/${name}.txt`));
}

/** A program that said this and ended well. */
export function said(stdout: string): Ran {
  return { code: 0, stdout, stderr: "" };
}

/** A program that complained. */
export function complained(stderr: string, code = 1): Ran {
  return { code, stdout: "", stderr };
}

/** A program that is not there. */
export const NONE: Failure = { failed: "ENOENT" };

/** When the blocks of these tests were made. */
export const SINCE = "2026-11-21T15:00:00Z";

/** A block of one port for everyone, by TCP, unless the change says otherwise. */
export function blockOf(
  first: number,
  { from, ...change }: Partial<Omit<PortBlock, "from">> & { readonly from?: string } = {},
): PortBlock {
  return {
    ...{ first, last: first, proto: "tcp", verdict: "reject", loopback: false, since: SINCE },
    ...change,
    ...(from === undefined ? {} : { from: parseNetwork(from) }),
  };
}

/** The same without a time. */
export function untimed({ since: _, ...block }: PortBlock): PortBlock {
  return block;
}
