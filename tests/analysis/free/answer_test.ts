import { assertEquals } from "@std/assert";
import {
  ephemeralNotes,
  freeBlocks,
  type FreePort,
  shortageNotes,
  unseenNotes,
} from "../../../src/analysis/free/answer.ts";
import type { PassedPort, SkipReason } from "../../../src/model/skipped.ts";
import { renderCsv } from "../../../src/render/csv.ts";
import { renderText } from "../../../src/render/text.ts";
import { simpleRuler } from "../../../src/render/width.ts";

const PORTS: readonly FreePort[] = [
  { port: 3000, proto: "tcp", addresses: ["127.0.0.1", "::1"] },
  { port: 40000, proto: "tcp", addresses: ["127.0.0.1"], ephemeral: true },
];

Deno.test("freeBlocks() writes one port a line and nothing else", () => {
  const blocks = freeBlocks(PORTS, "lines");
  assertEquals(
    renderText({ blocks }, { width: 80, color: false, ruler: simpleRuler }),
    "3000\n40000\n",
  );
});

Deno.test("freeBlocks() makes a table for the forms that are tables", () => {
  const csv = "PORT,PROTO,ADDRESSES\r\n3000,tcp,127.0.0.1 ::1\r\n40000,tcp,127.0.0.1\r\n";
  assertEquals(renderCsv({ blocks: freeBlocks(PORTS, "table") }), csv);
});

/** So many ports that were passed over, for one reason. */
function passing(count: number, why: SkipReason): PassedPort[] {
  return Array.from({ length: count }, (_, i) => ({ port: 3000 + i, why }));
}

Deno.test("shortageNotes() tells how many there are and what became of the others", () => {
  const passed = [...passing(12, "held"), ...passing(3, "reserved")];
  const story = { count: 1, found: 0, consecutive: false, passed };
  assertEquals(shortageNotes(story), [
    "No port is free: 12 are held, 3 are reserved by the system",
  ]);
  assertEquals(shortageNotes({ ...story, count: 5, found: 2, spec: "3000-3010" }), [
    "Only 2 of 3000-3010 are free, and 5 were asked for: 12 are held, 3 are reserved by the system",
  ]);
  assertEquals(shortageNotes({ ...story, count: 3, consecutive: true, spec: "1,3", passed: [] }), [
    "No 3 ports in a row of 1,3 are free",
  ]);
});

Deno.test("shortageNotes() names who has the ports where all of them are told", () => {
  const [one, other] = passing(2, "held");
  const story = { count: 1, found: 0, consecutive: false };
  const told = { ...one, sentence: "3000 is held by node (pid 7)" } as PassedPort;
  assertEquals(shortageNotes({ ...story, passed: [told] }), [
    "No port is free: 1 is held",
    "3000 is held by node (pid 7)",
  ]);
  assertEquals(shortageNotes({ ...story, passed: [told, other as PassedPort] }), [
    "No port is free: 2 are held",
  ]);
});

Deno.test("ephemeralNotes() names the ports that an outgoing connection may take", () => {
  const range = { first: 32768, last: 60999 };
  assertEquals(ephemeralNotes(PORTS.slice(0, 1), range), []);
  const [note = ""] = ephemeralNotes(PORTS, range);
  assertEquals(note.startsWith("40000 is in the ephemeral range (32768-60999)"), true);
});

Deno.test("unseenNotes() tells of containers that could not be asked, and of nothing else", () => {
  const gaps = [
    { fact: "owners", source: "ss", reason: "needs root" },
    { fact: "containers", source: "docker", reason: "permission denied" },
  ] as const;
  assertEquals(unseenNotes(gaps).map((note) => note.includes("docker: permission denied")), [true]);
});
