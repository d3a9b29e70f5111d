import { assertEquals } from "@std/assert";
import {
  asksFor,
  bindAddresses,
  concerns,
  hasEveryPort,
  isSilent,
  portsIn,
  type Question,
} from "../../src/model/question.ts";
import { socket } from "../../src/testing.ts";

const WEB = { ports: [{ first: 80, last: 80 }, { first: 3000, last: 3002 }] };

function silent(
  asked: Pick<Question, "ports"> & Partial<Pick<Question, "protos">>,
  ...ports: readonly number[]
): boolean {
  return isSilent({ protos: ["tcp"], ...asked }, ports.map((port) => socket({ port })));
}

Deno.test("asksFor() counts both ends of a range", () => {
  const asked = [79, 80, 81, 2999, 3000, 3001, 3002, 3003].filter((port) => asksFor(WEB, port));
  assertEquals(asked, [80, 3000, 3001, 3002]);
});

Deno.test("asksFor() means every port where none is named, and none where the list is empty", () => {
  assertEquals(asksFor({}, 1), true);
  assertEquals(asksFor({ ports: [] }, 1), false);
});

Deno.test("concerns() means the clients of a port only where they are asked for", () => {
  const client = socket({
    ...{ port: 50000, state: "ESTABLISHED" },
    peer: { address: "127.0.0.1", port: 80 },
  });
  assertEquals(concerns(WEB, client), false);
  assertEquals(concerns({ ...WEB, peers: true }, client), true);
  assertEquals(concerns({ ...WEB, peers: true }, socket({ port: 50000 })), false);
  assertEquals(concerns(WEB, socket({ port: 80 })), true);
});

Deno.test("portsIn() has each port of the ranges once, in their order", () => {
  const ranges = [{ first: 80, last: 80 }, { first: 79, last: 81 }, { first: 80, last: 80 }];
  assertEquals([...portsIn(ranges)], [80, 79, 81]);
  assertEquals([...portsIn([])], []);
});

Deno.test("isSilent() while one single port has no listener, be it inside of a range", () => {
  assertEquals(silent(WEB, 80, 3000, 3001, 3002), false);
  assertEquals(silent(WEB, 80, 3000, 3002), true);
  assertEquals(silent(WEB), true);
  assertEquals(silent({}, 80), true);
});

Deno.test("isSilent() where the listener is one of another protocol", () => {
  const http = { ports: [{ first: 80, last: 80 }] };
  assertEquals(silent({ ...http, protos: ["udp"] }, 80), true);
  assertEquals(silent({ ...http, protos: ["tcp", "udp"] }, 80), true);
  const both = [socket({ port: 80 }), socket({ port: 80, proto: "udp" })];
  assertEquals(isSilent({ ...http, protos: ["tcp", "udp"] }, both), false);
});

Deno.test("isSilent() where nothing but connections is on the port", () => {
  const http = { ports: [{ first: 80, last: 80 }], protos: ["tcp"] } as const;
  assertEquals(isSilent(http, [socket({ port: 80, state: "ESTABLISHED" })]), true);
});

Deno.test("bindAddresses() are the usual four, both loopbacks, or the one that is named", () => {
  assertEquals(bindAddresses(undefined), ["127.0.0.1", "::1", "0.0.0.0", "::"]);
  assertEquals(bindAddresses("localhost"), ["127.0.0.1", "::1"]);
  assertEquals(bindAddresses("10.0.0.5"), ["10.0.0.5"]);
});

Deno.test("concerns() passes over connections where only who waits for clients is asked for", () => {
  const asked = { ...WEB, listening: true };
  assertEquals(concerns(asked, socket({ port: 80 })), true);
  assertEquals(concerns(asked, socket({ port: 80, proto: "udp" })), true);
  assertEquals(concerns(asked, socket({ port: 80, state: "ESTABLISHED" })), false);
  assertEquals(concerns(asked, socket({ port: 81 })), false);
});

Deno.test("hasEveryPort() is true for the whole range alone", () => {
  assertEquals(hasEveryPort([{ first: 80, last: 80 }, { first: 1, last: 65535 }]), true);
  assertEquals(hasEveryPort([{ first: 1, last: 65534 }, { first: 2, last: 65535 }]), false);
  assertEquals(hasEveryPort([]), false);
});
