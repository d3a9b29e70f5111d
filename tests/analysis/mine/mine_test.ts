import { assertEquals } from "@std/assert";
import { sequenceOf } from "../../../src/analysis/mine/mine.ts";
import { portsOf } from "../../../src/analysis/mine/sequence.ts";
import { type MineOptions, readSettings } from "../../../src/analysis/mine/settings.ts";
import { envOf, PORT4ME, type Port4meCase } from "../../port4me.ts";

/** The first ports of these options, every port being free. */
function portsFor(
  options: MineOptions,
  env: Readonly<Record<string, string>>,
  count = 1,
): number[] {
  const settings = readSettings(options, (name) => env[name]);
  return portsOf(sequenceOf(settings, settings), {
    skip: settings.skip,
    count: settings.list ?? count,
  });
}

function optionsOf({ user, tool, options }: Port4meCase): MineOptions {
  const words = Object.entries(options).map(([name, value]) => [name, String(value)]);
  return {
    ...Object.fromEntries(words),
    ...(user === null ? {} : { user }),
    ...(tool === null ? {} : { tool }),
  };
}

for (const run of PORT4ME.cases) {
  Deno.test(`sequenceOf() gives what port4me gave: ${run.id}`, () => {
    assertEquals(portsFor(optionsOf(run), envOf(run)), run.expected);
  });
}

Deno.test("sequenceOf() gives what port4me gives for a whole lap, and after it", async () => {
  for (const lap of PORT4ME.long) {
    const { user, n, first, last, after } = lap;
    const ports = portsFor({ user }, {}, n + after.length);
    assertEquals(ports.slice(0, first.length), first);
    assertEquals(ports.slice(n - last.length, n), last);
    assertEquals(ports.slice(n), after);
    const text = ports.slice(0, n).map((port) => `${port}\n`).join("");
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    assertEquals(
      new Uint8Array(hash).toHex(),
      lap.sha256_of_ports_joined_by_newline_with_trailing_newline,
    );
  }
});
