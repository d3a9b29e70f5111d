import { assertEquals } from "@std/assert";
import { portBlocks, summaryLine } from "../../src/analysis/port_blocks.ts";
import { portStatus } from "../../src/analysis/port_status.ts";
import type { Block } from "../../src/model/report.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { Proto } from "../../src/model/socket.ts";
import { renderCsv } from "../../src/render/csv.ts";
import { shownTable } from "../../src/render/shown.ts";
import { container, process, quietMachine, socket } from "../../src/testing.ts";

const LOCAL_END =
  "the local end of a connection of a process (pid 812) to 192.0.2.7:50000, in state " +
  "ESTABLISHED";
const HELD = socket({ address: "127.0.0.1" });
const service = process({
  ...{ name: "postgres", argv: ["postgres", "-D", "/data"], unit: "pg.service" },
  startedAt: "2026-01-02T00:04:05.000Z",
});

function blocksOf(disturb: Partial<Snapshot>, proto: Proto = "tcp"): Block[] {
  const machine = quietMachine(disturb);
  return portBlocks(portStatus(machine, { port: 3000, proto }), machine);
}

/** The text of each paragraph. */
function textsOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) =>
    block.kind === "text" ? block.spans.map(({ text }) => text).join("") : []
  );
}

/** The table as people see it, a line for each row, the titles first. */
function tableOf(blocks: readonly Block[]): string[] | undefined {
  const found = blocks.find((block) => block.kind === "table");
  const { columns, rows } = shownTable(found ?? { kind: "table", columns: [], rows: [] });
  const cell = (text: string, i: number) => text === "" ? columns[i]?.blank ?? "" : text.trim();
  return [
    columns.map(({ title }) => title).join(" | "),
    ...rows.map((row) => row.map(({ text }, i) => cell(text, i)).join(" | ")),
  ];
}

function summary(disturb: Partial<Snapshot>): string | undefined {
  const status = portStatus(quietMachine(disturb), { port: 3000, proto: "tcp" });
  return textsOf([summaryLine(status)])[0];
}

Deno.test("portBlocks() is a headline and a table of listeners with everything known", () => {
  const blocks = blocksOf({ sockets: [HELD], processes: [service] });
  assertEquals(textsOf(blocks), ["3000/tcp is listening"]);
  assertEquals(tableOf(blocks), [
    "ADDRESS | PID | USER | PROCESS | AGE | FROM | COMMAND",
    "127.0.0.1:3000 | 812 | me | postgres | 3 h | pg.service | postgres -D /data",
  ]);
});

Deno.test("portBlocks() leaves out where a listener comes from if none comes from anywhere", () => {
  assertEquals(tableOf(blocksOf({ sockets: [HELD], processes: [process()] })), [
    "ADDRESS | PID | USER | PROCESS | AGE | COMMAND",
    "127.0.0.1:3000 | 812 | me | node | - | node",
  ]);
});

Deno.test("portBlocks() has an empty table where nobody listens, for programs", () => {
  const blocks = blocksOf({});
  assertEquals([textsOf(blocks), tableOf(blocks)], [["3000/tcp has no listener"], [""]]);
  assertEquals(renderCsv({ blocks }), "PORT,PROTO,ADDRESS,PID,USER,PROCESS,AGE,FROM,COMMAND\r\n");
});

Deno.test("portBlocks() tells programs the port, the address of each owner and an age in seconds", () => {
  const blocks = blocksOf({
    sockets: [socket({ holders: [{ pid: 812 }, { pid: 813 }] })],
    processes: [service, process({ pid: 813, ppid: 812 })],
  });
  assertEquals(renderCsv({ blocks }).split("\r\n").slice(1, 3), [
    "3000,tcp,0.0.0.0:3000,812,me,postgres,10800,pg.service,postgres -D /data",
    "3000,tcp,0.0.0.0:3000,813,me,node,,inherited,node",
  ]);
});

Deno.test("portBlocks() tells a wildcard of both families from one of IPv6 alone", () => {
  const addressOf = (v6only: boolean) =>
    tableOf(blocksOf({
      sockets: [socket({ address: "::", family: v6only ? "ipv6" : "dual", v6only })],
    }))?.[1]?.split(" | ")[0];
  assertEquals([addressOf(false), addressOf(true)], ["*:3000", "[::]:3000"]);
});

