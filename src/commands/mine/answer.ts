import type { MineAnswer, MinePort } from "../../analysis/mine/answer.ts";
import { sequenceOf } from "../../analysis/mine/mine.ts";
import { portsOf } from "../../analysis/mine/sequence.ts";
import { variableOf } from "../../analysis/mine/variable.ts";
import { isFailure } from "../../host/host.ts";
import { defined } from "../../model/defined.ts";
import { errnoWords } from "../../model/errno.ts";
import type { Project } from "../../model/process.ts";
import { Refusal } from "../../model/refusal.ts";
import type { World } from "../world.ts";
import type { MineRequest } from "./request.ts";

/** Finds the ports: those of a list without trying any, or the first free one, for each name. */
export async function answerMine(world: World, request: MineRequest): Promise<MineAnswer> {
  const { settings: { user, tool, skip, list, ...settings } } = request;
  const project = request.project ? await projectHere(world) : undefined;
  const whose = defined({ user, tool, project });
  const answerOf = (mode: MineAnswer["mode"], ports: readonly MinePort[]): MineAnswer => ({
    mode,
    ...whose,
    ports: ports.map((port) => ({ ...port, variable: variableOf(port.name) })),
  });
  if (list !== undefined) {
    const ports = portsOf(sequenceOf(settings, whose), { skip, count: list });
    return answerOf("list", ports.map((port) => ({ port })));
  }
  const { searchPorts } = await import("./search.ts");
  return answerOf("port", await searchPorts(world, request, whose));
}

/** The project around the current folder; where none is, the folder itself. */
async function projectHere({ host, projectOf }: World): Promise<Project> {
  const folder = host.cwd();
  if (!isFailure(folder)) return await projectOf(folder) ?? { root: folder };
  const why = errnoWords(folder.failed);
  throw new Refusal("no-folder", `The current folder cannot be told: ${why}`, { exit: 4 });
}
