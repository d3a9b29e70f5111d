import { assertEquals, assertRejects } from "@std/assert";
import type { Placed } from "../../src/actions/firewall/plan.ts";
import { nftables } from "../../src/actions/firewall/nftables.ts";
import type { StepEvent } from "../../src/actions/run_steps.ts";
import { changeFirewall, unrecordedWords } from "../../src/commands/change_firewall.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { blockOf } from "../actions/firewall/paper_firewall.ts";
import { nftWorld, type PaperNft } from "./paper_nft.ts";

const wanted: readonly Placed[] = [80, 81].map((port) => ({
  block: blockOf(port),
  firewall: nftables,
}));
const ARGV = ["nft", 'add rule x comment "portik reject 80/tcp from everyone"'];

/** Makes a block of port 80, and takes it for both that were wanted, or for none. */
async function change(machine: PaperNft, isDone: (one: Placed) => boolean, events?: StepEvent[]) {
  return await changeFirewall(nftWorld(machine).world, {
    ...{ action: "block", words: ["80"], steps: [{ argv: ARGV }], wanted, how: "blocked" },
    isDone: (one, after) => after.some(({ firewall }) => firewall === nftables) && isDone(one),
    only: "nftables",
    ...(events ? { tell: (event) => events.push(event) } : {}),
  });
}

Deno.test("changeFirewall() goes by what the firewalls have then, and tells what was run", async () => {
  const events: StepEvent[] = [];
  const all = await change({}, () => true, events);
  assertEquals([all.done, all.exit], [wanted, 0]);
  assertEquals(events.map(({ event, argv }) => ({ event, argv })), [{ event: "ran", argv: ARGV }]);
  const one = await change({}, ({ block }) => block.first === 80);
  assertEquals([one.done.length, one.exit], [1, 5]);
});

Deno.test("changeFirewall() fails where a step does, and says what is in force all the same", async () => {
  const broken = { change: { code: 1, stdout: "", stderr: "Error: no" } };
  const refusals = await Promise.all(
    [false, true].map((isDone) =>
      assertRejects(async () => await change(broken, () => isDone), Refusal)
    ),
  );
  assertEquals(refusals.map(({ exit, message }) => `${exit} ${message}`), [
    "5 nft exits with 1: Error: no; nothing was changed",
    "5 nft exits with 1: Error: no; 80/tcp from everyone, 81/tcp from everyone are blocked all the same",
  ]);
});

Deno.test("unrecordedWords() says where the journal does not tell of a change", async () => {
  assertEquals(unrecordedWords({}), []);
  // A world on paper has no journal.
  assertEquals(unrecordedWords(await change({}, () => true)).length, 1);
});