Deno.test("portBlocks() gives up the command first where a terminal is narrow, and cuts it", () => {
  const table = blocksOf({ sockets: [HELD], processes: [service] }).find((one) =>
    one.kind === "table"
  );
  assertEquals(table?.columns.filter(({ flex }) => flex).map(({ title }) => title), ["COMMAND"]);
  const going = table?.columns.filter(({ priority }) => priority !== undefined)
    .toSorted((a, b) => (b.priority ?? 0) - (a.priority ?? 0)).map(({ title }) => title);
  assertEquals(going, ["COMMAND", "AGE", "FROM", "USER"]);
});

Deno.test("portBlocks() shows dashes for an owner that is not seen, and marks one that is supposed", () => {
  const rowOf = (disturb: Partial<Snapshot>) => tableOf(blocksOf(disturb))?.[1];
  const cgroup = "/system.slice/x.service";
  const sockets = [socket({ holders: [], uid: 105, cgroup })];
  assertEquals(rowOf({ sockets: [socket({ holders: [] })] }), "0.0.0.0:3000 | - | - | - | - | -");
  assertEquals(rowOf({ sockets }), "0.0.0.0:3000 | - | 105 | - | - | x.service | -");
  const processes = [process({ cgroup })];
  assertEquals(rowOf({ sockets, processes }), "0.0.0.0:3000 | 812 | me | node? | - | node");
});

Deno.test("portBlocks() puts heirs below the maker, four at most, and counts the rest", () => {
  const withHeirs = (count: number) => {
    const pids = Array.from({ length: count }, (_, i) => 813 + i);
    return tableOf(blocksOf({
      sockets: [socket({ holders: [812, ...pids].map((pid) => ({ pid })) })],
      processes: [process(), ...pids.map((pid) => process({ pid, ppid: 812 }))],
    }));
  };
  assertEquals(withHeirs(2), [
    "ADDRESS | PID | USER | PROCESS | AGE | FROM | COMMAND",
    "0.0.0.0:3000 | 812 | me | node | - | - | node",
    " | 813 | me | node | - | inherited | node",
    " | 814 | me | node | - | inherited | node",
  ]);
  assertEquals(withHeirs(3)?.length, 5);
  assertEquals(withHeirs(4)?.at(-1), " |  |  | and 1 more that shares the socket |  |  | ");
  assertEquals(withHeirs(9)?.at(-1), " |  |  | and 6 more that share the socket |  |  | ");
});

Deno.test("portBlocks() puts the service before the systemd that made its socket", () => {
  const table = tableOf(blocksOf({
    sockets: [socket({ holders: [{ pid: 1 }, { pid: 812 }] })],
    processes: [process({ pid: 1, ppid: 0, name: "systemd", uid: 0 }), service],
  }));
  assertEquals(table?.slice(1).map((row) => row.split(" | ").slice(0, 4).join(" ")), [
    "0.0.0.0:3000 812 me postgres",
    " 1 root systemd",
  ]);
});

Deno.test("portBlocks() names the container that a listener belongs to", () => {
  const table = tableOf(blocksOf({
    sockets: [socket()],
    processes: [process({ name: "docker-proxy", unit: "docker.service" })],
    containers: [container()],
  }));
  assertEquals(table?.[1], "0.0.0.0:3000 | 812 | me | docker-proxy | - | web-1 | docker-proxy");
});

Deno.test("portBlocks() counts connections in the headline, and never the listener", () => {
  const established = socket({ state: "ESTABLISHED" });
  const sockets = [HELD, established, established, socket({ state: "TIME_WAIT" })];
  assertEquals(textsOf(blocksOf({ sockets, processes: [process()] })), [
    "3000/tcp is listening (2 ESTABLISHED, 1 TIME_WAIT)",
  ]);
  assertEquals(textsOf(blocksOf({ sockets: [established] })), [
    "3000/tcp is held (1 ESTABLISHED)",
    LOCAL_END,
  ]);
});

Deno.test("portBlocks() names the container that publishes a held port, if it is up", () => {
  const stopped = container({ name: "old", state: "exited", id: "ab".repeat(32) });
  const wants = "container old (nginx): exited, wants the port, 0.0.0.0:3000 -> 80/tcp";
  assertEquals(textsOf(blocksOf({ containers: [stopped, container()] })), [
    "3000/tcp is held, published by container web-1",
    "container web-1 (nginx): 0.0.0.0:3000 -> 80/tcp",
    wants,
  ]);
  const sockets = [socket({ state: "ESTABLISHED" })];
  assertEquals(textsOf(blocksOf({ sockets, containers: [stopped] })), [
    "3000/tcp is held (1 ESTABLISHED)",
    LOCAL_END,
    wants,
  ]);
});

