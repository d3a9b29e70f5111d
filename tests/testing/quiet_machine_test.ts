import { assertEquals } from "@std/assert";
import { container, process, quietMachine, socket } from "../../src/testing.ts";

Deno.test("quietMachine() knows every fact but those that are gaps", () => {
  assertEquals(quietMachine().isBlindTo("owners"), false);
  const gaps = [
    { fact: "owners", source: "ss", reason: "needs root" },
    { fact: "binds", source: "bind", reason: "forbidden" },
  ] as const;
  const machine = quietMachine({ gaps });
  const blind = (["owners", "binds", "sockets"] as const).map((fact) => machine.isBlindTo(fact));
  assertEquals(blind, [true, true, false]);
  assertEquals(quietMachine().snapshot.known.includes("namespaces"), true);
});

Deno.test("quietMachine() is an ordinary user's Linux with the kernel's usual settings", () => {
  const { platform, caller, settings } = quietMachine().snapshot;
  assertEquals([platform, caller.uid], ["linux", 1000]);
  assertEquals([caller.mayBindPrivileged, caller.seesAllOwners], [false, false]);
  assertEquals(settings, {
    unprivilegedPortStart: 1024,
    ephemeralRange: { first: 32768, last: 60999 },
  });
});

Deno.test("quietMachine() joins the sockets, processes and containers of the other builders", () => {
  const machine = quietMachine({
    sockets: [socket()],
    processes: [process()],
    containers: [container()],
  });
  const [listener] = machine.listeners(3000, "tcp");
  assertEquals(listener && machine.owner(listener)?.name, "node");
  assertEquals(listener && machine.owner(listener)?.user, "me");
  assertEquals(machine.containers(3000, "tcp").length, 1);
});

Deno.test("socket() draws what follows from what is said", () => {
  const drawn = (fields: Parameters<typeof socket>[0]) => {
    const { state, family, v6only, peer, holders } = socket(fields);
    return [state, family, v6only, peer !== undefined, holders.length];
  };
  assertEquals(drawn({}), ["LISTEN", "ipv4", undefined, false, 1]);
  assertEquals(drawn({ proto: "udp" }), ["UNCONN", "ipv4", undefined, false, 1]);
  assertEquals(drawn({ address: "::" }), ["LISTEN", "dual", false, false, 1]);
  assertEquals(drawn({ address: "::", v6only: true }), ["LISTEN", "ipv6", true, false, 1]);
  assertEquals(drawn({ address: "::1" }), ["LISTEN", "ipv6", true, false, 1]);
  assertEquals(drawn({ state: "ESTABLISHED" }), ["ESTABLISHED", "ipv4", undefined, true, 1]);
  assertEquals(drawn({ state: "TIME_WAIT" }), ["TIME_WAIT", "ipv4", undefined, true, 0]);
  assertEquals(drawn({ proto: "udp", state: "ESTABLISHED" })[3], true);
});

Deno.test("socket(), process() and container() take every field as it is given", () => {
  assertEquals(socket({ address: "::", family: "ipv6", holders: [] }).holders, []);
  assertEquals(socket({ address: "::", family: "ipv6" }).v6only, true);
  assertEquals(process({ name: "nginx" }).exe, "/usr/bin/nginx");
  assertEquals(process({ name: "nginx", argv: [] }).argv, []);
  assertEquals(container({ state: "paused" }).state, "paused");
});
