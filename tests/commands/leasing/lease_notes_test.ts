import { assertEquals, assertMatch } from "@std/assert";
import { leaseNotes } from "../../../src/commands/leasing/lease_notes.ts";
import { leaseBox, leaseOn, lifeIn, NOW } from "../lease_box.ts";
import { paperWorld } from "../paper_world.ts";

Deno.test("leaseNotes() names what portik itself holds", async () => {
  const box = await leaseBox();
  box.processes.set(812, 7);
  box.leases.take([
    leaseOn(5000, { name: "web", owner: lifeIn(box, 812), until: NOW + 60_000 }),
    leaseOn(5001, { kind: "promised", by: "free" }),
    leaseOn(5002),
  ]);
  const asked = [5000, 5001, 5003].map((port) => ({ port, proto: "tcp" } as const));
  const [note = "", ...more] = await leaseNotes(box.world.host, asked);
  assertMatch(
    note,
    /^5000 is held for web by portik reserve \(pid 812\) until .* 60 s from now; portik release 5000 would end that$/,
  );
  assertEquals(more, []);
});

Deno.test("leaseNotes() has nothing to say where there are no leases", async () => {
  const { host } = paperWorld({ env: {} });
  assertEquals(await leaseNotes(host, [{ port: 5000, proto: "tcp" }]), []);
});
