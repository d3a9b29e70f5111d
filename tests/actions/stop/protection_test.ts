import { assertEquals, assertStringIncludes } from "@std/assert";
import { whyForeign, whyProtected } from "../../../src/actions/stop/protection.ts";
import { isForwarder } from "../../../src/model/container.ts";
import type { Process } from "../../../src/model/process.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import { process, quietMachine } from "../../../src/testing.ts";

/** portik is pid 99, and was started by pid 50. */
function code(fields: Partial<Process>, disturb: Partial<Snapshot> = {}): string | undefined {
  const one = process({ startTicks: 7, ...fields });
  const own = [process({ pid: 50, name: "bash" }), process({ pid: 99, ppid: 50, name: "portik" })];
  const others = own.filter(({ pid }) => pid !== one.pid);
  const machine = quietMachine({ ...disturb, processes: [...others, one] });
  const reason = whyProtected(machine, one);
  return reason && `${reason.code} ${reason.exit}`;
}

Deno.test("whyProtected() has nothing against an ordinary process", () => {
  assertEquals(code({}), undefined);
  assertEquals(code({ uid: 33 }), undefined);
});

Deno.test("whyProtected() protects the first process, portik and what has started it", () => {
  assertEquals(code({ pid: 1, ppid: 0 }), "first-process 3");
  assertEquals(code({ pid: 0 }), "first-process 3");
  assertEquals(code({ pid: 99, ppid: 50, name: "portik" }), "self 3");
  assertEquals(code({ pid: 50, name: "bash" }), "own-ancestor 3");
});

Deno.test("whyProtected() protects the system of Windows, which has pid 4", () => {
  assertEquals(code({ pid: 4 }, { platform: "windows" }), "first-process 3");
  assertEquals(code({ pid: 4 }), undefined);
});

Deno.test("whyProtected() protects service managers, also those of users", () => {
  assertEquals(code({ name: "systemd", argv: ["systemd", "--user"] }), "service-manager 3");
});

Deno.test("whyProtected() protects every forwarder of containers, but not a person's ssh", () => {
  const forwarders = [
    ...["docker-proxy", "com.docker.backend", "com.docker.backend.exe", "rootlessport"],
    ...["pasta", "pasta.avx2", "slirp4netns", "OrbStack", "OrbStack Helper", "wslrelay"],
    ...["wslrelay.exe", "vpnkit", "limactl", "gvproxy", "conmon"],
  ];
  for (const name of forwarders) {
    assertEquals([isForwarder(name), code({ name })], [true, "forwarder 3"], name);
  }
  assertEquals(code({ name: "ssh" }), undefined);
});

Deno.test("whyProtected() protects container engines", () => {
  for (const name of ["dockerd", "containerd", "containerd-shim-runc-v2", "dockerd.exe"]) {
    assertEquals(code({ name }), "engine 3", name);
  }
});

Deno.test("whyProtected() protects what Windows does not live without, and hosts of its services", () => {
  const windows = { platform: "windows" } as const;
  for (const name of ["lsass", "csrss", "wininit.exe", "services"]) {
    assertEquals([code({ name }, windows), code({ name })], ["system-process 3", undefined], name);
  }
  assertEquals(code({ name: "svchost" }, windows), "service-host 3");
});

Deno.test("whyProtected() does not signal the dead, or who may be another", () => {
  assertEquals(code({ state: "zombie" }), "dead 1");
  assertEquals(code({ state: "zombie", threads: 2 }), undefined);
  const { startTicks: _, ...unknown } = process({ startTicks: 7 });
  const reason = whyProtected(quietMachine({ processes: [unknown] }), unknown);
  assertEquals([reason?.code, reason?.exit], ["unknown-start", 4]);
});

Deno.test("whyForeign() wants --force for whoever it is that is not the caller, root included", () => {
  const machine = (uid: number) => quietMachine({ caller: { pid: 99, uid }, users: { 33: "www" } });
  assertEquals(whyForeign(machine(1000), process({ uid: 1000 })), undefined);
  const asUser = whyForeign(machine(1000), process({ uid: 33 }));
  assertEquals([asUser?.code, asUser?.exit], ["other-user", 3]);
  assertStringIncludes(asUser?.message ?? "", "belongs to user www");
  assertStringIncludes(asUser?.hint ?? "", "sudo");
  const asRoot = whyForeign(machine(0), process({ uid: 34 }));
  assertStringIncludes(asRoot?.message ?? "", "belongs to uid 34");
  assertEquals(asRoot?.hint, "--force stops it all the same");
});
