import { assertEquals } from "@std/assert";
import type { Change } from "../../../src/actions/firewall/firewall.ts";
import { nftables } from "../../../src/actions/firewall/nftables.ts";
import { isOpen, planOpening } from "../../../src/actions/firewall/opening.ts";
import type { PortBlock } from "../../../src/actions/firewall/port_block.ts";
import type { Surveyed } from "../../../src/actions/firewall/survey.ts";
import { ufw } from "../../../src/actions/firewall/ufw.ts";
import { blockOf } from "./paper_firewall.ts";

function ready(firewall: Surveyed["firewall"], ...own: PortBlock[]): Surveyed {
  const steps = ({ remove }: Change) => remove.map(({ first }) => ({ argv: [`${first}`] }));
  return { firewall, reading: { state: "ready", own, steps } };
}

const RANGE = blockOf(3000, { last: 3010 });
const SURVEYED = [ready(ufw, blockOf(80), RANGE), ready(nftables, blockOf(80), blockOf(81))];
const lifting = (first: number, last = first) => ({ first, last, proto: "tcp" as const });
const ports = (all: readonly { readonly block: PortBlock }[]) =>
  all.map(({ block }) => block.first);

Deno.test("planOpening() opens a port in every firewall that has it", () => {
  const { gone, steps, wider, near } = planOpening(SURVEYED, [lifting(80)]);
  assertEquals(gone.map(({ firewall }) => firewall.name), ["ufw", "nftables"]);
  assertEquals([steps.length, wider, near], [2, [], []]);
});

Deno.test("planOpening() opens everything where nothing is named", () => {
  assertEquals(ports(planOpening(SURVEYED, undefined).gone), [80, 3000, 80, 81]);
});

Deno.test("planOpening() counts no block twice", () => {
  const { gone, wider } = planOpening(SURVEYED, [lifting(80), lifting(80, 81), lifting(3005)]);
  assertEquals([ports(gone), ports(wider)], [[80, 80, 81], [3000]]);
  const both = planOpening(SURVEYED, [lifting(3005), lifting(3000, 3010)]);
  assertEquals([ports(both.gone), both.wider], [[3000], []]);
});

Deno.test("isOpen() believes only a firewall that answers", () => {
  const [one] = planOpening(SURVEYED, [lifting(81)]).gone;
  if (!one) throw new Error("81 is blocked");
  const after = (...all: Surveyed[]) => isOpen(one, all);
  const silent = ready(nftables);
  assertEquals([after(...SURVEYED), after(ready(nftables)), after(ready(ufw))], [
    false,
    true,
    false,
  ]);
  assertEquals(after({ ...silent, reading: { ...silent.reading, state: "silent" } }), false);
});
