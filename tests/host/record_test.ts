import { assertEquals } from "@std/assert";
import type { Sight } from "../../src/host/host.ts";
import { recordSight } from "../../src/host/record.ts";
import { parseRecording } from "../../src/host/recording.ts";
import { replaySight } from "../../src/host/replay.ts";
import { RECORDING } from "../everything.ts";

/** Asks a machine one question of every kind, and some that it cannot answer. */
async function askAll(sight: Sight): Promise<unknown[]> {
  const options = { timeout: 1 };
  return [
    [sight.os, sight.pid, sight.now()],
    ["DOCKER_HOST", "HOME"].map(sight.env),
    await sight.run(["ss", "-Htuanpe"], options),
    await sight.run(["docker", "ps"], options),
    ["/proc/stat", "/proc/812/cgroup", "/nothing"].map(sight.readText),
    ["/proc/812/exe", "/proc/1/exe"].map(sight.readLink),
    ["/proc", "/proc/1/fd"].map(sight.readDir),
    ["/var/run/docker.sock", "/srv/.git"].map(sight.stat),
    await sight.tryBind("tcp", "::1", 0),
    await sight.tryBind("udp", "::1", 0),
  ];
}

Deno.test("recordSight() passes on every answer, and its recording gives them again", async () => {
  const machine = replaySight(RECORDING);
  const answers = await askAll(machine);
  const recorder = recordSight(machine);
  assertEquals(await askAll(recorder.sight), answers);
  const text = JSON.stringify(recorder.recording());
  assertEquals(await askAll(replaySight(parseRecording(text, "x"))), answers);
});

Deno.test("recordSight() notes nothing that was not asked", () => {
  const { redacted, env, runs, texts, links, folders, stats, binds } = recordSight(
    replaySight(RECORDING),
  ).recording();
  assertEquals(redacted, false);
  assertEquals([env, runs, texts, links, folders, stats, binds], [{}, [], {}, {}, {}, {}, {}]);
});

Deno.test("recordSight() stops the clock, so that ages stay what they were", () => {
  let time = 1_000_000;
  const { sight, recording } = recordSight({ ...replaySight(RECORDING), now: () => time++ });
  assertEquals([sight.now(), sight.now()], [1_000_000, 1_000_000]);
  assertEquals(recording().takenAt, "1970-01-01T00:16:40.000Z");
});

Deno.test("recordSight() does not turn a live machine into a captured one", () => {
  assertEquals(recordSight({ ...replaySight(RECORDING), recorded: false }).sight.recorded, false);
});
