import { assertEquals } from "@std/assert";
import { comebackOf } from "../../../src/actions/stop/comebacks.ts";
import type { Process } from "../../../src/model/process.ts";
import type { NamedProcess, Platform } from "../../../src/model/snapshot.ts";
import { process, quietMachine, socket } from "../../../src/testing.ts";

/** What would start pid 812 again, with these processes above it. */
function comeback(
  owner: Partial<Process>,
  { above = [], platform = "linux", sessions = [], stopped = [] }: {
    readonly above?: readonly Process[];
    readonly platform?: Platform;
    readonly sessions?: readonly NamedProcess[];
    readonly stopped?: readonly number[];
  } = {},
): string | undefined {
  const listener = socket();
  const machine = quietMachine({
    platform,
    sessions,
    sockets: [listener],
    processes: [...above, process(owner)],
    caller: { pid: 99, uid: 0 },
  });
  const asked = { pid: 812, socket: listener, stopped: new Set(stopped) };
  const found = comebackOf(machine, asked);
  return found &&
    [found.message, ...(found.stopWith ? [found.stopWith.join(" ")] : [])].join(" | ");
}

const systemd = process({ pid: 1, ppid: 0, name: "systemd", uid: 0 });

Deno.test("comebackOf() names the unit of systemd, and the command that stops it", () => {
  const cgroup = "/system.slice/web.service";
  assertEquals(
    comeback({ unit: "web.service", cgroup }, { above: [systemd] }),
    "systemd unit web.service may start it again | systemctl stop web.service",
  );
});

Deno.test("comebackOf() is silent about a unit that only runs what others ask of it", () => {
  const parent = process({ pid: 500, ppid: 1, name: "sh", unit: "cron.service" });
  const owner = { ppid: 500, unit: "cron.service", cgroup: "/system.slice/cron.service" };
  assertEquals(comeback(owner, { above: [systemd, parent] }), undefined);
});

Deno.test("comebackOf() names a supervisor, and what it calls the program", () => {
  const runsv = process({ pid: 700, name: "runsv", argv: ["runsv", "web"], cwd: "/etc/sv/web" });
  assertEquals(
    comeback({ ppid: 700 }, { above: [runsv] }),
    "runit (pid 700) runs it as web and will start it again | sv down /etc/sv/web",
  );
  assertEquals(comeback({ ppid: 700 }, { above: [runsv], stopped: [700] }), undefined);
});

Deno.test("comebackOf() names a watcher, which --tree stops", () => {
  const nodemon = process({ pid: 700, argv: ["node", "/usr/bin/nodemon", "a.js"] });
  assertEquals(
    comeback({ ppid: 700 }, { above: [nodemon] })?.split(" | ")[0],
    "nodemon (pid 700) may start it again: --tree stops that, too",
  );
});

Deno.test("comebackOf() names the job of launchd, and what ends it for good", () => {
  const launchd = process({ pid: 1, ppid: 0, name: "launchd", uid: 0 });
  const around = { above: [launchd], platform: "darwin" } as const;
  const sessions = [{ by: "launchd", pid: 812, name: "system/com.example.web" }] as const;
  assertEquals(
    comeback({ exe: "/usr/local/bin/web" }, { ...around, sessions }),
    "launchd job com.example.web may start it again | launchctl bootout system/com.example.web",
  );
  // That the job itself is stopped is what brings it back.
  assertEquals(
    comeback({ exe: "/usr/local/bin/web" }, { ...around, sessions, stopped: [812] })?.slice(0, 19),
    "launchd job com.exa",
  );
  assertEquals(
    comeback({ exe: "/opt/homebrew/opt/redis/bin/redis-server" }, around),
    "launchd job homebrew.mxcl.redis may start it again | brew services stop redis",
  );
  assertEquals(comeback({ exe: "/usr/libexec/rapportd" }, around), "launchd may start it again");
  assertEquals(comeback({ exe: "/Users/ada/server" }, around), undefined);
});

Deno.test("comebackOf() names the service of Windows, and what stops it for good", () => {
  const above = [process({ pid: 600, ppid: 500, name: "services" })];
  const around = { above, platform: "windows" } as const;
  const sessions = [{ by: "windows-services", pid: 812, name: "W3SVC" }] as const;
  assertEquals(
    comeback({ ppid: 600 }, { ...around, sessions }),
    "Windows service W3SVC may start it again | sc.exe stop W3SVC",
  );
  assertEquals(
    comeback({ ppid: 600, name: "nginx" }, around),
    "a Windows service (program nginx) may start it again",
  );
});

Deno.test("comebackOf() is silent about what a person has started", () => {
  const shell = process({ pid: 50, name: "bash", session: 50, terminal: "pts/1" });
  assertEquals(
    comeback({ ppid: 50, session: 50, terminal: "pts/1" }, { above: [shell] }),
    undefined,
  );
});
