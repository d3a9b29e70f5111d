import { assertEquals } from "@std/assert";
import { containerCause, inContainer } from "../../../../src/analysis/blame/detectors/container.ts";
import { container } from "../../../../src/testing.ts";
import { caseFor, lineOf, SYSTEMD } from "../line.ts";

const ID = "4f".repeat(32);
const SHIM = {
  name: "containerd-shim-runc-v2",
  argv: ["/usr/bin/containerd-shim-runc-v2", "-namespace", "moby", "-id", ID],
};

Deno.test("inContainer() names the container that the owner runs in", () => {
  const line = lineOf(SYSTEMD, SHIM, { name: "nginx", containerId: ID });
  const cause = inContainer(caseFor(line, { containers: [container({ id: ID })] }));
  assertEquals(cause, {
    kind: "container",
    tool: "docker",
    name: "web-1",
    details: "image nginx",
    confidence: "certain",
    evidence: [
      "docker knows container web-1 of image nginx",
      "started below containerd-shim-runc-v2 (pid 101)",
    ],
    stopWith: ["docker", "stop", "web-1"],
  });
});

Deno.test("inContainer() names the container that docker-proxy forwards to", () => {
  const line = lineOf(SYSTEMD, { name: "dockerd" }, { name: "docker-proxy" });
  assertEquals(inContainer(caseFor(line, { containers: [container()] }))?.name, "web-1");
});

Deno.test("inContainer() has the id alone where the engine was not asked", () => {
  const line = lineOf(SYSTEMD, SHIM, { name: "nginx", containerId: ID });
  const cause = inContainer(caseFor(line));
  assertEquals([cause?.tool, cause?.name, cause?.confidence], [
    "docker",
    ID.slice(0, 12),
    "cgroup",
  ]);
  assertEquals(cause?.stopWith, undefined);
});

Deno.test("inContainer() believes the cgroup of a socket whose owner cannot be seen", () => {
  const socket = { holders: [], cgroup: `/system.slice/docker-${ID}.scope`, uid: 0 };
  assertEquals(inContainer(caseFor([], { socket }))?.name, ID.slice(0, 12));
});

Deno.test("inContainer() tells the engine by the helper above the container", () => {
  const tools = ([...argv]: string[]) =>
    inContainer(caseFor(lineOf(SYSTEMD, { name: argv[0] ?? "", argv }, { name: "x" })));
  assertEquals(tools(["containerd-shim-runc-v2", "-namespace", "k8s.io"])?.tool, "kubernetes");
  assertEquals(tools(["containerd-shim-runc-v2", "-namespace", "default"])?.tool, "containerd");
  assertEquals(tools(["/usr/bin/conmon", "-c", ID, "-n", "db"])?.name, "db");
  assertEquals(tools(["systemd-nspawn", "-D", "/srv"])?.tool, "systemd-nspawn");
  assertEquals(tools(["[lxc monitor] /var/lib/lxc web"])?.name, "web");
});

Deno.test("inContainer() takes hex digits for no container: only engines write such cgroups", () => {
  const paths = [
    `/manager/${"5c".repeat(16)}`,
    "/user.slice/app-1b4e28ba-2fa1-11d2-883f-0016d3cca427.scope",
    `/batch/${ID}`,
  ];
  for (const cgroup of paths) {
    const line = lineOf(SYSTEMD, { name: "node", cgroup });
    assertEquals(inContainer(caseFor(line, { socket: { cgroup } })), undefined, cgroup);
  }
});

Deno.test("containerCause() tells services of compose by project and service", () => {
  const { publications: _, ...web } = container({
    composeProject: "shop",
    composeService: "web",
    composeFile: "/srv/compose.yaml",
  });
  assertEquals(containerCause(web), {
    kind: "compose",
    tool: "docker",
    name: "shop/web",
    details: "container web-1 of image nginx",
    confidence: "certain",
    evidence: [
      "docker knows container web-1 of image nginx",
      "compose file /srv/compose.yaml",
    ],
    stopWith: ["docker", "compose", "-p", "shop", "stop", "web"],
  });
});
