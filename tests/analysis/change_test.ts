import { assertEquals } from "@std/assert";
import { hasChanged, type Moment } from "../../src/analysis/change.ts";
import { portStatus } from "../../src/analysis/port_status.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { container, process, quietMachine, socket } from "../../src/testing.ts";

const NGINX = process({ pid: 7, name: "nginx", startTicks: 100 });
const LISTENER = socket({ port: 80, holders: [{ pid: 7 }] });

function moment(disturb: Partial<Snapshot> = {}): Moment {
  const machine = quietMachine({ processes: [NGINX], sockets: [LISTENER], ...disturb });
  return { machine, port: portStatus(machine, { port: 80, proto: "tcp" }) };
}

Deno.test("hasChanged() sees that a listener is gone, and that it is back", () => {
  const gone = moment({ sockets: [] });
  assertEquals([hasChanged(moment(), gone), hasChanged(gone, moment())], [true, true]);
});

Deno.test("hasChanged() sees another owner, and the same pid that started anew", () => {
  const other = process({ pid: 8, name: "nginx", startTicks: 200 });
  const sockets = [socket({ port: 80, holders: [{ pid: 8 }] })];
  assertEquals(hasChanged(moment(), moment({ processes: [other], sockets })), true);
  const again = process({ pid: 7, name: "nginx", startTicks: 300 });
  assertEquals(hasChanged(moment(), moment({ processes: [again] })), true);
});

Deno.test("hasChanged() does not count age, order and connections", () => {
  const later = moment({ takenAt: "2026-01-02T04:05:06.000Z" });
  assertEquals(hasChanged(moment(), later), false);
  const client = socket({ port: 80, state: "ESTABLISHED", peer: { address: "10.0.0.7", port: 5 } });
  assertEquals(hasChanged(moment(), moment({ sockets: [client, LISTENER] })), false);
});

Deno.test("hasChanged() sees another address, another program in the same process, and another user", () => {
  const moved = [socket({ port: 80, address: "127.0.0.1", holders: [{ pid: 7 }] })];
  assertEquals(hasChanged(moment(), moment({ sockets: moved })), true);
  const replaced = { ...NGINX, name: "caddy" };
  assertEquals(hasChanged(moment(), moment({ processes: [replaced] })), true);
  const hidden = (uid: number) => moment({ sockets: [socket({ port: 80, uid, holders: [] })] });
  assertEquals([hasChanged(hidden(0), hidden(0)), hasChanged(hidden(0), hidden(1000))], [
    false,
    true,
  ]);
});

Deno.test("hasChanged() overlooks the workers of a server that stays, and the order of its sockets", () => {
  const worker = (pid: number) => process({ pid, ppid: 7, name: "nginx", startTicks: pid });
  const crew = (pid: number, addresses: readonly string[]) =>
    moment({
      processes: [NGINX, worker(pid)],
      sockets: addresses.map((address) =>
        socket({ port: 80, address, holders: [{ pid: 7 }, { pid }] })
      ),
    });
  assertEquals(hasChanged(crew(8, ["127.0.0.1", "::1"]), crew(9, ["::1", "127.0.0.1"])), false);
});

Deno.test("hasChanged() does not take a clock that was set for another process", () => {
  const set = moment({ processes: [{ ...NGINX, startedAt: "2026-01-01T00:00:00.000Z" }] });
  assertEquals(hasChanged(moment(), set), false);
});

Deno.test("hasChanged() sees containers come and go, but not that nobody could tell", () => {
  const published = [container({
    publications: [{
      ...{ hostAddress: "0.0.0.0", hostPort: 80, containerPort: 80, proto: "tcp" as const },
    }],
  })];
  const up = moment({ sockets: [], containers: published });
  const gone = moment({ sockets: [] });
  const gaps = [{ fact: "containers", source: "docker", reason: "no answer" }] as const;
  const blind = moment({ sockets: [], gaps });
  assertEquals([hasChanged(up, gone), hasChanged(up, blind), hasChanged(blind, up)], [
    true,
    false,
    false,
  ]);
  assertEquals(hasChanged(moment(), blind), true);
});

Deno.test("hasChanged() sees that nothing can be seen any more", () => {
  const gaps = [{ fact: "sockets", source: "ss", reason: "no answer" }] as const;
  const blind = moment({ sockets: [], gaps });
  assertEquals([hasChanged(moment(), blind), hasChanged(blind, blind)], [true, false]);
});
