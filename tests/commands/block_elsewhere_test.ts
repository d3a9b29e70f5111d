import { assertEquals } from "@std/assert";
import { block } from "../../src/commands/block.ts";
import { unblock } from "../../src/commands/unblock.ts";
import type { World } from "../../src/commands/world.ts";
import type { Failure, Ran, RunOptions } from "../../src/host/host.ts";
import { parseNetwork } from "../../src/model/network.ts";
import type { Platform } from "../../src/model/snapshot.ts";
import { assertSchema } from "./literal_world.ts";
import { readDialog } from "./dialog.ts";
import { FIREWALL_FLAGS } from "./paper_nft.ts";
import { oneReport, paperWorld } from "./paper_world.ts";

const BLOCK = { ...FIREWALL_FLAGS, yes: true, drop: false, loopback: false, evenSsh: true };
const UNBLOCK = { ...FIREWALL_FLAGS, yes: true, all: false };

/** Blocks two ports for some clients, opens one, and opens what is left: the exit codes. */
async function talk(world: World): Promise<number[]> {
  const from = parseNetwork("10.0.0.0/8");
  const reports = [
    await oneReport(block.run(world, { ...BLOCK, from }, "8080,3000-3010/udp")),
    await oneReport(unblock.run(world, UNBLOCK, "8080")),
    await oneReport(unblock.run(world, { ...UNBLOCK, all: true })),
  ];
  assertSchema(...reports);
  return reports.map(({ exit }) => exit);
}

function worldOf(os: Platform, run: (argv: readonly string[], options: RunOptions) => Ran): World {
  const programs = ["pfctl", "netsh", "reg"];
  return paperWorld({
    sight: {
      os,
      now: () => Date.UTC(2026, 0, 1),
      run: (argv, options): Promise<Ran | Failure> => {
        const asks = programs.includes(argv[0] ?? "") && !argv.includes("interface");
        return Promise.resolve(asks ? run(argv, options) : { failed: "ENOENT" });
      },
    },
  });
}

for (const [os, name] of [["darwin", "pf"], ["windows", "netsh"]] as const) {
  Deno.test(`block and unblock talk to ${name} in exactly these words`, async () => {
    const dialog = readDialog(`firewalls/${name}-dialog.txt`);
    assertEquals(await talk(worldOf(os, dialog.run)), [0, 0, 0]);
    dialog.end();
  });
}
