import { passedSentence } from "../../analysis/passed_words.ts";
import type { Machine } from "../../model/machine.ts";
import { bindAddresses } from "../../model/question.ts";
import type { PassedPort, SkipReason } from "../../model/skipped.ts";
import type { Proto } from "../../model/socket.ts";
import { readLeased } from "./leased.ts";
import type { World } from "../world.ts";

/** Most ports that are told one by one; of more, numbers say enough. */
export const MOST_TOLD = 8;

/** Reasons behind which somebody stands who can be named by a look. */
const LOOKED_FOR: readonly SkipReason[] = ["held", "denied", "published"];

/** The same ports, the first of them with a sentence each that names who has it; by one look for all of them. */
export async function tellPassed(
  world: World,
  passed: readonly PassedPort[],
  wanted: { readonly protos: readonly Proto[]; readonly host?: string | undefined },
): Promise<readonly PassedPort[]> {
  const told = passed.slice(0, MOST_TOLD);
  if (told.length === 0) return passed;
  const { protos, host } = wanted;
  const ports = told.filter(({ why }) => LOOKED_FOR.includes(why)).map(({ port }) => port);
  const machine = await look(world, ports, wanted);
  const isLeased = told.some(({ why }) => why === "leased");
  const leased = isLeased ? await readLeased(world.host) : undefined;
  const now = world.host.now();
  return passed.map((one, i) => {
    if (i >= told.length) return one;
    const lease = leased?.leaseOn(one.port, protos);
    return { ...one, sentence: passedSentence(one, { machine, protos, host, lease, now }) };
  });
}

async function look(
  world: World,
  ports: readonly number[],
  { protos, host }: Parameters<typeof tellPassed>[2],
): Promise<Machine> {
  return await world.look({
    facts: ports.length === 0
      ? []
      : ["sockets", "owners", "containers", "binds", "settings", "caller"],
    ports: ports.map((port) => ({ first: port, last: port })),
    protos,
    ...(host === undefined ? {} : { addresses: bindAddresses(host) }),
  });
}
