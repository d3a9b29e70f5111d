import { assertEquals } from "@std/assert";
import { type SelectionRules, selectPorts } from "../../../src/actions/free/select_ports.ts";
import { countSkipped, type SkipReason } from "../../../src/model/skipped.ts";

/** Selects where these ports cannot be had. */
async function select(
  windows: readonly (readonly number[])[],
  wanted: number,
  { bad = {}, claim }:
    & { readonly bad?: Readonly<Record<number, SkipReason>> }
    & Pick<SelectionRules, "claim"> = {},
) {
  const judged: number[] = [];
  const { ports, passed } = await selectPorts(windows, {
    wanted,
    judge(port) {
      judged.push(port);
      const why = bad[port];
      return Promise.resolve(why === undefined ? { proven: ["::"] } : { why });
    },
    ...(claim ? { claim } : {}),
  });
  const skipped = countSkipped(passed.map(({ why }) => why));
  return { ports: ports.map(({ port }) => port), skipped, judged };
}

Deno.test("selectPorts() takes the first that can be had, and judges no more", async () => {
  const found = await select([[1], [2], [3], [4]], 2, { bad: { 1: "held" } });
  assertEquals(found, { ports: [2, 3], skipped: { held: 1 }, judged: [1, 2, 3] });
});

Deno.test("selectPorts() says what it passed over where there are not enough", async () => {
  const found = await select([[1], [2], [3]], 3, { bad: { 1: "held", 3: "reserved" } });
  assertEquals(found, { ports: [2], skipped: { held: 1, reserved: 1 }, judged: [1, 2, 3] });
});

Deno.test("selectPorts() takes a row whole or not at all, and judges no port twice", async () => {
  const found = await select([[1, 2], [2, 3], [3, 4]], 1, { bad: { 2: "blocked" } });
  assertEquals(found, { ports: [3, 4], skipped: { blocked: 1 }, judged: [1, 2, 3, 4] });
});

Deno.test("selectPorts() hands out no port twice, however often it comes", async () => {
  assertEquals((await select([[1], [1], [2], [1]], 2)).ports, [1, 2]);
  assertEquals((await select([[1, 2], [2, 3], [4, 5]], 2)).ports, [1, 2, 4, 5]);
});

Deno.test("selectPorts() goes on where somebody was faster to claim a port", async () => {
  const claimed: (readonly number[])[] = [];
  const claim = (ports: readonly number[]) => {
    claimed.push(ports);
    return ports.includes(2) ? 2 : undefined;
  };
  const found = await select([[1, 2], [2, 3], [3, 4]], 1, { claim });
  assertEquals([found.ports, found.skipped], [[3, 4], { leased: 1 }]);
  assertEquals(claimed, [[1, 2], [3, 4]]);
});

Deno.test("selectPorts() takes windows that are made while it goes", async () => {
  let made = 0;
  async function* windows() {
    for (;;) yield await Promise.resolve([++made]);
  }
  const judge = () => Promise.resolve({ proven: [] });
  assertEquals((await selectPorts(windows(), { wanted: 3, judge })).ports.length, 3);
  assertEquals(made, 3);
});
