import { assertEquals } from "@std/assert";
import { sbinRun } from "../../../src/actions/firewall/sbin.ts";
import type { Platform } from "../../../src/model/snapshot.ts";
import { NONE, said } from "./paper_firewall.ts";

/** What is run for a program that only one path leads to. */
async function asked(word: string, there: string, os: Platform = "linux"): Promise<string[]> {
  const all: string[] = [];
  const run = ([program = ""]: readonly string[]) => {
    all.push(program);
    return Promise.resolve(program === there ? said("") : NONE);
  };
  await sbinRun({ os, run })([word, "x"], { timeout: 1 });
  return all;
}

Deno.test("sbinRun() looks where programs for root lie, and only where PATH does not help", async () => {
  assertEquals(await asked("nft", "nft"), ["nft"]);
  assertEquals(await asked("nft", "/usr/sbin/nft"), ["nft", "/usr/sbin/nft"]);
  assertEquals(await asked("nft", ""), ["nft", "/usr/sbin/nft", "/sbin/nft"]);
  assertEquals(await asked("/opt/nft", ""), ["/opt/nft"]);
  assertEquals(await asked("netsh", "", "windows"), ["netsh"]);
});
