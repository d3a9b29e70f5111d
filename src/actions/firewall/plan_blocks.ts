import { type Block, text } from "../../model/report.ts";
import type { ProgramRun } from "../step.ts";
import type { Plan } from "./plan.ts";
import { fromText, type PortBlock, portText } from "./port_block.ts";

/** Commands, ready to paste. */
export function commandBlocks(steps: readonly ProgramRun[]): Block[] {
  return steps.map(({ argv, stdin }): Block => ({
    kind: "command",
    argv,
    indent: 2,
    ...(stdin === undefined ? {} : { stdin }),
  }));
}

/** Who is there already, what would be blocked, and the commands for it; `say` is `This blocks`. */
export function planWords({ chosen, add, there, steps }: Plan, say: string): Block[] {
  const { name } = chosen.firewall;
  return [
    ...thereWords({ there }),
    ...(add.length === 0 ? [] : [text(`${say} ${listed(add)}, by ${name}:`)]),
    ...commandBlocks(steps),
  ];
}

/** What became of it: blocked, or taken and yet not in force. */
export function doneWords({ chosen, add, there }: Plan, proven: readonly PortBlock[]): Block[] {
  const { name } = chosen.firewall;
  const words = (one: PortBlock) =>
    proven.includes(one)
      ? text(`${portText(one)} is blocked for ${fromText(one)}, by ${name}.`)
      : text(
        `${portText(one)} is not blocked: ${name} took the rule, and does not have it now.`,
        "bad",
      );
  return [...thereWords({ there }), ...add.map(words)];
}

function thereWords({ there }: Pick<Plan, "there">): Block[] {
  return there.map(({ block, firewall: { name } }) =>
    text(`${portText(block)} is blocked for ${fromText(block)} already, by ${name}: nothing to do.`)
  );
}

/** What to know about it, and how to take it away. */
export function closingWords({ add, notes }: Plan, program: readonly string[]): Block[] {
  return [
    { kind: "space" },
    ...notes.map((note) => text(note, "dim")),
    text("To open it again:", "dim"),
    { kind: "command", argv: [...program, ...unblockWords(add)], indent: 2 },
  ];
}

function unblockWords(blocks: readonly PortBlock[]): readonly string[] {
  const [from = "everyone"] = blocks.map(fromText);
  const ports = blocks.map((block) => portText(block).replace("/tcp", ""));
  return ["unblock", ports.join(","), ...(from === "everyone" ? [] : ["--from", from])];
}

/** `80/tcp for everyone`, `80/tcp and 443/tcp for 10.0.0.0/8`: they are for the same clients. */
function listed(blocks: readonly PortBlock[]): string {
  const ports = blocks.map(portText);
  const last = ports.pop() ?? "";
  const all = ports.length === 0 ? last : `${ports.join(", ")} and ${last}`;
  return `${all} for ${blocks[0] ? fromText(blocks[0]) : ""}`;
}
