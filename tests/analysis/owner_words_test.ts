import { assertEquals } from "@std/assert";
import {
  describeOwner,
  describeOwners,
  describeStart,
  placeOf,
} from "../../src/analysis/owner_words.ts";
import { listenerOf } from "../../src/model/listener.ts";
import type { Owner } from "../../src/model/owner.ts";
import { container, process, quietMachine, socket } from "../../src/testing.ts";

function owner(fields: Partial<Owner> = {}): Owner {
  return { argv: [], confidence: "certain", holds: "listener", ...fields };
}

const postgres = owner({ pid: 812, name: "postgres", user: "postgres", uid: 105 });

for (
  const [who, words] of [
    [postgres, "postgres (pid 812, user postgres)"],
    [owner({ pid: 812, name: "postgres", uid: 105 }), "postgres (pid 812, uid 105)"],
    [owner({ pid: 812, name: "postgres" }), "postgres (pid 812)"],
    [owner({ pid: 812 }), "a process (pid 812)"],
    [
      owner({ ...postgres, confidence: "guess" }),
      "what is probably postgres (pid 812, user postgres)",
    ],
    [
      owner({ ...postgres, confidence: "cgroup" }),
      "what is probably postgres (pid 812, user postgres)",
    ],
    [
      owner({ uid: 0, user: "root", confidence: "user" }),
      "a process that cannot be seen (user root)",
    ],
    [owner({ uid: 33, confidence: "user" }), "a process that cannot be seen (uid 33)"],
    [
      owner({ unit: "ssh.service", user: "root", confidence: "cgroup" }),
      "a process of ssh.service (user root)",
    ],
    [owner({ unit: "ssh.service", confidence: "cgroup" }), "a process of ssh.service"],
    [undefined, "something that portik cannot see"],
  ] as const
) {
  Deno.test(`describeOwner() says ${words}`, () => assertEquals(describeOwner(who), words));
}

const START = "started 3 h ago by systemd unit ssh.service";

for (
  const [fields, words] of [
    [{ pid: 7, ageSeconds: 10_800, unit: "ssh.service" }, START],
    [{ pid: 7, ageSeconds: 10_800 }, "started 3 h ago"],
    [{ pid: 7, unit: "ssh.service" }, "started by systemd unit ssh.service"],
    [{ pid: 7, ageSeconds: 300, project: { root: "/srv/shop" } }, "started 5 min ago in /srv/shop"],
    [
      { pid: 7, ageSeconds: 300, project: { root: "/srv/shop", branch: "main" } },
      "started 5 min ago in /srv/shop (branch main)",
    ],
    [{ pid: 7, ageSeconds: 10_800, unit: "ssh.service", project: { root: "/" } }, START],
    [{ pid: 7 }, ""],
    [{ unit: "ssh.service" }, ""],
  ] as const
) {
  Deno.test(`describeStart() says "${words}" of ${JSON.stringify(fields)}`, () => {
    assertEquals(describeStart(owner(fields)), words);
  });
}

Deno.test("describeOwners() counts those that share the socket, in the right number", () => {
  const child = (pid: number) => owner({ pid, name: "postgres", holds: "inherited" });
  const says = (...owners: Owner[]) => describeOwners({ owners });
  assertEquals(says(), "something that portik cannot see");
  assertEquals(says(postgres), "postgres (pid 812, user postgres)");
  assertEquals(
    says(postgres, child(813)),
    "postgres (pid 812, user postgres) and 1 process that shares the socket",
  );
  assertEquals(
    says(postgres, child(813), child(814)),
    "postgres (pid 812, user postgres) and 2 processes that share the socket",
  );
});

Deno.test("describeOwners() puts the service before the systemd that made its socket", () => {
  const systemd = owner({ pid: 1, name: "systemd", user: "root" });
  assertEquals(
    describeOwners({ owners: [systemd, owner({ ...postgres, holds: "inherited" })] }),
    "postgres (pid 812, user postgres) and 1 process that shares the socket",
  );
});

Deno.test("placeOf() names the namespace, and the container where it is one's", () => {
  const there = socket({ namespace: "blue" });
  assertEquals(placeOf(listenerOf(there, quietMachine())), "blue");
  const inside = quietMachine({
    sockets: [there],
    processes: [process({ containerId: container().id })],
    containers: [container({ publications: [] })],
  });
  assertEquals(placeOf(listenerOf(there, inside)), "blue (container web-1)");
  assertEquals(placeOf(listenerOf(socket(), quietMachine())), "here");
});
