import type { Order } from "../../analysis/free/windows.ts";
import type { SharedFlags } from "../../cli/flags.ts";
import type { PortList } from "./port_list.ts";

/** What `free` is asked for. */
export interface FreeRequest extends Pick<SharedFlags, "proto"> {
  readonly ports?: PortList;
  readonly count: number;
  readonly consecutive: boolean;
  /** The address that they are for; left out: every one. */
  readonly bind?: string;
  /** Ports of the ephemeral range are as good as others. */
  readonly ephemeral: boolean;
  /** Ports that browsers refuse are as good as others. */
  readonly browserBlocked: boolean;
  readonly order?: Order;
  /** How long they are leased, in ms; left out: not at all. */
  readonly lease?: number;
  /** What the lease is for. */
  readonly name?: string;
}
