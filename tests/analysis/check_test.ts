import { assertEquals } from "@std/assert";
import { checkPort } from "../../src/analysis/check.ts";
import type { Bind } from "../../src/model/snapshot.ts";
import { container, quietMachine, socket } from "../../src/testing.ts";

const TARGET = { port: 3000, proto: "tcp" } as const;

function binds(...outcomes: string[]): Bind[] {
  const addresses = ["127.0.0.1", "::1", "0.0.0.0", "::"];
  return outcomes.map((outcome, i) => ({ ...TARGET, address: addresses[i] ?? "", outcome }));
}

function answer(machine: ReturnType<typeof quietMachine>, what: "in-use" | "bindable") {
  return checkPort(machine, TARGET, what).answer;
}

Deno.test("checkPort() says that a port with a listener is in use and cannot be bound", () => {
  const machine = quietMachine({ sockets: [socket({ port: 3000 })] });
  assertEquals([answer(machine, "in-use"), answer(machine, "bindable")], [true, false]);
});

Deno.test("checkPort() says that a free port is not in use, and bindable where every bind works", () => {
  const machine = quietMachine({ binds: binds("ok", "ok", "ok", "ok") });
  assertEquals([answer(machine, "in-use"), answer(machine, "bindable")], [false, true]);
});

Deno.test("checkPort() forgives addresses that this machine does not have", () => {
  const machine = quietMachine({ binds: binds("ok", "EADDRNOTAVAIL", "ok", "EAFNOSUPPORT") });
  assertEquals(answer(machine, "bindable"), true);
});

Deno.test("checkPort() says that a port which may not be bound is not bindable", () => {
  const machine = quietMachine({ binds: binds("EACCES", "EACCES", "EACCES", "EACCES") });
  assertEquals(answer(machine, "bindable"), false);
});

Deno.test("checkPort() has no answer where no source told of sockets", () => {
  const gaps = [{ fact: "sockets", source: "ss", reason: "ss is not installed" }] as const;
  assertEquals(answer(quietMachine({ gaps }), "in-use"), undefined);
  assertEquals(answer(quietMachine({ gaps }), "bindable"), undefined);
});

Deno.test("checkPort() says that a port which a connection or a container holds is in use", () => {
  const connection = socket({ port: 3000, state: "ESTABLISHED" });
  assertEquals(answer(quietMachine({ sockets: [connection] }), "in-use"), true);
  assertEquals(answer(quietMachine({ containers: [container()] }), "in-use"), true);
  const left = socket({ port: 3000, state: "TIME_WAIT" });
  assertEquals(answer(quietMachine({ sockets: [left] }), "in-use"), false);
});

Deno.test("checkPort() says that a port which some address refuses is not bindable", () => {
  const one = quietMachine({ binds: binds("ok", "EADDRINUSE", "ok", "EADDRINUSE") });
  assertEquals(answer(one, "bindable"), false);
  const none = quietMachine({ binds: binds("EADDRNOTAVAIL") });
  assertEquals(answer(none, "bindable"), false);
});

Deno.test("checkPort() has no answer where a capture cannot tell of binds", () => {
  assertEquals(answer(quietMachine({ binds: binds("unknown", "ok") }), "bindable"), undefined);
  assertEquals(answer(quietMachine(), "bindable"), undefined);
});

Deno.test("checkPort() tells why in one sentence, and what binding gave only where that was asked", () => {
  const machine = quietMachine({ binds: binds("ok") });
  const bindable = checkPort(machine, TARGET, "bindable");
  assertEquals(bindable.sentence, "3000 is free: binding 127.0.0.1 works.");
  assertEquals(bindable.bindable, { "127.0.0.1": "ok" });
  assertEquals("bindable" in checkPort(machine, TARGET, "in-use"), false);
});
