import { assertEquals } from "@std/assert";
import { watcher } from "../../../../src/analysis/blame/detectors/watcher.ts";
import { caseFor, lineOf, SYSTEMD } from "../line.ts";

function toolOf(...argv: string[]): string | undefined {
  const name = argv[0]?.split("/").at(-1) ?? "";
  return watcher(caseFor(lineOf(SYSTEMD, { name, argv }, { name: "node" })))?.tool;
}

Deno.test("watcher() knows programs that watch files", () => {
  assertEquals(toolOf("node", "/usr/bin/nodemon", "server.js"), "nodemon");
  assertEquals(toolOf("node", "/srv/node_modules/nodemon/bin/nodemon.js", "server.js"), "nodemon");
  assertEquals(toolOf("/usr/bin/watchexec", "-r", "node", "x.js"), "watchexec");
  assertEquals(toolOf("air"), "air");
});

Deno.test("watcher() knows programs that watch when they are told to", () => {
  assertEquals(toolOf("/usr/bin/node", "--watch", "server.js"), "node --watch");
  assertEquals(toolOf("node", "--watch-path=src", "server.js"), "node --watch-path");
  assertEquals(toolOf("node", "/srv/node_modules/.bin/tsx", "watch", "a.ts"), "tsx watch");
  assertEquals(toolOf("dotnet", "watch", "run"), "dotnet watch");
});

Deno.test("watcher() takes no argument of a script for an option", () => {
  assertEquals(toolOf("node", "server.js", "--watch"), undefined);
  assertEquals(toolOf("node", "server.js"), undefined);
  assertEquals(toolOf("bash", "-c", "nodemon server.js"), undefined);
});

Deno.test("watcher() ends the watcher, as its user or with the rights that takes", () => {
  const argv = ["node", "/usr/bin/nodemon", "x.js"];
  const stop = (uid: number) =>
    watcher(caseFor(lineOf(SYSTEMD, { argv, uid }, { name: "node", uid })))?.stopWith;
  assertEquals(stop(1000), ["kill", "101"]);
  assertEquals(stop(0), ["sudo", "kill", "101"]);
});
