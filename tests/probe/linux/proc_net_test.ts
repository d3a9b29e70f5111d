import { assert, assertEquals } from "@std/assert";
import type { Sight } from "../../../src/host/host.ts";
import type { Proto, Socket } from "../../../src/model/socket.ts";
import { parseProcNet, procNet } from "../../../src/probe/linux/proc_net.ts";
import { parseSs } from "../../../src/probe/linux/ss.ts";
import { linkLocalZones } from "../../../src/probe/linux/zones.ts";
import { asking, onPaper, type Paper, recorded } from "../paper.ts";

const OPTIONS = { probeTimeout: 2000 };
const TITLE = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";

function only(line: string, proto: Proto = "tcp"): Socket {
  const [socket, ...others] = parseProcNet(TITLE + line, proto);
  assertEquals(others, []);
  assert(socket, `no socket in ${JSON.stringify(line)}`);
  return socket;
}

/** A row as the kernel prints it. */
function row(local: string, { peer = "00000000:0000", state = "0A", uid = 0, inode = 7 } = {}) {
  return `   0: ${local} ${peer} ${state} 00000000:00000000 00:00000000 00000000 ${uid} 0 ${inode} 1`;
}

const V6 = "00000000000000000000000000000000";
const DUAL = (inode: number, uid = 0) => row(`${V6}:0050`, { peer: `${V6}:0000`, inode, uid });

/** The sockets of a machine with these tables, whose port 80 answers a bind in that way. */
async function read(tables: Record<string, string>, paper: Paper = {}): Promise<readonly Socket[]> {
  const texts = Object.entries(tables).map(([file, rows]) => [`/proc/net/${file}`, TITLE + rows]);
  const sight = onPaper({ ...paper, texts: Object.fromEntries(texts) });
  const answer = await procNet.read(sight, asking(80), OPTIONS);
  assert(!("missing" in answer));
  return answer;
}

Deno.test("parseProcNet() reads a listener of proc_net(5)", () => {
  const line = "   0: 0100007F:1538 00000000:0000 0A 00000000:00000003 00:00000000 00000000   105" +
    "        0 6398 1 0000000000000000 100 0 0 10 0                     ";
  assertEquals(only(line), {
    proto: "tcp",
    address: "127.0.0.1",
    port: 5432,
    family: "ipv4",
    state: "LISTEN",
    inode: 6398,
    uid: 105,
    backlog: { queued: 3 },
    holders: [],
  });
});

Deno.test("parseProcNet() reads IPv6 addresses, and v4-mapped ones as IPv4", () => {
  const address = (hex: string) => {
    const { address, family } = only(row(`${hex}:0050`, { peer: `${V6}:0000` }));
    return `${address} ${family}`;
  };
  assertEquals(address(V6), ":: ipv6");
  assertEquals(address("00000000000000000000000001000000"), "::1 ipv6");
  assertEquals(address("000080FE000000000000000034120000"), "fe80::1234 ipv6");
  assertEquals(address("B80D0120000000000000000001000000"), "2001:db8::1 ipv6");
  assertEquals(address("0000000000000000FFFF00000100007F"), "127.0.0.1 ipv4");
});

Deno.test("parseProcNet() reads states by number, other ones for udp", () => {
  const state = (hex: string, proto: Proto) =>
    only(row("0100007F:0050", { state: hex, peer: "0100007F:C350" }), proto).state;
  const tcp = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "0A", "0B", "0C"];
  assertEquals(tcp.map((hex) => state(hex, "tcp")), [
    "ESTABLISHED",
    "SYN_SENT",
    "SYN_RECEIVED",
    "FIN_WAIT_1",
    "FIN_WAIT_2",
    "TIME_WAIT",
    "CLOSED",
    "CLOSE_WAIT",
    "LAST_ACK",
    "LISTEN",
    "CLOSING",
    "SYN_RECEIVED",
  ]);
  assertEquals(["01", "07"].map((hex) => state(hex, "udp")), ["ESTABLISHED", "UNCONN"]);
});

Deno.test("parseProcNet() reads TIME_WAIT, which has neither inode nor uid", () => {
  const { inode, uid, peer } = only(
    row("0100007F:0050", { peer: "0100007F:C350", state: "06", inode: 0 }),
  );
  assertEquals({ inode, uid, peer }, {
    inode: undefined,
    uid: undefined,
    peer: { address: "127.0.0.1", port: 50000 },
  });
});

