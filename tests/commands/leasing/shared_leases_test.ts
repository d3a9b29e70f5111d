import { assertEquals } from "@std/assert";
import { SharedLeases } from "../../../src/commands/leasing/shared_leases.ts";
import type { Lease } from "../../../src/model/lease.ts";
import { Refusal } from "../../../src/model/refusal.ts";
import type { Leases } from "../../../src/store/leases.ts";
import { fakeHost } from "../../fake_host.ts";
import { memoryDatabase } from "../../store/memory_database.ts";

/** Leases whose database says when it is opened and closed, on a machine whose clock stands still. */
function sharing({ homeless = false } = {}) {
  const box = { now: 1_000_000, homeless, done: [] as string[] };
  const stat = { type: "directory", size: 0, mode: 0o700, uid: 0 } as const;
  const host = fakeHost({
    uid: 0,
    sight: {
      now: () => box.now,
      env: (name) => name === "XDG_STATE_HOME" && !box.homeless ? "/state" : undefined,
      stat: () => box.homeless ? { failed: "EACCES" } : stat,
    },
    hands: {
      openDatabase() {
        box.done.push("open");
        const close = () => void box.done.push("close");
        return Promise.resolve({ ...memoryDatabase(), close });
      },
    },
  });
  return { box, shared: new SharedLeases(host) };
}

async function enter(shared: SharedLeases): Promise<Leases> {
  const leases = await shared.enter();
  if (leases instanceof Refusal) throw leases;
  return leases;
}

const LEASE: Lease = {
  ...{ proto: "tcp", port: 5000, kind: "promised", by: "free" } as const,
  ...{ since: 0, lasting: false },
};

Deno.test("SharedLeases are opened once for all who use them side by side", async () => {
  const { box, shared } = sharing();
  const [one, other] = await Promise.all([enter(shared), enter(shared)]);
  assertEquals(one.take([LEASE]), undefined);
  assertEquals(other.take([LEASE])?.port, 5000);
  shared.leave();
  shared.leave();
  box.now += 900;
  await enter(shared);
  assertEquals(box.done, ["open"]);
});

Deno.test("SharedLeases are opened anew where nobody has used them for a while", async () => {
  const { box, shared } = sharing();
  await enter(shared);
  box.now += 60_000;
  await enter(shared);
  assertEquals(box.done, ["open"]);
  shared.leave();
  shared.leave();
  box.now += 1001;
  await enter(shared);
  assertEquals(box.done.toSorted(), ["close", "open", "open"]);
});

Deno.test("SharedLeases say why there is no place for them, and look again", async () => {
  const { box, shared } = sharing({ homeless: true });
  assertEquals(await shared.enter() instanceof Refusal, true);
  box.homeless = false;
  await enter(shared);
  assertEquals(box.done, ["open"]);
});
