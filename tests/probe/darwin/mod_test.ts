import { assert, assertEquals } from "@std/assert";
import { recordSight } from "../../../src/host/record.ts";
import type { Recording } from "../../../src/host/recording.ts";
import { replaySight } from "../../../src/host/replay.ts";
import { Machine } from "../../../src/model/machine.ts";
import type { Question } from "../../../src/model/question.ts";
import { look } from "../../../src/probe/mod.ts";
import { machine, type Printed } from "../machine.ts";
import { recorded } from "../paper.ts";

const OPTIONS = { probeTimeout: 2000 };
const words = (line: string) => line.split(" ");

/** A Mac, asked by alice. */
function mac(changes: Readonly<Record<string, Printed>> = {}): Recording {
  const programs: Record<string, Printed> = {
    "id -u": "501\n",
    "lsof -b -w -nP -iTCP -iUDP -Tqs -FpftdPnT": recorded("macos-lsof/macos15_as_alice.txt"),
    "netstat -anvlW -p tcp": recorded("macos-netstat/macos15_tcp.txt"),
    "netstat -anvlW -p udp": recorded("macos-netstat/macos15_udp.txt"),
    "env TZ=UTC0 ps -axww -o pid= -o ppid= -o uid= -o stat= -o lstart= -o ucomm=": recorded(
      "macos-ps/table.txt",
    ),
    "env LC_ALL=en_US.UTF-8 ps -axww -o pid= -o comm=": recorded("macos-ps/programs.txt"),
    "env LC_ALL=en_US.UTF-8 ps -axww -o pid= -o args=": recorded("macos-ps/commands.txt"),
    "ps -axww -o uid= -o user=": recorded("macos-ps/users.txt"),
    "lsof -b -w -nP -a -d cwd -Fpn": recorded("macos-lsof/macos15_cwds.txt"),
    "sysctl net.inet.ip.portrange.first net.inet.ip.portrange.last":
      "net.inet.ip.portrange.first: 49152\nnet.inet.ip.portrange.last: 65535\n",
    ...changes,
  };
  const runs = Object.entries(programs).map(([line, printed]) => [words(line), printed] as const);
  return machine("darwin", runs, {
    stats: {
      "/Users/alice/src/café app/.git": { type: "directory", size: 0, mode: 0o755, uid: 501 },
      "/Users/alice/src/café app/.git/HEAD": { type: "file", size: 21, mode: 0o644, uid: 501 },
    },
    texts: { "/Users/alice/src/café app/.git/HEAD": "ref: refs/heads/main\n" },
  });
}

function ask(...ports: readonly number[]): Question {
  return {
    facts: ["sockets", "owners", "processes", "settings", "caller"],
    protos: ["tcp", "udp"],
    engines: "never",
    ...(ports.length > 0 ? { ports: ports.map((port) => ({ first: port, last: port })) } : {}),
  };
}

Deno.test("look() tells who holds a port on macOS", async () => {
  const snapshot = await look(replaySight(mac()), ask(3000), OPTIONS);
  assertEquals(snapshot.gaps, []);
  assertEquals(snapshot.asked.map(({ source }) => source), ["lsof"]);
  assertEquals(snapshot.caller.uid, 501);
  assertEquals(snapshot.settings.ephemeralRange, { first: 49152, last: 65535 });
  const seen = new Machine(snapshot);
  const [listener, ...others] = seen.listeners(3000, "tcp");
  assert(listener);
  assertEquals(others, []);
  assertEquals([listener.family, seen.reach(listener)], ["dual", "everyone"]);
  const { ageSeconds, ...owner } = seen.owner(listener) ?? {};
  assertEquals(ageSeconds, 260);
  assertEquals<unknown>(owner, {
    pid: 812,
    name: "node",
    argv: ["node server.js --title my café"],
    exe: "/opt/homebrew/bin/node",
    cwd: "/Users/alice/src/café app",
    uid: 501,
    user: "alice",
    ppid: 800,
    state: "sleeping",
    startedAt: "2026-11-20T17:55:40.000Z",
    project: { root: "/Users/alice/src/café app", branch: "main" },
    confidence: "certain",
    holds: "listener",
  });
  assertEquals(seen.ancestry(812).map(({ name }) => name), ["node", "zsh", "iTerm2", "launchd"]);
});

Deno.test("look() finds the master of a prefork server on macOS", async () => {
  const seen = new Machine(await look(replaySight(mac()), ask(8000), OPTIONS));
  const owners = seen.listeners(8000, "tcp").flatMap((socket) => seen.owners(socket));
  assertEquals(owners.map(({ pid, holds }) => [pid, holds]), [
    [901, "listener"],
    [902, "inherited"],
    [903, "inherited"],
  ]);
});

Deno.test("look() shows an ordinary user of macOS what root holds", async () => {
  const snapshot = await look(replaySight(mac()), ask(80, 5353), OPTIONS);
  const seen = new Machine(snapshot);
  const names = snapshot.sockets.map((socket) => {
    const { name, user } = seen.owner(socket) ?? {};
    return `${socket.proto} ${name} ${user}`;
  });
  assertEquals(names, ["tcp httpd root", "udp mDNSResponder _mdnsresponder"]);
  assert(snapshot.known.includes("owners"));
});

Deno.test("look() reads no processes where nobody holds the port", async () => {
  const { sockets, processes, known } = await look(replaySight(mac()), ask(9999), OPTIONS);
  assertEquals([sockets, processes], [[], []]);
  assert(known.includes("sockets"));
});

Deno.test("look() goes on to netstat where lsof hangs", async () => {
  const changes = { "lsof -b -w -nP -iTCP -iUDP -Tqs -FpftdPnT": { failed: "ETIMEDOUT" } };
  const snapshot = await look(replaySight(mac(changes)), ask(5000), OPTIONS);
  assertEquals(snapshot.gaps, [
    { fact: "sockets", source: "lsof", reason: "lsof did not answer within 2 s" },
  ]);
  const seen = new Machine(snapshot);
  assertEquals(
    seen.listeners(5000, "tcp").map((socket) => [socket.address, seen.owner(socket)?.name]),
    [["::", "ControlCenter"], ["0.0.0.0", "ControlCenter"]],
  );
});

Deno.test("look() says that it could not see where no source answers on macOS", async () => {
  const snapshot = await look(replaySight(machine("darwin", [])), ask(80), OPTIONS);
  assertEquals(snapshot.known, ["caller", "settings"]);
  assertEquals(snapshot.gaps.map(({ source }) => source), ["lsof", "netstat"]);
});

Deno.test("look() can be told to ask netstat of macOS", async () => {
  const options = { ...OPTIONS, source: "netstat" };
  const { asked, sockets } = await look(replaySight(mac()), ask(8000), options);
  assertEquals(asked.map(({ source }) => source), ["netstat"]);
  assertEquals(sockets.map(({ holders }) => holders), [[{ pid: 903 }]]);
});

Deno.test("look() asks a capture of macOS only what the capture was made with", async () => {
  const recorder = recordSight({ ...replaySight(mac()), recorded: false });
  await look(recorder.sight, ask(), OPTIONS);
  const capture = replaySight(recorder.recording());
  for (const port of [3000, 80, 8000, 9999]) {
    const fromCapture = await look(capture, ask(port), OPTIONS);
    assertEquals(fromCapture, await look(replaySight(mac()), ask(port), OPTIONS));
  }
});
