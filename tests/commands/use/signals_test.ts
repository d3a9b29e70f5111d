import { assertEquals } from "@std/assert";
import { SignalRelay, signalTree } from "../../../src/commands/use/signals.ts";
import type { SignalName } from "../../../src/model/signal.ts";
import { paperWorld } from "../paper_world.ts";

Deno.test("SignalRelay keeps what comes before there is anybody, and the order", async () => {
  const relay = new SignalRelay();
  assertEquals(relay.used, false);
  relay.take("SIGHUP");
  const heard: string[] = [];
  const done = Promise.withResolvers<void>();
  relay.to(async (signal) => {
    // The first takes longest.
    for (let i = heard.length; i < 5; i++) await Promise.resolve();
    heard.push(signal);
    if (heard.length === 3) done.resolve();
  });
  relay.take("SIGUSR1");
  relay.take("SIGTERM");
  await done.promise;
  assertEquals([heard, relay.used], [["SIGHUP", "SIGUSR1", "SIGTERM"], true]);
});

/** The line of a process that was started by another, at these ticks (`proc_pid_stat(5)`). */
function statLine(pid: number, ppid: number, ticks: number): string {
  return `${pid} (x) S ${ppid} ${"1 ".repeat(17)}${ticks} ${"0 ".repeat(30)}\n`;
}

Deno.test("signalTree() signals a child first, and all below that are still the same", async () => {
  const heard: string[] = [];
  const parents: Readonly<Record<number, number>> = {
    900: 4000,
    901: 900,
    902: 901,
    903: 900,
    904: 1,
  };
  const texts = Object.fromEntries(
    Object.entries(parents).map(([pid, ppid]) => [`/proc/${pid}/stat`, statLine(+pid, ppid, 7)]),
  );
  let looked = false;
  const world = paperWorld({
    texts,
    folders: { "/proc": Object.keys(parents) },
    hands: { signal: (pid, name) => void heard.push(`${pid} ${name}`) },
  });
  const { readText } = world.host;
  world.host.readText = (path) =>
    looked && path === "/proc/903/stat" ? statLine(903, 1, 8) : readText(path);
  const child = {
    pid: 900,
    ended: new Promise<never>(() => {}),
    signal(name: SignalName) {
      looked = true;
      heard.push(`child ${name}`);
    },
  };
  await signalTree(world, child, "SIGTERM");
  assertEquals(heard, ["child SIGTERM", "901 SIGTERM", "902 SIGTERM"]);
});
