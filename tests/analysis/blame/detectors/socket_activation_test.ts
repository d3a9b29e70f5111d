import { assertEquals } from "@std/assert";
import { socketActivation } from "../../../../src/analysis/blame/detectors/socket_activation.ts";
import { caseFor, lineOf, SYSTEMD } from "../line.ts";

const UNIT = { unit: "cups.service", cgroup: "/system.slice/cups.service", uid: 0 };
const SOCKET = { inode: 64, cgroup: "/system.slice/cups.socket" };

Deno.test("socketActivation() names the socket unit whose socket systemd passed on", () => {
  const line = lineOf(SYSTEMD, { name: "cupsd", ...UNIT });
  const holders = [{ pid: 1, fd: 40 }, { pid: 101, fd: 3 }];
  const cause = socketActivation(caseFor(line, { socket: { ...SOCKET, holders } }));
  assertEquals(cause, {
    kind: "socket-activation",
    tool: "systemd",
    name: "cups.socket",
    pid: 1,
    confidence: "certain",
    evidence: [
      "systemd (pid 1) made the socket",
      "the socket is in cgroup /system.slice/cups.socket",
    ],
    stopWith: ["sudo", "systemctl", "stop", "cups.socket", "cups.service"],
  });
});

Deno.test("socketActivation() says that nobody has connected yet where systemd is alone", () => {
  const cause = socketActivation(
    caseFor(lineOf(SYSTEMD), { socket: { ...SOCKET, holders: [{ pid: 1, fd: 40 }] } }),
  );
  assertEquals(cause?.details, "nobody has connected yet");
});

Deno.test("socketActivation() believes the socket's cgroup where no holder can be seen", () => {
  const cause = socketActivation(caseFor([], { socket: { ...SOCKET, uid: 0, holders: [] } }));
  assertEquals([cause?.name, cause?.confidence], ["cups.socket", "cgroup"]);
});

Deno.test("socketActivation() is silent about a service that made its socket itself", () => {
  const line = lineOf(SYSTEMD, { name: "nginx", unit: "nginx.service" });
  const cgroup = "/system.slice/nginx.service";
  assertEquals(socketActivation(caseFor(line, { socket: { cgroup } })), undefined);
});
