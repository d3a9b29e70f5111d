import { assertEquals } from "@std/assert";
import { systemdUnit } from "../../../../src/analysis/blame/detectors/systemd_unit.ts";
import { caseFor, lineOf, SYSTEMD } from "../line.ts";

const WEB = { unit: "web.service", cgroup: "/system.slice/web.service" };

Deno.test("systemdUnit() names the unit in the owner's cgroup and how to stop it", () => {
  const cause = systemdUnit(caseFor(lineOf(SYSTEMD, { name: "web", ...WEB })));
  assertEquals(cause, {
    kind: "systemd-unit",
    tool: "systemd",
    name: "web.service",
    confidence: "certain",
    evidence: ["cgroup /system.slice/web.service"],
    stopWith: ["sudo", "systemctl", "stop", "web.service"],
  });
});

Deno.test("systemdUnit() tells a user's own unit from the machine's", () => {
  const cgroup = "/user.slice/user-1000.slice/user@1000.service/app.slice/syncthing.service";
  const manager = { ...SYSTEMD, pid: 900, argv: ["/lib/systemd/systemd", "--user"], uid: 1000 };
  const unit = { unit: "syncthing.service", userUnit: true, cgroup };
  const cause = systemdUnit(
    caseFor(lineOf(SYSTEMD, manager, { name: "syncthing", ...unit }), {
      socket: { cgroup },
    }),
  );
  assertEquals(
    [cause?.kind, cause?.details, cause?.stopWith],
    ["systemd-user-unit", "of user me", ["systemctl", "--user", "stop", "syncthing.service"]],
  );
});

Deno.test("systemdUnit() goes by the socket's cgroup where the owner cannot be seen", () => {
  const socket = { holders: [], uid: 0, inode: 64, cgroup: "/system.slice/web.service" };
  const cause = systemdUnit(caseFor([], { socket }));
  assertEquals([cause?.name, cause?.confidence], ["web.service", "cgroup"]);
});

Deno.test("systemdUnit() stands behind npm that the unit itself runs", () => {
  const npm = { name: "npm run start", argv: ["npm run start"], ...WEB };
  assertEquals(systemdUnit(caseFor(lineOf(SYSTEMD, npm, { ...WEB })))?.name, "web.service");
});

Deno.test("systemdUnit() does not lay logins, jobs and panes to the unit of their daemon", () => {
  const hosts = [
    ["sshd: ada@pts/0", "ssh.service"],
    ["/usr/sbin/cron", "cron.service"],
    ["/usr/bin/supervisord", "supervisor.service"],
    ["tmux", "tmux.service"],
  ];
  for (const [host = "", unit = ""] of hosts) {
    const cgroup = `/system.slice/${unit}`;
    const line = lineOf(SYSTEMD, { argv: [host], unit, cgroup }, { name: "node", unit, cgroup });
    assertEquals(systemdUnit(caseFor(line)), undefined, host);
  }
});

Deno.test("systemdUnit() names the unit of a daemon that runs others, at its own port", () => {
  const unit = { unit: "ssh.service", cgroup: "/system.slice/ssh.service", uid: 0 };
  const line = lineOf(SYSTEMD, { name: "sshd", argv: ["sshd: /usr/sbin/sshd -D"], ...unit });
  assertEquals(systemdUnit(caseFor(line))?.name, "ssh.service");
});
