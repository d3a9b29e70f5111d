import { assertEquals } from "@std/assert";
import { nowhere } from "../../../src/analysis/trace/nowhere.ts";
import { container, process, quietMachine, socket } from "../../../src/testing.ts";

const TARGET = { port: 3000, proto: "tcp" } as const;

Deno.test("nowhere() finds the container that publishes a port without a listener", () => {
  const { note, container: found, inside } = nowhere(
    quietMachine({ containers: [container()] }),
    TARGET,
  );
  assertEquals([note.kind, note.from, found?.name, inside], [
    "publication",
    "0.0.0.0:3000",
    "web-1",
    80,
  ]);
});

Deno.test("nowhere() tells a port that nobody has from one of a connection, and from not seeing", () => {
  assertEquals(nowhere(quietMachine(), TARGET).note.summary, "Nobody listens on 3000");
  const sockets = [socket({ state: "ESTABLISHED" })];
  const held = nowhere(quietMachine({ sockets, processes: [process()] }), TARGET).note;
  assertEquals(
    [held.kind, held.summary.startsWith("Nobody listens on 3000, which is the local end of")],
    ["nobody", true],
  );
  const gaps = [{ fact: "sockets" as const, source: "ss", reason: "ss is not installed" }];
  assertEquals(nowhere(quietMachine({ gaps }), TARGET).note, {
    kind: "unseen",
    summary: "Who holds 3000 cannot be seen: ss is not installed",
    depth: 0,
  });
});
