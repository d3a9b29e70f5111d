import { type Block, type Report, text } from "../../model/report.ts";
import type { World } from "../world.ts";
import { readShelf } from "./shelf.ts";

/** `portik rules`: every rule in a table. */
export async function listRules(world: World): Promise<Report> {
  const { described, broken } = await readShelf(world);
  const columns = [{ title: "RULE" }, { title: "SEVERITY", priority: 2 }, {
    title: "FINDS",
    flex: true,
  }, {
    title: "FROM",
    priority: 1,
  }];
  const rows = described.map(({ id, severity, title, from }) =>
    [id, severity, title, from].map((cell) => ({ text: cell }))
  );
  return {
    kind: "rules",
    data: { rules: described, broken },
    gaps: [],
    blocks: [
      { kind: "table", columns, rows },
      ...broken.map(({ rule, reason }): Block => text(`${rule}: ${reason}`, "warn")),
    ],
    exit: 0,
  };
}
