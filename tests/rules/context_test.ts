import { assert, assertEquals } from "@std/assert";
import { ruleContext } from "../../src/rules/context.ts";
import { listener, machineWith } from "./quiet.ts";

Deno.test("ruleContext() holds the sockets of the port in question and no others", () => {
  const here = listener();
  const client = listener({ state: "ESTABLISHED", peer: { address: "127.0.0.1", port: 50000 } });
  const sockets = [here, client, listener({ port: 3001 }), listener({ proto: "udp" })];
  const context = ruleContext(machineWith({ sockets }), { port: 3000, proto: "tcp" });
  assertEquals(context.sockets, [here, client]);
  assertEquals(context.listeners, [here]);
});

Deno.test("ruleContext() tells who asks, when and about which address", () => {
  const question = { port: 3000, proto: "tcp", host: "::1" } as const;
  const context = ruleContext(machineWith({ caller: { pid: 7 } }), question);
  assertEquals(context.question, question);
  assertEquals(context.caller, { pid: 7 });
  assertEquals(new Date(context.now).toISOString(), "2026-01-02T03:04:05.000Z");
});

Deno.test("ruleContext() is frozen and keeps no hold of the question it was given", () => {
  const question = { port: 3000, proto: "tcp" as const };
  const context = ruleContext(machineWith(), question);
  question.port = 1;
  assertEquals(context.question.port, 3000);
  assert(Object.isFrozen(context) && Object.isFrozen(context.question));
});
