import { isForLoopback, type PortBlock } from "./port_block.ts";
import type { Surveyed } from "./survey.ts";

/** New blocks. */
export interface New {
  readonly blocks: readonly PortBlock[];
  /** Containers publish one of the ports. */
  readonly published: boolean;
}

/** What people should know about new blocks in this firewall, each a whole sentence. */
export function notesOn(
  { firewall, reading }: Surveyed,
  { blocks, published }: New,
): readonly string[] {
  const { name, closesLoopback, closesPublished, rejects, open, lasts } = firewall;
  const spared = blocks.some((block) => !block.loopback && !isForLoopback(block));
  return [
    ...(rejects ? [] : [`${name} drops what it blocks: clients wait instead of being refused.`]),
    ...(published && !closesPublished
      ? [
        `What goes to the published port of a container still gets through: ${name} never sees it.`,
      ]
      : []),
    ...(spared && closesLoopback
      ? ["Clients on this machine still get through; --loopback refuses them, too."]
      : []),
    ...(spared && !closesLoopback
      ? [`Clients on this machine still get through: ${name} leaves the loopback interface alone.`]
      : []),
    ...(open === undefined ? [] : [OPEN[open]]),
    ...(reading.notes ?? []),
    lasts === "always"
      ? "It outlasts a reboot."
      : `It lasts until ${
        lasts === "reload" ? `${name} is reloaded or ` : ""
      }the machine is rebooted.`,
  ];
}

const OPEN = {
  kept: "Connections that are open already stay open.",
  cut: "Connections that are open already are cut, too.",
} as const;