Deno.test("parseProcNet() leaves out what is not a row", () => {
  const rubbish = ["", "hello", "0: 0100007F 00000000:0000 0A", row("XX00007F:0050"), row("7F:50")];
  assertEquals(parseProcNet(TITLE + rubbish.join("\n"), "tcp"), []);
  assertEquals(parseProcNet(TITLE + row("0100007F:0050", { state: "63" }), "tcp"), []);
  assertEquals(parseProcNet("", "tcp"), []);
});

Deno.test("parseProcNet() and parseSs() read the same from one real machine", () => {
  const tables = [["tcp", "tcp"], ["tcp6", "tcp"], ["udp", "udp"], ["udp6", "udp"]] as const;
  const byProc = tables.flatMap(([file, proto]) =>
    parseProcNet(recorded(`proc_net/${file}.txt`), proto)
  );
  const facts = ({ proto, address, port, state, peer, inode, uid, backlog }: Socket) =>
    JSON.stringify([proto, address, port, state, peer?.port, inode, uid, backlog?.queued]);
  assertEquals(
    byProc.map(facts).sort(),
    parseSs(recorded("ss/varied.txt")).map(facts).sort(),
  );
});

Deno.test("linkLocalZones() knows the interface of each address that is on one alone", () => {
  const zones = linkLocalZones(recorded("proc_net/if_inet6.txt"));
  assertEquals(zones.get("fe80::1234"), "eth9");
  assertEquals(zones.size, 3);
  const line = "fe800000000000000000000000000001 02 40 20 80";
  assertEquals(linkLocalZones(`${line} eth0\n${line} eth1\n`).size, 0);
  assertEquals(linkLocalZones({ failed: "ENOENT" }).size, 0);
});

Deno.test("/proc/net finds who holds a socket by its descriptors", async () => {
  const [socket] = await read({ tcp: row("0100007F:0050", { inode: 64 }) }, {
    folders: { "/proc": ["self", "12", "7"], "/proc/12/fd": ["0", "6"], "/proc/7/fd": ["6"] },
    links: {
      "/proc/12/fd/0": "/dev/null",
      "/proc/12/fd/6": "socket:[64]",
      "/proc/7/fd/6": "socket:[65]",
    },
  });
  assertEquals(socket?.holders, [{ pid: 12, fd: 6 }]);
});

Deno.test("/proc/net gives the zone of a link-local address", async () => {
  const hex = "000080FE000000000000000001000000";
  const [socket] = await read({
    tcp6: row(`${hex}:0050`, { peer: `${V6}:0000` }),
    if_inet6: "fe800000000000000000000000000001 02 40 20 80     eth0\n",
  });
  assertEquals([socket?.address, socket?.zone, socket?.v6only], ["fe80::1", "eth0", true]);
});

Deno.test("/proc/net tells a dual-stack wildcard by a bind to its IPv4 side", async () => {
  const outcomes: Record<string, unknown[]> = {
    EADDRINUSE: ["dual", false],
    ok: ["ipv6", true],
    EACCES: ["ipv6", undefined],
  };
  for (const [outcome, expected] of Object.entries(outcomes)) {
    const [socket] = await read({ tcp6: DUAL(7) }, { binds: { "tcp 0.0.0.0 80": outcome } });
    assertEquals<unknown[]>([socket?.family, socket?.v6only], expected);
  }
});

Deno.test("/proc/net does not guess about a wildcard with an IPv4 listener beside it", async () => {
  const binds = { "tcp 0.0.0.0 80": "EADDRINUSE" };
  const beside = async (uid: number) => {
    const tables = { tcp: row("00000000:0050", { inode: 8, uid }), tcp6: DUAL(7, 33) };
    const sockets = await read(tables, { binds });
    const { family, v6only } = sockets.find(({ address }) => address === "::") ?? {};
    return [family, v6only];
  };
  assertEquals(await beside(33), ["ipv6", undefined]);
  // SO_REUSEPORT is for sockets of one user alone.
  assertEquals(await beside(34), ["ipv6", true]);
});

Deno.test("/proc/net answers about the ports in question alone", async () => {
  const rows = [row("0100007F:0050"), row("0100007F:0051", { inode: 9 })].join("\n");
  assertEquals((await read({ tcp: rows })).map(({ port }) => port), [80]);
});

Deno.test("/proc/net does without the tables of IPv6, but not without any", async () => {
  assertEquals((await read({ tcp: row("0100007F:0050") })).length, 1);
  const nothing: Sight = onPaper({});
  assertEquals(await procNet.read(nothing, asking(80), OPTIONS), {
    missing: "/proc/net cannot be read",
  });
});
