import { assertEquals } from "@std/assert";
import { runAhead } from "../../src/host/ahead.ts";
import type { Host, Ran } from "../../src/host/host.ts";
import { replaySight } from "../../src/host/replay.ts";
import { RECORDING } from "../everything.ts";

const SS = ["ss", "-Htuanpe"];

/** A host that counts what it runs; each run prints its number. */
function counting(): { readonly host: Host; readonly ran: string[] } {
  const ran: string[] = [];
  const run = (argv: readonly string[]): Promise<Ran> => {
    ran.push(argv.join(" "));
    return Promise.resolve({ code: 0, stdout: String(ran.length), stderr: "" });
  };
  return { ran, host: { ...replaySight(RECORDING), run } as Partial<Host> as Host };
}

Deno.test("runAhead() runs at once, and again only for who asks a second time", async () => {
  const { host, ran } = counting();
  const ahead = runAhead(host, SS, { timeout: 2000 });
  assertEquals(ran, ["ss -Htuanpe"]);
  assertEquals(await ahead.run(SS, { timeout: 2000 }), { code: 0, stdout: "1", stderr: "" });
  assertEquals(ran.length, 1);
  assertEquals(await ahead.run([...SS], { timeout: 2000 }), { code: 0, stdout: "2", stderr: "" });
  assertEquals(ran.length, 2);
});

Deno.test("runAhead() runs anew where anything about the question differs", async () => {
  const { host, ran } = counting();
  const ahead = runAhead(host, SS, { timeout: 2000 });
  await ahead.run([...SS, "sport = :80"], { timeout: 2000 });
  await ahead.run(SS, { timeout: 300 });
  await ahead.run(SS, { timeout: 2000, maxBytes: 5 });
  await ahead.run(SS, { timeout: 2000, stdin: "" });
  await ahead.run(["ss -Htuanpe"], { timeout: 2000 });
  assertEquals(ran.length, 6);
});

Deno.test("runAhead() leaves everything else of the host as it is", () => {
  const { host } = counting();
  const ahead = runAhead(host, SS, { timeout: 2000 });
  assertEquals(ahead.readText("/proc/stat"), "btime 1\n");
  assertEquals([ahead.os, ahead.pid], [host.os, host.pid]);
});
