import { type Block, text } from "../../model/report.ts";
import type { Lifted } from "./lifting.ts";
import type { Placed } from "./plan.ts";
import { fromText, portsText, portText } from "./port_block.ts";

/** What is about to be opened; `say` is `This opens`. */
export function openWords(gone: readonly Placed[], say: string): Block[] {
  const targets = gone.map(({ block, firewall }) =>
    `${portText(block)} for ${fromText(block)}, by ${firewall.name}`
  );
  return [text(`${say} ${targets.join("; ")}:`)];
}

/** What was opened, and what should have been and is not. */
export function openedWords(opened: readonly Placed[], left: readonly Placed[]): Block[] {
  return [
    ...opened.map(({ block, firewall }) =>
      text(`${portText(block)} is open again for ${fromText(block)}, by ${firewall.name}.`)
    ),
    ...left.map(({ block, firewall }) =>
      text(`${portText(block)} is still blocked by ${firewall.name}.`, "bad")
    ),
  ];
}

/** What stays closed although it has to do with the ports. */
export function otherWords({ wider, near }: Pick<Lifted<Placed>, "wider" | "near">): Block[] {
  return [
    ...wider.map(({ block }) =>
      text(
        `${portText(block)} is blocked as a whole: portik unblock ${portsText(block)}` +
          `${block.proto === "udp" ? "/udp" : ""} opens all of it.`,
      )
    ),
    ...near.map(({ block }) => text(`${portText(block)} stays blocked for ${fromText(block)}.`)),
  ];
}
