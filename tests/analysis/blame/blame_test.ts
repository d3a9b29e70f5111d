import { assertEquals } from "@std/assert";
import { blamesOf, remoteEnds, sshPids } from "../../../src/analysis/blame/blame.ts";
import { container, process, quietMachine, socket } from "../../../src/testing.ts";
import { lineOf, machineOf, SYSTEMD } from "./line.ts";

const TARGET = { port: 3000, proto: "tcp" } as const;

Deno.test("blamesOf() has the chain from the first process to the owner", () => {
  const line = lineOf(SYSTEMD, { name: "bash", terminal: "pts/0" }, { terminal: "pts/0" });
  const [blame, ...more] = blamesOf(machineOf(line), TARGET);
  assertEquals(more, []);
  assertEquals(blame?.chain.map(({ pid, name, terminal }) => [pid, name, terminal]), [
    [1, "systemd", undefined],
    [101, "bash", "pts/0"],
    [102, "node", "pts/0"],
  ]);
  assertEquals(blame?.chain.map(({ user }) => user), ["root", "me", "me"]);
  assertEquals([blame?.status, blame?.addresses], ["listening", ["0.0.0.0"]]);
});

Deno.test("blamesOf() keeps the end of a chain that is to be short, and counts the rest", () => {
  const machine = machineOf(lineOf(SYSTEMD, {}, {}, {}));
  const [short] = blamesOf(machine, TARGET, { depth: 2 });
  assertEquals([short?.chain.map(({ pid }) => pid), short?.omitted], [[102, 103], 2]);
  const [whole] = blamesOf(machine, TARGET, { depth: 4 });
  assertEquals([whole?.chain.length, whole?.omitted], [4, undefined]);
});

Deno.test("blamesOf() blames each owner once, however many sockets it has", () => {
  const machine = quietMachine({
    sockets: [
      socket({ address: "127.0.0.1" }),
      socket({ address: "::1" }),
      socket({ address: "192.0.2.1", holders: [{ pid: 900 }] }),
    ],
    processes: [process(), process({ pid: 900, name: "other" })],
  });
  assertEquals(blamesOf(machine, TARGET).map(({ addresses }) => addresses), [
    ["127.0.0.1", "::1"],
    ["192.0.2.1"],
  ]);
  assertEquals(blamesOf(machine, { ...TARGET, host: "::1" }).map(({ addresses }) => addresses), [
    ["::1"],
  ]);
});

Deno.test("blamesOf() tells what is known of an owner that cannot be seen", () => {
  const machine = quietMachine({ sockets: [socket({ holders: [], uid: 0, inode: 64 })] });
  const [blame] = blamesOf(machine, TARGET);
  assertEquals(blame?.chain, [{ argv: [], uid: 0, user: "root", confidence: "user" }]);
  assertEquals([blame?.startedBy?.kind, blame?.also], ["unknown", []]);
});

Deno.test("blamesOf() blames a container that publishes the port without a listener", () => {
  const [blame] = blamesOf(quietMachine({ containers: [container()] }), TARGET);
  assertEquals([blame?.status, blame?.chain, blame?.startedBy?.name], ["held", [], "web-1"]);
});

Deno.test("blamesOf() blames nobody for a free port", () => {
  assertEquals(blamesOf(quietMachine(), TARGET), [
    { ...TARGET, status: "free", addresses: [], chain: [], also: [] },
  ]);
});

Deno.test("sshPids() names the processes whose connections are worth a look", () => {
  const session = { name: "sshd", argv: ["sshd: ada@pts/0"] };
  assertEquals(sshPids(machineOf(lineOf(SYSTEMD, session, {})), TARGET), [101]);
  assertEquals(sshPids(machineOf(lineOf(SYSTEMD, {})), TARGET), []);
});

Deno.test("remoteEnds() takes the connection that a process had first", () => {
  const connection = (fd: number, port: number, state: "ESTABLISHED" | "CLOSE_WAIT") =>
    socket({ state, holders: [{ pid: 7, fd }], peer: { address: "192.0.2.7", port } });
  const remoteOf = remoteEnds(quietMachine({
    sockets: [
      socket({ holders: [{ pid: 7, fd: 3 }] }),
      connection(9, 80, "ESTABLISHED"),
      connection(4, 50022, "ESTABLISHED"),
      connection(2, 1, "CLOSE_WAIT"),
    ],
  }));
  assertEquals(remoteOf(7), { address: "192.0.2.7", port: 50022 });
  assertEquals(remoteOf(8), undefined);
});
