import { assertEquals } from "@std/assert";
import { replaySight } from "../../../src/host/replay.ts";
import { parsePs, readUsers } from "../../../src/probe/darwin/ps.ts";
import { machine } from "../machine.ts";
import { recorded } from "../paper.ts";

const TABLES = {
  table: recorded("macos-ps/table.txt"),
  programs: recorded("macos-ps/programs.txt"),
  commands: recorded("macos-ps/commands.txt"),
};

function byPid(pid: number) {
  return parsePs(TABLES).find((process) => process.pid === pid);
}

Deno.test("parsePs() reads a process", () => {
  assertEquals(byPid(812), {
    pid: 812,
    ppid: 800,
    name: "node",
    state: "sleeping",
    argv: ["node server.js --title my café"],
    exe: "/opt/homebrew/bin/node",
    uid: 501,
    startTicks: 1795197340,
    startedAt: "2026-11-20T17:55:40.000Z",
  });
});

Deno.test("parsePs() keeps names with blanks, and makes whole what the kernel cut", () => {
  assertEquals(byPid(855)?.name, "Google Chrome Helper");
  assertEquals(byPid(855)?.exe?.endsWith("/Google Chrome Helper"), true);
  assertEquals(byPid(629)?.name, "ControlCenter");
  assertEquals(byPid(901)?.name, "python3.12");
});

Deno.test("parsePs() takes no login shell and no zombie for a path", () => {
  assertEquals([byPid(800)?.name, byPid(800)?.exe, byPid(800)?.argv], ["zsh", undefined, ["-zsh"]]);
  assertEquals([byPid(950)?.state, byPid(950)?.exe], ["zombie", undefined]);
});

Deno.test("parsePs() reads days of one digit, users below zero and other states", () => {
  assertEquals(byPid(901)?.startedAt, "2026-11-06T10:00:00.000Z");
  assertEquals([byPid(1201)?.uid, byPid(1201)?.state], [-2, "waiting"]);
  assertEquals(byPid(4000)?.state, "running");
});

Deno.test("parsePs() does with the table alone, and without rows", () => {
  const [first] = parsePs({ ...TABLES, programs: "", commands: "" });
  assertEquals([first?.name, first?.argv, first?.exe], ["launchd", [], undefined]);
  assertEquals(parsePs({ table: "ps: no\n", programs: "1 x\n", commands: "" }), []);
});

Deno.test("readUsers() names the users that it is asked for", async () => {
  const argv = ["ps", "-axww", "-o", "uid=", "-o", "user="];
  const sight = replaySight(machine("darwin", [[argv, recorded("macos-ps/users.txt")]]));
  const options = { probeTimeout: 2000 };
  assertEquals(await readUsers(sight, new Set([501, -2, 7]), options), {
    "501": "alice",
    "-2": "nobody",
  });
  assertEquals(await readUsers(replaySight(machine("darwin", [])), new Set([501]), options), {});
});
