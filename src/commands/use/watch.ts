import { boundPorts, elsewhereWords, type Given } from "../../analysis/bound_elsewhere.ts";
import type { World } from "../world.ts";

/** When to look, in ms after the start and then after each look: most programs bind within seconds. */
const PAUSES = [500, 1000, 2000, 4000, 8000, 16_000];

/**
 * Says so when a program listens on other ports than it was given, and goes on doing so: one that opens a
 * second port before the first must not be told of. Ends when the program does.
 */
export async function watchPorts(
  world: World,
  given: Given,
  ended: () => boolean,
): Promise<void> {
  let before = "";
  for (const pause of PAUSES) {
    await world.host.sleep(pause);
    if (ended()) return;
    const machine = await world.look({
      facts: ["sockets", "owners", "processes"],
      protos: given.protos,
      listening: true,
    });
    const bound = boundPorts(machine, given);
    const now = bound.others.join(",");
    if (ended() || bound.given.length === given.ports.length) return;
    if (now !== "" && now === before) {
      const missing = given.ports.filter((port) => !bound.given.includes(port));
      return await world.tell(elsewhereWords(bound.others, missing));
    }
    before = now;
  }
}
