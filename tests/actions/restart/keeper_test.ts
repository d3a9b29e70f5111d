import { assertEquals } from "@std/assert";
import { keeperOf, restartWords } from "../../../src/actions/restart/keeper.ts";
import type { Process } from "../../../src/model/process.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import { lineOf, machineOf, SYSTEMD } from "../../analysis/blame/line.ts";

const WEB = { unit: "web.service", cgroup: "/system.slice/web.service" };
const ROOT = { caller: { pid: 99, uid: 0 } };

function keeper(line: readonly Partial<Process>[], around: Partial<Snapshot> = {}) {
  const machine = machineOf(lineOf(...line), around);
  const [socket] = machine.snapshot.sockets;
  return socket && keeperOf(machine, socket);
}

Deno.test("keeperOf() finds the unit that the owner serves, and how systemd restarts it", () => {
  assertEquals(keeper([SYSTEMD, { name: "web", session: 101, ...WEB }], ROOT), {
    kind: "unit",
    names: ["web.service"],
    run: ["systemctl", "restart", "web.service"],
  });
  const own = keeper([SYSTEMD, { name: "web", uid: 0, session: 101, ...WEB }]);
  assertEquals(own?.run, ["sudo", "systemctl", "restart", "web.service"]);
});

Deno.test("keeperOf() leaves alone what somebody has started in a terminal of a unit", () => {
  const editor = { name: "code-server", session: 101, ...WEB };
  assertEquals(keeper([SYSTEMD, editor, { name: "node", session: 900, ...WEB }], ROOT), undefined);
});

Deno.test("keeperOf() leaves alone the unit that portik itself runs in", () => {
  const line = lineOf(SYSTEMD, { name: "node", session: 101, ...WEB });
  const me: Process = { ...line[1]!, pid: 99, ppid: 101, name: "portik" };
  const machine = machineOf(line, { ...ROOT });
  const { snapshot } = machine;
  const around = { ...ROOT, processes: [...snapshot.processes, me] };
  assertEquals(keeper([SYSTEMD, { name: "node", session: 101, ...WEB }], around), undefined);
});

Deno.test("keeperOf() knows a supervisor, unless portik runs below it, too", () => {
  const runsv = { name: "runsv", argv: ["runsv", "web"], cwd: "/etc/sv/web" };
  const line = [SYSTEMD, runsv, { name: "node" }];
  assertEquals(keeper(line), {
    kind: "supervisor",
    names: ["runit (as web)"],
    run: ["sv", "restart", "/etc/sv/web"],
  });
  assertEquals(keeper(line, { caller: { pid: 102, uid: 1000 } }), undefined);
});

Deno.test("keeperOf() has nobody for a process that stands for itself", () => {
  assertEquals(keeper([SYSTEMD, { name: "bash" }, { name: "node" }]), undefined);
});

Deno.test("restartWords() says a restart as each program does", () => {
  const cases = [
    ["systemctl --user stop a.socket a.service", "systemctl --user restart a.socket a.service"],
    ["sudo systemctl stop stop.service", "sudo systemctl restart stop.service"],
    ["supervisorctl -c /etc/x.conf stop web", "supervisorctl -c /etc/x.conf restart web"],
    ["pm2 stop web", "pm2 restart web"],
    ["rc-service web stop", "rc-service web restart"],
    ["sv down /etc/sv/web", "sv restart /etc/sv/web"],
    ["s6-svc -d /run/web", "s6-svc -r /run/web"],
    ["svc -d /service/web", "svc -t /service/web"],
  ] as const;
  for (const [stop, restart] of cases) {
    assertEquals(restartWords(stop.split(" "))?.join(" "), restart);
  }
  assertEquals(restartWords(["launchctl", "stop", "x"]), undefined);
});
