import { assertEquals } from "@std/assert";
import { supervisor } from "../../../../src/analysis/blame/detectors/supervisor.ts";
import type { Process } from "../../../../src/model/process.ts";
import { caseFor, lineOf, SYSTEMD } from "../line.ts";

function found(above: Partial<Process>, below: Partial<Process> = { name: "node" }) {
  const cause = supervisor(caseFor(lineOf(SYSTEMD, above, below)));
  return cause && [cause.tool, cause.name, cause.stopWith];
}

Deno.test("supervisor() knows supervisord, whose script is its program", () => {
  const argv = ["/usr/bin/python3", "/usr/bin/supervisord", "-n"];
  assertEquals(found({ name: "supervisord", argv }), ["supervisord", undefined, undefined]);
});

Deno.test("supervisor() names a program of supervisord as that does", () => {
  const argv = ["/usr/bin/python3", "/usr/bin/supervisord", "-c", "/etc/x.conf"];
  const sessions = [{ by: "supervisord" as const, pid: 102, name: "shop:web" }];
  const line = lineOf(SYSTEMD, { name: "supervisord", argv }, { name: "node" });
  const cause = supervisor(caseFor(line, { sessions }));
  assertEquals([cause?.name, cause?.details, cause?.stopWith], [
    "shop:web",
    undefined,
    ["supervisorctl", "-c", "/etc/x.conf", "stop", "shop:web"],
  ]);
});

Deno.test("supervisor() calls an app of pm2 after its script, and only guesses that", () => {
  const god = { name: "PM2 v5.3.0: God", argv: ["PM2 v5.3.0: God Daemon (/home/ada/.pm2)"] };
  const app = { name: "node", argv: ["node", "/srv/app/server.js"] };
  assertEquals(found(god, app), ["pm2", "server", ["pm2", "stop", "server"]]);
  assertEquals(supervisor(caseFor(lineOf(SYSTEMD, god, app)))?.confidence, "guess");
  const worker = ["node", "/usr/lib/node_modules/pm2/lib/ProcessContainer.js"];
  assertEquals(found(god, { argv: worker }), ["pm2", undefined, undefined]);
});

Deno.test("supervisor() names services of runit, s6 and daemontools by their folders", () => {
  const cwd = "/etc/service/web";
  const of = (program: string) => found({ name: program, argv: [program, "web"], cwd });
  assertEquals(of("runsv"), ["runit", "web", ["sv", "down", cwd]]);
  assertEquals(of("s6-supervise"), ["s6", "web", ["s6-svc", "-d", cwd]]);
  assertEquals(of("supervise"), ["daemontools", "web", ["svc", "-d", cwd]]);
  assertEquals(found({ name: "runsv", argv: ["runsv", "web"] }), ["runit", "web", undefined]);
});

Deno.test("supervisor() knows OpenRC, forever and circus", () => {
  assertEquals(
    found({ name: "supervise-daemo", argv: ["supervise-daemon", "web", "--start"] }),
    ["supervise-daemon", "web", ["rc-service", "web", "stop"]],
  );
  assertEquals(
    found(
      { argv: ["node", "/usr/lib/node_modules/forever/bin/monitor", "app.js"] },
      { argv: ["node", "/srv/app.js"] },
    ),
    ["forever", "app.js", ["forever", "stop", "/srv/app.js"]],
  );
  assertEquals(found({ argv: ["python3", "/usr/bin/circusd", "c.ini"] })?.[0], "circus");
});

Deno.test("supervisor() takes the nearest, and not the owner itself", () => {
  const line = lineOf(
    SYSTEMD,
    { argv: ["python3", "/usr/bin/supervisord"] },
    { argv: ["runsv", "web"], cwd: "/sv/web" },
    { name: "nginx" },
  );
  assertEquals(supervisor(caseFor(line))?.tool, "runit");
  assertEquals(supervisor(caseFor(lineOf(SYSTEMD, { argv: ["supervisord"] }))), undefined);
});
