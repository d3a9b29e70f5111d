import { assertEquals } from "@std/assert";
import { traceOf } from "../../../src/analysis/trace/trace.ts";
import type { Machine } from "../../../src/model/machine.ts";
import type { Process } from "../../../src/model/process.ts";
import type { Route } from "../../../src/model/route.ts";
import { container, process, quietMachine, socket } from "../../../src/testing.ts";

const CONTAINER = "c0ffee00".repeat(8);

function shown(machine: Machine, port = 3000): string[] {
  return traceOf(machine, { port, proto: "tcp" }).steps
    .map(({ kind, to = "", depth }) => `${"  ".repeat(depth)}${kind} ${to}`.trimEnd());
}

/** Processes that each listen on a port of 127.0.0.1 and pass connections on to another, by socat. */
function relays(ways: Readonly<Record<number, string>>): Partial<Machine["snapshot"]> {
  const ports = Object.keys(ways).map(Number);
  return {
    sockets: ports.map((port) =>
      socket({ address: "127.0.0.1", port, inode: port, holders: [{ pid: port }] })
    ),
    processes: ports.map((port): Process =>
      process({
        pid: port,
        name: "socat",
        argv: ["socat", `TCP-LISTEN:${port},fork`, `TCP:${ways[port]}`],
      })
    ),
    addresses: [],
  };
}

Deno.test("traceOf() ends at the process that answers, and tells whom that talks to", () => {
  const machine = quietMachine({ sockets: [socket()], processes: [process()] });
  assertEquals(shown(machine), ["listener 0.0.0.0:3000"]);
});

Deno.test("traceOf() follows one hop after the other", () => {
  const machine = quietMachine(relays({ 3000: "localhost:3001", 3001: "127.0.0.1:3002" }));
  assertEquals(shown(machine), [
    "listener 127.0.0.1:3000",
    "  forward localhost:3001",
    "    listener 127.0.0.1:3001",
    "      forward 127.0.0.1:3002",
    "        nobody 127.0.0.1:3002",
  ]);
});

Deno.test("traceOf() sees a circle and ends there", () => {
  const machine = quietMachine(relays({ 3000: "localhost:3001", 3001: "localhost:3000" }));
  assertEquals(shown(machine).at(-1), "        loop 127.0.0.1:3000");
  assertEquals(
    shown(quietMachine(relays({ 3000: "127.0.0.1:3000" }))).at(-1),
    "    loop 127.0.0.1:3000",
  );
});

Deno.test("traceOf() follows no way that is too long", () => {
  const ways = Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [3000 + i, `127.0.0.1:${3001 + i}`]),
  );
  const kinds = traceOf(quietMachine(relays(ways)), { port: 3000, proto: "tcp" }).steps
    .map(({ kind }) => kind);
  assertEquals([kinds.at(-1), kinds.filter((kind) => kind === "listener").length], ["limit", 8]);
});

Deno.test("traceOf() names what is outside, a name, and a Unix socket", () => {
  const last = (to: string) => shown(quietMachine(relays({ 3000: to }))).at(-1);
  assertEquals(last("192.0.2.9:443"), "    outside 192.0.2.9:443");
  assertEquals(last("db.internal:5432"), "    outside db.internal:5432");
  const unix = quietMachine({
    sockets: [socket()],
    processes: [process({ name: "socat", argv: ["socat", "TCP-L:3000", "UNIX:/run/a.sock"] })],
  });
  assertEquals(shown(unix).at(-1), "    unix-socket unix:/run/a.sock");
});

Deno.test("traceOf() goes through docker-proxy into the container", () => {
  const argv = ["docker-proxy", "-container-ip", "172.17.0.2", "-container-port", "80"];
  const proxy = process({ name: "docker-proxy", argv });
  const web = process({ pid: 900, name: "httpd", containerId: CONTAINER });
  const inside = socket({ port: 80, namespace: "net:[4026532281]", holders: [{ pid: 900 }] });
  const machine = quietMachine({
    sockets: [socket(), inside],
    processes: [proxy, web],
    containers: [container({ id: CONTAINER })],
  });
  const { steps } = traceOf(machine, { port: 3000, proto: "tcp" });
  assertEquals(steps.map(({ summary }) => summary), [
    "docker-proxy (pid 812, user me) listens on 0.0.0.0:3000",
    "passes connections on to 172.17.0.2:80 in container web-1",
    "httpd (pid 900, user me) listens on 0.0.0.0:80 in container web-1",
  ]);
  // Without the engine, the address tells whose namespace it is.
  const addresses = [{ address: "172.17.0.2", namespace: "net:[4026532281]" }];
  const alone = quietMachine({ ...machine.snapshot, containers: [], addresses });
  assertEquals(
    traceOf(alone, { port: 3000, proto: "tcp" }).steps.at(-1)?.summary,
    "httpd (pid 900, user me) listens on 0.0.0.0:80 in namespace net:[4026532281]",
  );
});

Deno.test("traceOf() goes into a container that has the port by packet filter alone", () => {
  const containers = [container({ id: CONTAINER })];
  const gaps = [{ fact: "namespaces" as const, source: "/proc", reason: "needs root" }];
  const { status, steps } = traceOf(quietMachine({ containers, gaps }), {
    port: 3000,
    proto: "tcp",
  });
  assertEquals([status, steps.map(({ kind }) => kind)], ["held", ["publication", "unseen"]]);
  assertEquals(
    steps.at(-1)?.summary,
    "What listens on port 80 inside container web-1 cannot be seen: needs root",
  );
  assertEquals(shown(quietMachine({ containers })).at(-1), "  nobody");
});

Deno.test("traceOf() tells each way of a proxy that has several", () => {
  const nginx = process({ name: "nginx", argv: ["nginx: master process nginx"] });
  const routes = [5000, 5001].map((port): Route => ({
    pid: 812,
    program: "nginx",
    port: 3000,
    to: `127.0.0.1:${port}`,
    file: "/etc/nginx/nginx.conf",
    line: 7,
  }));
  const machine = quietMachine({ sockets: [socket()], processes: [nginx], routes });
  assertEquals(shown(machine), [
    "listener 0.0.0.0:3000",
    "  proxy 127.0.0.1:5000",
    "    nobody 127.0.0.1:5000",
    "  proxy 127.0.0.1:5001",
    "    nobody 127.0.0.1:5001",
  ]);
});

Deno.test("traceOf() does not drown in ways that part again and again", () => {
  const ports = Array.from({ length: 12 }, (_, i) => 3000 + i);
  const machine = quietMachine({
    sockets: ports.map((port) => socket({ port, holders: [{ pid: port }] })),
    processes: ports.map((pid) => process({ pid, name: "nginx", argv: ["nginx"] })),
    routes: ports.flatMap((pid) =>
      ports.map((port): Route => ({
        ...{ pid, program: "nginx", port: pid, to: `127.0.0.1:${port}`, file: "/x", line: 1 },
      }))
    ),
  });
  assertEquals(shown(machine).length, 200);
});

Deno.test("traceOf() tells an owner that cannot be seen", () => {
  const machine = quietMachine({ sockets: [socket({ holders: [], uid: 0, inode: 64 })] });
  const [step, ...more] = traceOf(machine, { port: 3000, proto: "tcp" }).steps;
  assertEquals([step?.confidence, step?.pid, more], ["user", undefined, []]);
});
