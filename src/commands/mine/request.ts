import type { MineSettings } from "../../analysis/mine/settings.ts";
import type { SharedFlags } from "../../cli/flags.ts";

/** What `mine` is asked for. */
export interface MineRequest extends Pick<SharedFlags, "proto"> {
  readonly settings: MineSettings;
  readonly project: boolean;
  readonly name?: readonly string[];
}
