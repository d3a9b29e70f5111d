import { assert, assertThrows } from "@std/assert";
import { deepFreeze } from "../../src/rules/freeze.ts";
import { listener, machineWith } from "./quiet.ts";

Deno.test("deepFreeze() freezes lists and objects inside of others", () => {
  const { snapshot } = deepFreeze(machineWith({ sockets: [listener()] }));
  assert(Object.isFrozen(snapshot));
  assertThrows(() => Object.assign(snapshot.sockets[0]?.holders[0] ?? {}, { pid: 1 }), TypeError);
  assertThrows(() => (snapshot.sockets as unknown[]).push(1), TypeError);
});

Deno.test("deepFreeze() leaves a machine able to answer", () => {
  const machine = deepFreeze(machineWith({ sockets: [listener()] }));
  assert(machine.listeners(3000, "tcp").every((socket) => machine.owner(socket)?.pid === 812));
});

Deno.test("deepFreeze() comes to an end where data holds itself", () => {
  const ring: { self?: unknown } = {};
  ring.self = ring;
  assert(Object.isFrozen(deepFreeze(ring)));
});
