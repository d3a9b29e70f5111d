import { assertEquals } from "@std/assert";
import type { Lease } from "../../src/model/lease.ts";
import { LeasesInMemory } from "../../src/store/leases_in_memory.ts";

function leaseOn(port: number, about: Partial<Lease> = {}): Lease {
  return { proto: "tcp", port, kind: "promised", by: "free", since: 0, lasting: false, ...about };
}

Deno.test("LeasesInMemory gives each port of each protocol to one alone", () => {
  const leases = new LeasesInMemory(() => 0);
  const first = leaseOn(5000);
  assertEquals(leases.take([first]), undefined);
  assertEquals(leases.take([leaseOn(5000)]), first);
  assertEquals(leases.take([leaseOn(5000, { proto: "udp" })]), undefined);
});

Deno.test("LeasesInMemory takes all or none", () => {
  const leases = new LeasesInMemory(() => 0);
  const first = leaseOn(5000);
  leases.take([first]);
  assertEquals(leases.take([leaseOn(5001), leaseOn(5000)]), first);
  assertEquals(leases.take([leaseOn(5001)]), undefined);
});

Deno.test("LeasesInMemory ends a lease at its time and where it is dropped, and no other in its place", () => {
  let now = 0;
  const leases = new LeasesInMemory(() => now);
  const [short, long] = [leaseOn(5000, { until: 10 }), leaseOn(5001)];
  leases.take([short, long]);
  now = 9;
  assertEquals(leases.take([leaseOn(5000)]), short);
  now = 10;
  assertEquals(leases.take([leaseOn(5000)]), undefined);
  assertEquals([leases.drop([short]), leases.drop([long])], [0, 1]);
  assertEquals(leases.take([leaseOn(5001)]), undefined);
});
