import { assertEquals } from "@std/assert";
import { lifeOf, parseStarts, startsOf } from "../../src/store/life.ts";
import { onPaper } from "../probe/paper.ts";
import { fakeHost } from "../fake_host.ts";

const STAT = (state: string, start: number) =>
  `7 (a) ${state} 1 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 ${start} 2 3`;

Deno.test("startsOf() on Linux is the boot and the ticks, of processes that live", async () => {
  const files = {
    "/proc/sys/kernel/random/boot_id": "abc\n",
    "/proc/7/stat": STAT("S", 4711),
    "/proc/8/stat": STAT("Z", 4712),
    "/proc/9/stat": "9 (x (y) z) R 1 7 7 0 -1 0 1 0 0 0 0 0 0 0 20 0 1 0 99 2 3",
  };
  const starts = await startsOf(fakeHost({ files }), [7, 8, 9, 10, 7]);
  assertEquals([...starts], [[7, "abc 4711"], [9, "abc 99"]]);
});

Deno.test("startsOf() asks nobody about nothing", async () => {
  const run = () => Promise.reject(new Error("asked"));
  assertEquals((await startsOf({ ...onPaper({}), os: "darwin", run }, [])).size, 0);
});

Deno.test("startsOf() asks ps on macOS and PowerShell on Windows, once for all", async () => {
  for (const [os, program] of [["darwin", "ps"], ["windows", "powershell"]] as const) {
    const asked: string[][] = [];
    const run = (argv: readonly string[]) => {
      asked.push([...argv]);
      return Promise.resolve({
        code: 0,
        stdout: "  812 S  Sat Nov 21 14:54:33 2026\n",
        stderr: "",
      });
    };
    const starts = await startsOf({ ...onPaper({}), os, run }, [812, 813]);
    assertEquals([...starts], [[812, "Sat Nov 21 14:54:33 2026"]]);
    assertEquals([asked.length, asked[0]?.[0], asked[0]?.join(" ").includes("812,813")], [
      1,
      program,
      true,
    ]);
  }
});

Deno.test("parseStarts() passes over zombies, blanks and nonsense", () => {
  const text =
    "  812 Ss   Sat Nov 21 14:54:33 2026    \n 9 Z+ Sat Nov 21 14:54:33 2026\n\nps: no\n77 R 6389\r\n";
  assertEquals([...parseStarts(text)], [[812, "Sat Nov 21 14:54:33 2026"], [77, "6389"]]);
});

Deno.test("lifeOf() is a pid with its start, or nothing", async () => {
  const files = { "/proc/7/stat": STAT("S", 4711) };
  assertEquals(await lifeOf(fakeHost({ files }), 7), { pid: 7, started: " 4711" });
  assertEquals(await lifeOf(fakeHost({ files }), 8), undefined);
});
