import { assert, assertEquals } from "@std/assert";
import { recordSight } from "../../../src/host/record.ts";
import type { Recording } from "../../../src/host/recording.ts";
import { replaySight } from "../../../src/host/replay.ts";
import { Machine } from "../../../src/model/machine.ts";
import type { Question } from "../../../src/model/question.ts";
import { look } from "../../../src/probe/mod.ts";
import { SCRIPT as SOCKETS } from "../../../src/probe/windows/net_tcp.ts";
import { powershellCommand } from "../../../src/probe/windows/powershell.ts";
import { SCRIPT as PROCESSES } from "../../../src/probe/windows/win32_process.ts";
import { machine, type Printed } from "../machine.ts";
import { recorded } from "../paper.ts";

const OPTIONS = { probeTimeout: 2000 };

/** A Windows machine that speaks German. */
function pc(
  changes: { netstat?: Printed; processes?: Printed; sockets?: Printed } = {},
): Recording {
  const { netstat, processes, sockets } = {
    netstat: recorded("windows-netstat/german_cp850.txt"),
    processes: recorded("windows-powershell/processes.json"),
    sockets: recorded("windows-powershell/sockets.json"),
    ...changes,
  };
  const excluded = (
    family: string,
    proto: string,
  ) => ["netsh", "int", family, "show", "excludedportrange", `protocol=${proto}`];
  const [tcp, udp] = ["tcp", "udp"].map((proto) =>
    recorded(`windows-netsh/excluded_${proto}_english.txt`)
  );
  return machine("windows", [
    [["netstat", "-ano"], netstat],
    [["tasklist", "/FO", "CSV", "/NH"], recorded("windows-tasklist/german_cp850.csv")],
    [powershellCommand(PROCESSES), processes],
    [powershellCommand(SOCKETS), sockets],
    [
      ["netsh", "int", "ipv4", "show", "dynamicport", "tcp"],
      recorded("windows-netsh/dynamic_english.txt"),
    ],
    [excluded("ipv4", "tcp"), tcp ?? ""],
    [excluded("ipv6", "tcp"), tcp ?? ""],
    [excluded("ipv4", "udp"), udp ?? ""],
    [excluded("ipv6", "udp"), { code: 1, stderr: "" }],
  ]);
}

function ask(...ports: readonly number[]): Question {
  return {
    facts: ["sockets", "owners", "processes", "settings", "caller"],
    protos: ["tcp", "udp"],
    engines: "never",
    ...(ports.length > 0 ? { ports: ports.map((port) => ({ first: port, last: port })) } : {}),
  };
}

Deno.test("look() tells who holds a port on Windows", async () => {
  const snapshot = await look(replaySight(pc()), ask(3000), OPTIONS);
  assertEquals(snapshot.gaps, []);
  assertEquals(snapshot.asked.map(({ source }) => source), ["netstat"]);
  const seen = new Machine(snapshot);
  const listeners = seen.listeners(3000, "tcp");
  assertEquals(listeners.map(({ address }) => address), ["0.0.0.0", "::"]);
  assert(listeners[0]);
  assertEquals<unknown>(seen.owner(listeners[0]), {
    pid: 8120,
    name: "node",
    argv: [
      "C:\\Program Files\\nodejs\\node.exe",
      "server.js",
      "--title",
      "my café",
      "--dir",
      "C:\\src\\",
    ],
    exe: "C:\\Program Files\\nodejs\\node.exe",
    ppid: 8100,
    state: "running",
    startedAt: "2026-11-20T16:55:40.123Z",
    ageSeconds: 3859,
    confidence: "certain",
    holds: "listener",
  });
  assertEquals(seen.ancestry(8120).map(({ name }) => name), ["node", "cmd", "explorer"]);
});

Deno.test("look() names the kernel of Windows, which serves HTTP by itself", async () => {
  const seen = new Machine(await look(replaySight(pc()), ask(80), OPTIONS));
  const names = seen.listeners(80, "tcp").map((socket) => seen.owner(socket)?.name);
  assertEquals(names, ["System", "System"]);
});

Deno.test("look() has names from tasklist where PowerShell hangs", async () => {
  const snapshot = await look(
    replaySight(pc({ processes: { failed: "ETIMEDOUT" } })),
    ask(3000),
    OPTIONS,
  );
  assertEquals(snapshot.processes.map(({ pid, name, argv }) => ({ pid, name, argv })), [
    { pid: 8120, name: "node", argv: [] },
  ]);
});

Deno.test("look() reads the ports that Windows gives to nobody", async () => {
  const { settings, sockets, processes, known } = await look(replaySight(pc()), ask(5433), OPTIONS);
  assertEquals(settings, {
    ephemeralRange: { first: 49152, last: 65535 },
    excludedRanges: [
      { proto: "tcp", first: 5357, last: 5357 },
      { proto: "tcp", first: 5433, last: 5532 },
      { proto: "tcp", first: 50000, last: 50059, administered: true },
      { proto: "udp", first: 50000, last: 50059, administered: true },
    ],
  });
  assertEquals([sockets, processes], [[], []]);
  assert(known.includes("sockets"));
});

Deno.test("look() goes on to PowerShell where netstat fails", async () => {
  const snapshot = await look(
    replaySight(pc({ netstat: { failed: "ETIMEDOUT" } })),
    ask(5432),
    OPTIONS,
  );
  assertEquals(snapshot.asked.map(({ source }) => source), ["PowerShell"]);
  assertEquals(snapshot.gaps, [
    { fact: "sockets", source: "netstat", reason: "netstat did not answer within 2 s" },
  ]);
  const seen = new Machine(snapshot);
  const owners = seen.listeners(5432, "tcp").map((socket) => seen.owner(socket)?.name);
  assertEquals(owners, ["postgres", "postgres"]);
});

Deno.test("look() can be told to ask PowerShell", async () => {
  const options = { ...OPTIONS, source: "powershell" };
  const { asked, sockets } = await look(replaySight(pc()), ask(5353), options);
  assertEquals(asked.map(({ source }) => source), ["PowerShell"]);
  assertEquals(sockets.map(({ address }) => address), ["0.0.0.0", "::"]);
});

Deno.test("look() says that it could not see where no source answers on Windows", async () => {
  const { known, gaps } = await look(replaySight(machine("windows", [])), ask(80), OPTIONS);
  assertEquals(known, ["caller", "settings"]);
  assertEquals(gaps.map(({ source }) => source), ["netstat", "PowerShell"]);
});

Deno.test("look() asks a capture of Windows only what the capture was made with", async () => {
  const recorder = recordSight({ ...replaySight(pc()), recorded: false });
  await look(recorder.sight, ask(), OPTIONS);
  const capture = replaySight(recorder.recording());
  for (const port of [3000, 80, 9999]) {
    const fromCapture = await look(capture, ask(port), OPTIONS);
    assertEquals(fromCapture, await look(replaySight(pc()), ask(port), OPTIONS));
  }
});
