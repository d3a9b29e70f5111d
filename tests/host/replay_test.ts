import { assertEquals } from "@std/assert";
import type { Recording } from "../../src/host/recording.ts";
import { replaySight } from "../../src/host/replay.ts";
import { RECORDING } from "../everything.ts";

const NOT_RECORDED = { failed: "NOT_RECORDED" };
const OPTIONS = { timeout: 1 };

Deno.test("replaySight() gives every answer that was recorded, failures included", async () => {
  const sight = replaySight(RECORDING);
  assertEquals([sight.os, sight.pid, sight.recorded], ["linux", 99, true]);
  assertEquals(new Date(sight.now()).toISOString(), RECORDING.takenAt);
  assertEquals(sight.env("DOCKER_HOST"), "unix:///run/docker.sock");
  assertEquals(sight.readText("/proc/stat"), "btime 1\n");
  assertEquals(sight.readText("/proc/812/cgroup"), { failed: "EACCES" });
  assertEquals(sight.readLink("/proc/812/exe"), "/srv/web");
  assertEquals(sight.readDir("/proc"), ["1", "812"]);
  assertEquals(sight.stat("/srv/.git"), { failed: "ENOENT" });
  assertEquals(await sight.tryBind("tcp", "::1", 0), "ok");
  const ran = await sight.run(["ss", "-Htuanpe"], OPTIONS);
  assertEquals(ran, { code: 0, stdout: "", stderr: "" });
});

Deno.test("replaySight() says of everything else that it was not recorded", async () => {
  const sight = replaySight(RECORDING);
  assertEquals(sight.env("HOME"), undefined);
  assertEquals(sight.readText("/proc/813/stat"), NOT_RECORDED);
  assertEquals(sight.readLink("/proc/stat"), NOT_RECORDED);
  assertEquals(sight.readDir("/"), NOT_RECORDED);
  assertEquals(sight.stat("/"), NOT_RECORDED);
  assertEquals(await sight.tryBind("udp", "::1", 0), "NOT_RECORDED");
  assertEquals(await sight.run(["ss"], OPTIONS), NOT_RECORDED);
  assertEquals(await sight.run(["ss -Htuanpe"], OPTIONS), NOT_RECORDED);
});

Deno.test("replaySight() takes no name of every object for a path", async () => {
  const sight = replaySight(RECORDING);
  for (const name of ["__proto__", "constructor", "toString"]) {
    assertEquals(sight.env(name), undefined);
    assertEquals(sight.readText(name), NOT_RECORDED);
    assertEquals(sight.readDir(name), NOT_RECORDED);
    assertEquals(await sight.run([name], OPTIONS), NOT_RECORDED);
  }
});

Deno.test("replaySight() gives the last answer where a program was asked twice", async () => {
  const [run] = RECORDING.runs;
  const twice: Recording = {
    ...RECORDING,
    runs: [{ argv: run?.argv ?? [], answer: { failed: "ETIMEDOUT" } }, ...RECORDING.runs],
  };
  const ran = await replaySight(twice).run(["ss", "-Htuanpe"], OPTIONS);
  assertEquals("failed" in ran, false);
});
