import { assertEquals } from "@std/assert";
import { markPorts, noPorts } from "../../../src/analysis/mine/port_spec.ts";
import { portsOf, portsToTry, type Sequence } from "../../../src/analysis/mine/sequence.ts";

/** From the seed 42 the generator comes to these three in this order. */
const LAP = [5003, 5001, 5002];
const SEQUENCE: Sequence = {
  first: [1, 2],
  seed: 42,
  candidates: markPorts(noPorts(), [{ first: 5001, last: 5003 }], 1),
};

Deno.test("portsOf() gives what comes first once, and then the lap for ever", () => {
  assertEquals(
    portsOf(SEQUENCE, { skip: 0, count: 9 }),
    [1, 2, ...LAP, ...LAP, ...LAP].slice(0, 9),
  );
  assertEquals(portsOf(SEQUENCE, { skip: 1, count: 3 }), [2, ...LAP].slice(0, 3));
  assertEquals(portsOf(SEQUENCE, { skip: 5, count: 3 }), LAP);
  assertEquals(portsOf({ ...SEQUENCE, first: [] }, { skip: 7, count: 2 }), LAP.slice(1));
});

Deno.test("portsOf() skips whole laps at once", () => {
  // 3 goes into 2,000,000,001 without a rest.
  assertEquals(portsOf(SEQUENCE, { skip: 2 + 2_000_000_001, count: 2 }), LAP.slice(0, 2));
  assertEquals(portsOf(SEQUENCE, { skip: 2 + 2_000_000_003, count: 2 }), [LAP[2], LAP[0]]);
});

Deno.test("portsToTry() ends where nothing new would come, or where it is told to", () => {
  const [a, b, c] = LAP;
  assertEquals([...portsToTry(SEQUENCE, { skip: 0, most: 99 })], [1, 2, ...LAP]);
  assertEquals([...portsToTry(SEQUENCE, { skip: 1, most: 99 })], [2, ...LAP]);
  assertEquals([...portsToTry(SEQUENCE, { skip: 4, most: 99 })], [c, a, b]);
  assertEquals([...portsToTry(SEQUENCE, { skip: 0, most: 1 })], [1]);
});
