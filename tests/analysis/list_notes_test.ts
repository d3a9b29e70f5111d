import { assertEquals } from "@std/assert";
import { listNotes } from "../../src/analysis/list_notes.ts";
import { listSockets } from "../../src/analysis/listed_socket.ts";
import { renderText } from "../../src/render/text.ts";
import { simpleRuler } from "../../src/render/width.ts";
import { quietMachine, socket } from "../../src/testing.ts";

function notes(machine: ReturnType<typeof quietMachine>, filter = {}): string {
  const whole = { protos: ["tcp"] as const, ...filter };
  const blocks = listNotes(machine, whole, listSockets(machine, whole));
  return renderText({ blocks }, { color: false, ruler: simpleRuler });
}

Deno.test("listNotes() says that nothing waits for clients, or that nothing fits", () => {
  assertEquals(notes(quietMachine()), "No TCP socket waits for clients.\n");
  assertEquals(notes(quietMachine(), { pids: [7] }), "No TCP socket fits.\n");
});

Deno.test("listNotes() says how many UDP sockets are not shown", () => {
  const udp = quietMachine({ sockets: [socket({ proto: "udp", port: 53 }), socket({ port: 80 })] });
  assertEquals(notes(udp), "1 UDP socket is not shown: ask with --proto all\n");
});

Deno.test("listNotes() says that no source answered", () => {
  const gaps = [{ fact: "sockets", source: "ss", reason: "ss is not installed" }] as const;
  assertEquals(notes(quietMachine({ gaps })).includes("ss is not installed"), true);
});

Deno.test("listNotes() says that other network namespaces could not be seen", () => {
  const gaps = [{ fact: "namespaces", source: "/proc", reason: "needs root" }] as const;
  const said = notes(quietMachine({ gaps, sockets: [socket()] }));
  assertEquals(said, "Could not see other network namespaces: needs root.\n");
});
