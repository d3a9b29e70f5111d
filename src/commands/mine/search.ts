import type { MinePort } from "../../analysis/mine/answer.ts";
import { sequenceOf } from "../../analysis/mine/mine.ts";
import type { SeedParts } from "../../analysis/mine/seed.ts";
import { portsToTry } from "../../analysis/mine/sequence.ts";
import { anyPortIsFree } from "../../analysis/mine/settings.ts";
import { protosOf } from "../../cli/flags.ts";
import type { Project } from "../../model/process.ts";
import { countSkipped, type PassedPort } from "../../model/skipped.ts";
import { tellPassed } from "../leasing/tell_passed.ts";
import type { World } from "../world.ts";
import { type IsOurs, oursIn } from "./ours.ts";
import type { MineRequest } from "./request.ts";
import { type WhyNot, whyNot } from "./why_not.ts";

/** Whose ports they are. */
export type Whose = Omit<SeedParts, "project"> & { readonly project?: Project };

/** The first port that is free, for each name. */
export async function searchPorts(
  world: World,
  request: MineRequest,
  whose: Whose,
): Promise<readonly MinePort[]> {
  const { settings, name: names } = request;
  const protos = protosOf(request);
  const judge = anyPortIsFree((name) => world.host.env(name))
    ? () => Promise.resolve(undefined)
    : await whyNot(world, protos);
  const isOurs = whose.project ? oursIn(world, whose.project, protos) : undefined;
  const given = new Set<number>();
  const found = new Map<string | undefined, MinePort>();
  // In an order of its own, so that the ports do not hang on the order in which the names are said.
  for (const name of names?.toSorted() ?? [undefined]) {
    const { skip, maxTries: most } = settings;
    const ports = portsToTry(sequenceOf(settings, { ...whose, name }), { skip, most });
    const first = await firstFree(without(ports, given), judge, isOurs);
    if (first.port !== undefined) given.add(first.port);
    const passed = await tellPassed(world, first.passed, { protos });
    found.set(name, { ...(name === undefined ? {} : { name }), ...first, passed });
  }
  return (names ?? [undefined]).flatMap((name) => found.get(name) ?? []);
}

function* without(ports: Iterable<number>, given: ReadonlySet<number>): Generator<number> {
  for (const port of ports) if (!given.has(port)) yield port;
}

async function firstFree(
  ports: Iterable<number>,
  judge: WhyNot,
  isOurs: IsOurs | undefined,
): Promise<MinePort & { readonly passed: readonly PassedPort[] }> {
  const passed: PassedPort[] = [];
  let preferred: number | undefined;
  const answer = (port?: number) => ({
    ...(port === undefined ? {} : { port }),
    ...(preferred === undefined ? {} : { preferred }),
    skipped: countSkipped(passed.map(({ why }) => why)),
    passed,
  });
  for (const port of ports) {
    preferred ??= port;
    const why = await judge(port);
    if (why === undefined) return answer(port);
    if (why === "held" && await isOurs?.(port)) return { ...answer(port), inUse: true };
    passed.push({ port, why });
  }
  return answer();
}
