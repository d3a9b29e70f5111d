import { assert, assertEquals } from "@std/assert";
import { containersAt, listenerOf } from "../../src/model/listener.ts";
import type { Container, Publication } from "../../src/model/container.ts";
import type { Socket } from "../../src/model/socket.ts";
import { container, process, quietMachine, socket } from "../../src/testing.ts";

function published(hostAddress: string, fields: Partial<Publication> = {}): Publication {
  return { hostAddress, hostPort: 3000, containerPort: 80, proto: "tcp", ...fields };
}

Deno.test("listenerOf() joins a socket with its owners and leaves out what is raw", () => {
  const one = socket({ address: "127.0.0.1", uid: 0, inode: 64, cgroup: "/x" });
  const listener = listenerOf(one, quietMachine({ sockets: [one], processes: [process()] }));
  assertEquals(listener.owners.map(({ name }) => name), ["node"]);
  assertEquals([listener.reach, listener.inode], ["loopback", 64]);
  for (const key of ["holders", "peer", "cgroup", "container"]) assert(!(key in listener), key);
});

Deno.test("listenerOf() shows the publication on the listener's own address", () => {
  const [v4, v6] = [socket(), socket({ address: "::", v6only: true })] as const;
  const machine = quietMachine({
    sockets: [v4, v6],
    processes: [process({ name: "docker-proxy" })],
    containers: [
      container({
        publications: [published("0.0.0.0"), published("::", { containerPort: 81 })],
      }),
    ],
  });
  const [first, second] = [v4, v6].map((one) => listenerOf(one, machine).container);
  assertEquals([first?.hostAddress, first?.containerPort], ["0.0.0.0", 80]);
  assertEquals([second?.hostAddress, second?.containerPort], ["::", 81]);
});

Deno.test("listenerOf() shows some publication where a dual-stack socket serves it", () => {
  const dual = socket({ address: "::" });
  const machine = quietMachine({
    sockets: [dual],
    processes: [process({ name: "rootlessport" })],
    containers: [container({ publications: [published("0.0.0.0")] })],
  });
  assertEquals(listenerOf(dual, machine).container?.containerPort, 80);
});

Deno.test("listenerOf() shows no ports of a container on the host's own network", () => {
  const one = socket();
  const machine = quietMachine({
    sockets: [one],
    processes: [process({ containerId: container().id })],
    containers: [container({ publications: [published("0.0.0.0", { hostPort: 81 })] })],
  });
  const shown = listenerOf(one, machine).container;
  assertEquals([shown?.name, shown?.hostPort], ["web-1", undefined]);
  assert(shown && !("publications" in shown));
});

Deno.test("containersAt() gives a container once for each address of the port", () => {
  const many = container({
    publications: [
      ...[published("127.0.0.1"), published("10.0.0.5"), published("::")],
      ...[published("127.0.0.1", { hostPort: 81 }), published("127.0.0.1", { proto: "udp" })],
    ],
  });
  const machine = quietMachine({ containers: [many] });
  const addresses = (host?: string) =>
    containersAt(machine, { port: 3000, proto: "tcp", host }).map((one) => one.hostAddress);
  assertEquals(addresses(), ["127.0.0.1", "10.0.0.5", "::"]);
  assertEquals(addresses("127.0.0.1"), ["127.0.0.1"]);
  assertEquals(addresses("::1"), ["::"]);
  assertEquals(containersAt(machine, { port: 82, proto: "tcp" }), []);
});

Deno.test("containersAt() names the process that answers inside", () => {
  const inner = socket({ address: "::", port: 80, holders: [{ pid: 900 }] });
  const processes = [process({ pid: 900, name: "nginx" })];
  const seen = (listeners: readonly Socket[]) => {
    const containers = [container({ listeners })];
    const [first] = containersAt(quietMachine({ processes, containers }), {
      port: 3000,
      proto: "tcp",
    });
    assert(first && !("listeners" in first) && !("publications" in first));
    return first.process;
  };
  assertEquals(seen([inner]), { pid: 900, name: "nginx" });
  assertEquals(seen([socket({ port: 81, holders: [{ pid: 900 }] })]), undefined);
  assertEquals(seen([socket({ port: 80, proto: "udp", holders: [{ pid: 900 }] })]), undefined);
  assertEquals(seen([{ ...inner, holders: [] }]), undefined);
});

Deno.test("listenerOf() tells the id of a container that no engine knows", () => {
  const one = socket();
  const { id } = container();
  const listener = (containers: readonly Container[]) =>
    listenerOf(
      one,
      quietMachine({ sockets: [one], processes: [process({ containerId: id })], containers }),
    );
  assertEquals([listener([]).containerId, listener([]).container], [id, undefined]);
  assert(!("containerId" in listener([container({ publications: [] })])));
});