Deno.test("portBlocks() leaves out containers of other machines for which nothing listens here", () => {
  const containers = [container({ remote: true })];
  assertEquals(textsOf(blocksOf({ containers })), ["3000/tcp has no listener"]);
  const sockets = [socket()];
  const processes = [process({ name: "com.docker.backend" })];
  assertEquals(textsOf(blocksOf({ sockets, processes, containers })).length, 2);
});

Deno.test("portBlocks() tells once of a container what its listeners have in common", () => {
  const at = (hostAddress: string) =>
    ({ hostAddress, hostPort: 3000, containerPort: 80, proto: "tcp" }) as const;
  const texts = textsOf(blocksOf({
    sockets: [socket(), socket({ address: "::", v6only: true })],
    processes: [process({ name: "docker-proxy" }), process({ pid: 900, name: "nginx" })],
    containers: [container({
      publications: [at("0.0.0.0"), at("::")],
      listeners: [socket({ port: 80, holders: [{ pid: 900 }] })],
      composeProject: "shop",
      composeService: "web",
    })],
  }));
  assertEquals(texts, [
    "3000/tcp is listening",
    "container web-1 (nginx): 0.0.0.0:3000 and [::]:3000 -> 80/tcp, compose service web of " +
    "project shop, inside nginx (pid 900)",
  ]);
});

Deno.test("portBlocks() names a container that no engine knows by its id", () => {
  const { id } = container();
  const blocks = blocksOf({ sockets: [socket()], processes: [process({ containerId: id })] });
  assertEquals(tableOf(blocks)?.[1], "0.0.0.0:3000 | 812 | me | node | - | c0ffee00c0ff | node");
});

Deno.test("portBlocks() says that the other protocol is in use where this one is not", () => {
  const sockets = [socket({ proto: "udp" })];
  assertEquals(textsOf(blocksOf({ sockets, processes: [process()] })), [
    "3000/tcp has no listener",
    "3000/udp is held by node (pid 812, user me): ask with --proto udp",
  ]);
  assertEquals(textsOf(blocksOf({ sockets: [HELD] }, "udp")), [
    "3000/udp has no listener",
    "3000/tcp is held by a process (pid 812): ask with --proto tcp",
  ]);
  const both = [HELD, ...sockets];
  assertEquals(textsOf(blocksOf({ sockets: both })), ["3000/tcp is listening"]);
});

Deno.test("portBlocks() says what could not be seen where that is all there is to say", () => {
  const gaps = [
    { fact: "sockets", source: "ss", reason: "ss is not installed" },
    { fact: "owners", source: "ss", reason: "needs root" },
  ] as const;
  assertEquals(textsOf(blocksOf({ gaps })), [
    "3000/tcp is unknown",
    "Could not see: ss is not installed",
  ]);
});

Deno.test("portBlocks() tells of listeners in other network namespaces", () => {
  const id = container().id;
  const sockets = [
    socket({ namespace: "blue" }),
    socket({ namespace: "net:[4026532281]", holders: [{ pid: 900 }] }),
  ];
  const processes = [process(), process({ pid: 900, name: "nginx", containerId: id })];
  const containers = [container({ publications: [] })];
  assertEquals(textsOf(blocksOf({ sockets, processes, containers })), [
    "3000/tcp has no listener",
    "in namespace blue: node (pid 812, user me) on 0.0.0.0",
    "in namespace net:[4026532281] (container web-1): nginx (pid 900, user me) on 0.0.0.0",
  ]);
});

Deno.test("summaryLine() names who holds a port by a connection", () => {
  const sockets = [socket({ state: "ESTABLISHED" }), socket({ state: "ESTABLISHED" })];
  assertEquals(
    summary({ sockets, processes: [process()] }),
    "3000/tcp is held: node (pid 812, user me)",
  );
});

Deno.test("summaryLine() names owners and addresses once each", () => {
  const sockets = [HELD, socket({ address: "::1" }), socket({ state: "ESTABLISHED" })];
  assertEquals(
    summary({ sockets, processes: [process()] }),
    "3000/tcp is listening: node (pid 812, user me) on 127.0.0.1 and ::1",
  );
  assertEquals(summary({}), "3000/tcp has no listener");
  assertEquals(
    summary({
      sockets: [socket()],
      processes: [process({ name: "docker-proxy" })],
      containers: [container()],
    }),
    "3000/tcp is listening: container web-1 (nginx) on 0.0.0.0",
  );
  assertEquals(
    summary({ containers: [container()] }),
    "3000/tcp is held, published by container web-1",
  );
});
