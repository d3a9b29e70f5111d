import { assert, assertEquals } from "@std/assert";
import {
  containerIdOfPath,
  isUserPath,
  socketUnitOfPath,
  unitOfPath,
} from "../../src/model/cgroup.ts";

const ID = "0123456789abcdef".repeat(4);
const OTHER = "fedcba9876543210".repeat(4);
const USER = "/user.slice/user-1000.slice/user@1000.service";

for (
  const [path, unit] of [
    ["/system.slice/postgresql.service", "postgresql.service"],
    ["/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service"],
    ["/system.slice/snap.x.y\\x2dz.service", "snap.x.y\\x2dz.service"],
    ["/system.slice/docker.service/init", "docker.service"],
    ["/../../system.slice/ssh.service", "ssh.service"],
    [`${USER}/app.slice/syncthing.service`, "syncthing.service"],
    [`${USER}/app.slice/app-org.gnome.Terminal.slice/vte-spawn-1.scope`, undefined],
    [`${USER}/init.scope`, undefined],
    [USER, undefined],
    ["/user.slice/user-1000.slice/session-3.scope", undefined],
    ["/init.scope", undefined],
    ["/", undefined],
    [`/system.slice/docker-${ID}.scope`, undefined],
    ["/system.slice/cups.socket", undefined],
    ["/system.slice/gone.service (deleted)", undefined],
  ] as const
) {
  Deno.test(`unitOfPath() finds ${unit ?? "no service"} in ${path.slice(-40)}`, () => {
    assertEquals(unitOfPath(path), unit);
  });
}

Deno.test("socketUnitOfPath() finds the socket unit that a socket was made for", () => {
  assertEquals(socketUnitOfPath("/system.slice/cups.socket"), "cups.socket");
  assertEquals(socketUnitOfPath(`${USER}/app.slice/podman.socket`), "podman.socket");
  assertEquals(socketUnitOfPath("/system.slice/cups.service"), undefined);
  assertEquals(socketUnitOfPath("/system.slice/x.socket/inner"), undefined);
  assertEquals(socketUnitOfPath("/system.slice/.socket"), undefined);
});

Deno.test("isUserPath() knows what a user's own manager runs", () => {
  assert(isUserPath(`${USER}/app.slice/x.service`));
  for (
    const path of [USER, "/system.slice/x.service", "/user.slice/user-1000.slice/session-3.scope"]
  ) {
    assert(!isUserPath(path), path);
  }
});

for (
  const [path, id] of [
    [`/docker/${ID}`, ID],
    [`/docker/${ID}/init.scope`, ID],
    [`docker-${ID}.scope`, ID],
    [`/system.slice/docker-${ID}.scope`, ID],
    [`/machine.slice/libpod-${ID}.scope/container`, ID],
    [`${USER}/user.slice/libpod-${ID}.scope`, ID],
    [`/libpod_parent/libpod-${ID}`, ID],
    [`/libpod_parent/${ID}/conmon`, undefined],
    [`/kubepods/burstable/pod1234/${ID}`, ID],
    [`/kubepods.slice/kubepods-pod1.slice/cri-containerd-${ID}.scope`, ID],
    [`/kubepods.slice/crio-${ID}.scope`, ID],
    [`/docker/${OTHER}/kubelet/kubepods/besteffort/pod1/${ID}`, ID],
    [`/machine.slice/libpod-conmon-${ID}.scope`, undefined],
    [`/process_api/${ID}`, undefined],
    [`/docker/${ID.slice(0, 12)}`, undefined],
    [`/docker/${ID.toUpperCase()}`, undefined],
    [`/docker/${ID}0`, undefined],
    ["/system.slice/docker.service", undefined],
    ["/", undefined],
    ["", undefined],
  ] as const
) {
  const shown = path.replaceAll(ID, "ID").replaceAll(OTHER, "OTHER");
  Deno.test(`containerIdOfPath() finds ${id ? "the container" : "none"} in ${shown}`, () => {
    assertEquals(containerIdOfPath(path), id);
  });
}
