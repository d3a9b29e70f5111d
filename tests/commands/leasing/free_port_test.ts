import { assertEquals, assertRejects } from "@std/assert";
import { PortGiver, type PortWanted } from "../../../src/commands/leasing/free_port.ts";
import { Refusal } from "../../../src/model/refusal.ts";
import { paperWorld } from "../paper_world.ts";

interface Choices {
  /** What the kernel chooses, one after the other and again from the start. */
  readonly drawn?: readonly number[];
  /** Ports that cannot be bound. */
  readonly taken?: readonly number[];
  /** What binding those gives. */
  readonly outcome?: string;
}

/** A giver of ports on paper, which has no place for leases, and whose clock stands still until it is put forward. */
function giving({ drawn = [], taken = [], outcome = "EADDRINUSE" }: Choices = {}) {
  let now = 1_000_000;
  let draws = 0;
  const world = paperWorld({
    env: {},
    sight: { now: () => now },
    hands: {
      hold: (_, __, wanted) => {
        const port = wanted === 0 ? drawn[draws++ % drawn.length] ?? 0 : wanted;
        const failed = wanted !== 0 && taken.includes(port);
        const release = () => Promise.resolve();
        return Promise.resolve(failed ? { failed: outcome } : { port, release });
      },
    },
  });
  const giver = new PortGiver(world);
  return {
    give: (wanted: Partial<PortWanted> = {}) =>
      giver.give({ protos: ["tcp"], exclude: new Set(), browserBlocked: false, ...wanted }),
    wait: (ms: number) => void (now += ms),
  };
}

function named(...ports: readonly number[]): Pick<PortWanted, "ports"> {
  return { ports: { text: `${ports}`, numbers: new Set(ports) } };
}

Deno.test("PortGiver gives what the kernel chooses, and to nobody else for a while", async () => {
  const { give, wait } = giving({ drawn: [40000, 40001] });
  assertEquals([await give(), await give()].toSorted(), [40000, 40001]);
  const none = await assertRejects(() => give(), Refusal);
  assertEquals([none.code, none.exit], ["no-free-port", 1]);
  wait(20_000);
  assertEquals([40000, 40001].includes(await give()), true);
});

Deno.test("PortGiver gives everyone who asks at once another port", async () => {
  const { give } = giving({ drawn: [1, 2, 3, 4, 5].map((i) => 40000 + i) });
  const ports = await Promise.all(Array.from({ length: 5 }, () => give()));
  assertEquals(new Set(ports).size, 5);
});

Deno.test("PortGiver passes over what is excluded or refused by browsers", async () => {
  const choices = { drawn: [6000, 40001, 40002] };
  assertEquals(await giving(choices).give({ exclude: new Set([40001]) }), 40002);
  assertEquals(await giving(choices).give({ browserBlocked: true }), 6000);
});

Deno.test("PortGiver chooses from what is named, in that order", async () => {
  const { give } = giving({ taken: [3000] });
  const ports = named(3002, 3000, 3001);
  assertEquals([await give(ports), await give(ports)], [3002, 3001]);
});

Deno.test("PortGiver says of each named port why it cannot be had", async () => {
  const { give } = giving({ taken: [3000] });
  await give(named(3001));
  const none = await assertRejects(() => give(named(3000, 3001, 6000)), Refusal);
  const { message } = none;
  const head =
    "No port of 3000,3001,6000 is free: 1 is held, 1 is leased, 1 is blocked by browsers";
  assertEquals([none.code, none.exit, message.startsWith(`${head}; `)], ["no-free-port", 1, true]);
  assertEquals(message.includes("; 6000 is blocked by browsers"), true, message);
  const denied = giving({ taken: [80], outcome: "EACCES" });
  await assertRejects(() => denied.give(named(80)), Refusal, "1 is not yours to bind");
});

Deno.test("PortGiver keeps no port back that it could not give", async () => {
  const taken = [3000];
  const { give } = giving({ taken });
  await assertRejects(() => give(named(3000)), Refusal);
  taken.pop();
  assertEquals(await give(named(3000)), 3000);
});

Deno.test("PortGiver refuses the address of another machine", async () => {
  const { give } = giving({ taken: [3000], outcome: "EADDRNOTAVAIL" });
  const wanted = { ...named(3000), host: "10.9.9.9" };
  assertEquals((await assertRejects(() => give(wanted), Refusal, "'10.9.9.9'")).exit, 2);
});

Deno.test("PortGiver refuses a lease that is asked for where none can be kept", async () => {
  const { give } = giving({ drawn: [40000] });
  assertEquals((await assertRejects(() => give({ lease: 1000 }), Refusal)).code, "no-home");
});
