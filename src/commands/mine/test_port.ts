import { outputOf, protosOf, type SharedFlags } from "../../cli/flags.ts";
import { anyPortIsFree } from "../../analysis/mine/settings.ts";
import { defined } from "../../model/defined.ts";
import type { Report } from "../../model/report.ts";
import type { PassedPort } from "../../model/skipped.ts";
import { tellPassed } from "../leasing/tell_passed.ts";
import type { World } from "../world.ts";
import { whyNot } from "./why_not.ts";

/**
 * `mine --test PORT`: exit code 0 where the port is free and 1 where it is not. People see nothing, as with
 * port4me, unless they ask to be told more.
 */
export async function testPort(
  world: World,
  flags: SharedFlags,
  port: number,
): Promise<Report> {
  const why = anyPortIsFree((name) => world.host.env(name))
    ? undefined
    : await (await whyNot(world, protosOf(flags)))(port);
  const isTold = flags.verbose || outputOf(flags) !== "text";
  const sentence = why !== undefined && isTold
    ? await whoHas(world, flags, { port, why })
    : undefined;
  const free = why === undefined;
  return {
    kind: "mine",
    data: { mode: "test", ports: [], tested: defined({ port, free, why, sentence }) },
    blocks: [],
    notes: sentence === undefined ? [] : [sentence],
    gaps: [],
    exit: why === undefined ? 0 : 1,
  };
}

async function whoHas(
  world: World,
  flags: SharedFlags,
  passed: PassedPort,
): Promise<string | undefined> {
  const [told] = await tellPassed(world, [passed], { protos: protosOf(flags) });
  return told?.sentence;
}
