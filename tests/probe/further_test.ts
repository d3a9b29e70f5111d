import { assertEquals } from "@std/assert";
import type { FactName } from "../../src/model/question.ts";
import { readFurther } from "../../src/probe/further.ts";
import { linux } from "../../src/probe/linux/mod.ts";
import { process } from "../../src/testing.ts";
import { asking, onPaper, type Paper } from "./paper.ts";

function read(facts: readonly FactName[], paper: Paper = {}) {
  const tmux = process({ name: "tmux: server", argv: ["tmux"] });
  const haproxy = process({ name: "haproxy", argv: ["haproxy", "-f", "/h.cfg"] });
  const known = { processes: [tmux, haproxy], caller: { pid: 1, uid: 1000 } };
  const options = { probeTimeout: 2000 };
  return readFurther(linux, onPaper(paper), { ...asking(), facts }, options, known);
}

Deno.test("readFurther() looks for what is asked for, and for nothing else", async () => {
  const none = await read(["sockets"]);
  assertEquals(none, { facts: {}, known: [], gaps: [] });
  const { facts, known } = await read(["addresses"]);
  assertEquals([facts, known], [{ addresses: [] }, ["addresses"]]);
});

Deno.test("readFurther() asks the service manager of a system that can be asked", async () => {
  const job = { by: "launchd", pid: 7, name: "system/web" } as const;
  const readServices = () => Promise.resolve({ sessions: [job], missing: ["launchctl was slow"] });
  const question = { ...asking(), facts: ["sessions"] } as const;
  const known = { processes: [], caller: { pid: 1 } };
  const { facts, gaps } = await readFurther(
    { ...linux, readServices },
    onPaper({}),
    question,
    { probeTimeout: 2000 },
    known,
  );
  assertEquals(facts.sessions, [job]);
  assertEquals(gaps, [{ fact: "sessions", source: "services", reason: "launchctl was slow" }]);
});

Deno.test("readFurther() knows what it read, and says what it could not", async () => {
  const stats = { "/h.cfg": { type: "file", size: 9, mode: 0o600 } as const };
  const texts = { "/h.cfg": { failed: "EACCES" } };
  const { facts, known, gaps } = await read(["sessions", "routes"], { stats, texts });
  assertEquals(facts, { sessions: [], routes: [] });
  assertEquals(known, []);
  assertEquals(gaps, [
    { fact: "sessions", source: "tmux", reason: "tmux was not asked when the capture was made" },
    { fact: "routes", source: "/h.cfg", reason: "permission denied" },
  ]);
});
