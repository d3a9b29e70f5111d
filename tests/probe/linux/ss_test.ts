import { assert, assertEquals } from "@std/assert";
import { parseSs, ss, ssCommand } from "../../../src/probe/linux/ss.ts";
import type { Holder, Socket } from "../../../src/model/socket.ts";
import { asking, onPaper, recorded } from "../paper.ts";

const OPTIONS = { probeTimeout: 2000 };

function only(line: string): Socket {
  const [socket, ...others] = parseSs(line);
  assertEquals(others, []);
  assert(socket, `no socket in ${JSON.stringify(line)}`);
  return socket;
}

/** The holders that are read from a users part. */
function holders(users: string): readonly Holder[] {
  return only(`tcp LISTEN 0 128 127.0.0.1:80 0.0.0.0:* ${users} ino:7 sk:1 cgroup:/ <->`).holders;
}

/** `127.0.0.1%lo:80 ipv4` of one local address. */
function place(local: string, extra = ""): string {
  const { address, zone, port, family } = only(
    `tcp LISTEN 0 128 ${local} 0.0.0.0:* ino:7 sk:1 ${extra} <->`,
  );
  return `${address}${zone === undefined ? "" : `%${zone}`} ${port} ${family}`;
}

Deno.test("parseSs() reads every column of a listener", () => {
  const line = 'tcp LISTEN 3 511 *:80 *:* users:(("nginx",pid=8,fd=6),("nginx",pid=7,fd=6)) ' +
    "uid:33 ino:64 sk:4 cgroup:/system.slice/nginx.service v6only:0 <->";
  assertEquals(only(line), {
    proto: "tcp",
    address: "::",
    port: 80,
    family: "dual",
    state: "LISTEN",
    inode: 64,
    uid: 33,
    cgroup: "/system.slice/nginx.service",
    v6only: false,
    backlog: { queued: 3, limit: 511 },
    holders: [{ pid: 8, fd: 6 }, { pid: 7, fd: 6 }],
  });
});

Deno.test("parseSs() reads padded columns, the last one, too", () => {
  const line = "udp   UNCONN 0      0           127.0.0.53%lo:53          0.0.0.0:*     " +
    "uid:101 ino:20 sk:5 cgroup:/system.slice/x.service <->             ";
  assertEquals(only(line), {
    proto: "udp",
    address: "127.0.0.53",
    zone: "lo",
    port: 53,
    family: "ipv4",
    state: "UNCONN",
    inode: 20,
    uid: 101,
    cgroup: "/system.slice/x.service",
    holders: [],
  });
});

Deno.test("parseSs() reads addresses in every notation", () => {
  assertEquals(place("0.0.0.0:80"), "0.0.0.0 80 ipv4");
  assertEquals(place("*:80", "v6only:0"), ":: 80 dual");
  assertEquals(place("*%lo:80", "v6only:0"), "::%lo 80 dual");
  assertEquals(place("[::]:80", "v6only:1"), ":: 80 ipv6");
  assertEquals(place("[::1]:80", "v6only:1"), "::1 80 ipv6");
  assertEquals(place("[::1]%lo:80", "v6only:1"), "::1%lo 80 ipv6");
  assertEquals(place("[fe80::1]%eth0:80", "v6only:1"), "fe80::1%eth0 80 ipv6");
  assertEquals(place("[fe80::1%eth0]:80"), "fe80::1%eth0 80 ipv6");
  assertEquals(place("[2001:DB8:0:0::1]:80"), "2001:db8::1 80 ipv6");
});

Deno.test("parseSs() shows a v4-mapped address as IPv4, where v6only says nothing", () => {
  const mapped = only(
    "tcp LISTEN 0 128 [::ffff:127.0.0.1]:80 *:* ino:7 sk:1 cgroup:/ v6only:0 <->",
  );
  assertEquals([mapped.address, mapped.family, mapped.v6only], ["127.0.0.1", "ipv4", undefined]);
  const pair = only(
    "tcp ESTAB 0 0 [::ffff:127.0.0.1]:80 [::ffff:127.0.0.1]:50646 ino:7 sk:1 cgroup:/ <->",
  );
  assertEquals(pair.peer, { address: "127.0.0.1", port: 50646 });
});

Deno.test("parseSs() reads TIME-WAIT, which has neither users nor inode nor uid", () => {
  const line =
    "tcp TIME-WAIT 0 0 127.0.0.1:80 127.0.0.1:50646 timer:(timewait,59sec,0) ino:0 sk:b ";
  assertEquals(only(line), {
    proto: "tcp",
    address: "127.0.0.1",
    port: 80,
    family: "ipv4",
    state: "TIME_WAIT",
    peer: { address: "127.0.0.1", port: 50646 },
    holders: [],
  });
});

Deno.test("parseSs() names the states as RFC 9293 does", () => {
  const words = {
    "ESTAB": "ESTABLISHED",
    "SYN-SENT": "SYN_SENT",
    "SYN-RECV": "SYN_RECEIVED",
    "FIN-WAIT-1": "FIN_WAIT_1",
    "FIN-WAIT-2": "FIN_WAIT_2",
    "CLOSE-WAIT": "CLOSE_WAIT",
    "LAST-ACK": "LAST_ACK",
    "CLOSING": "CLOSING",
    // A TCP socket without a state is not waiting for anything, as a UDP one would be.
    "UNCONN": "CLOSED",
  };
  for (const [word, state] of Object.entries(words)) {
    assertEquals(only(`tcp ${word} 0 0 10.0.0.1:80 10.0.0.2:5000 ino:0 sk:1`).state, state);
  }
});

Deno.test("parseSs() reads a row without users as root's own when it shows no uid", () => {
  const { holders, uid, inode } = only("tcp LISTEN 0 128 0.0.0.0:2024 0.0.0.0:* ino:16 sk:1 <->");
  assertEquals({ holders, uid, inode }, { holders: [], uid: 0, inode: 16 });
});

Deno.test("parseSs() reads a row that ends after the addresses", () => {
  const { inode, uid, cgroup, v6only, holders } = only("tcp LISTEN 0 128 [::]:80 [::]:*");
  assertEquals({ inode, uid, cgroup, v6only, holders }, {
    inode: undefined,
    uid: undefined,
    cgroup: undefined,
    v6only: undefined,
    holders: [],
  });
});

Deno.test("parseSs() reads users without the columns of -e", () => {
  const line = 'tcp LISTEN 0 128 0.0.0.0:80 0.0.0.0:* users:(("a b",pid=8,fd=6))   ';
  assertEquals(only(line).holders, [{ pid: 8, fd: 6 }]);
});

Deno.test("parseSs() is not fooled by any name of a process", () => {
  const names = [
    "",
    " ",
    '"',
    ")",
    "))",
    "(",
    '("',
    '",pid=1,fd=9',
    '",pid=1,fd=9)',
    '",pid=1,fd=9),(',
    '",pid=1,fd=9))',
    '",pid=1,fd=9)) ',
    '",pid=1,fd=9))\n',
    ',pid=1,fd=9),("',
    "two\nlines",
    "\n\n",
    "\ntcp LISTEN 0 0",
    " ino:1 uid:2 ",
    "users:((",
    "\x1b[31mred\x07",
    "日本語デス",
  ];
  for (const name of names) {
    const own = `("${name}",pid=77,fd=21)`;
    const other = '("deno",pid=88,fd=21)';
    assertEquals(holders(`users:(${own})`), [{ pid: 77, fd: 21 }], name);
    const both = [{ pid: 77, fd: 21 }, { pid: 88, fd: 21 }];
    assertEquals(holders(`users:(${own},${other})`), both, name);
    assertEquals(holders(`users:(${other},${own})`), both.toReversed(), name);
    const twice = [{ pid: 77, fd: 21 }, { pid: 77, fd: 21 }];
    assertEquals(holders(`users:(${own},${own})`), twice, name);
  }
});

Deno.test("parseSs() reads a thousand users of one socket in reasonable time", () => {
  const users = Array.from({ length: 1000 }, (_, i) => `("worker",pid=${10_000 + i},fd=3)`);
  const begun = performance.now();
  assertEquals(holders(`users:(${users.join(",")})`).length, 1000);
  assert(performance.now() - begun < 2000);
});

Deno.test("parseSs() reads a cgroup whose name looks like other columns", () => {
  const path = "/user.slice/a b ino:1 uid:5 v6only:1 users:(x) <-> c";
  const line = `tcp LISTEN 0 128 [::]:80 [::]:* ino:7 sk:1 cgroup:${path} v6only:1 <->   `;
  const { cgroup, inode, uid, v6only } = only(line);
  assertEquals({ cgroup, inode, uid, v6only }, { cgroup: path, inode: 7, uid: 0, v6only: true });
});

Deno.test("parseSs() leaves out a cgroup that the kernel cannot name", () => {
  assertEquals(
    only("tcp LISTEN 0 128 [::]:80 [::]:* ino:7 sk:1 cgroup:unreachable:a1 v6only:1 <->").cgroup,
    undefined,
  );
});

Deno.test("parseSs() leaves out what is not a row", () => {
  const rubbish = ["", "hello", "tcp LISTEN 0 128", "tcp LISTEN x y 1.2.3.4:80 *:*"];
  assertEquals(parseSs(rubbish.join("\n")), []);
  assertEquals(parseSs("tcp LISTEN 0 128 not-an-address:80 *:*"), []);
  assertEquals(parseSs("tcp NO-SUCH-STATE 0 128 1.2.3.4:80 *:*"), []);
  assertEquals(parseSs("raw UNCONN 0 128 1.2.3.4:80 *:*"), []);
});

Deno.test("parseSs() reads every row of a real machine", () => {
  const text = recorded("ss/varied.txt");
  const sockets = parseSs(text);
  assertEquals(sockets.length, text.trimEnd().split("\n").length);
  const zones = sockets.flatMap(({ zone }) => zone ?? []);
  assertEquals([...new Set(zones)].sort(), ["eth9", "lo"]);
  assertEquals(sockets.filter(({ family }) => family === "dual").length, 8);
  const shared = sockets.filter(({ holders }) => holders.length > 1);
  assertEquals(shared.map(({ holders }) => holders.length), [5]);
});

Deno.test("parseSs() reads uid and inode, but no holders, as an ordinary user sees them", () => {
  const facts = (socket: Socket) => ({ ...socket, holders: [] });
  const everything = parseSs(recorded("ss/varied.txt"));
  const seen = parseSs(recorded("ss/as_nobody.txt"));
  const byPort = (a: Socket, b: Socket) => a.port - b.port || (a.inode ?? 0) - (b.inode ?? 0);
  assertEquals(seen.map(facts).sort(byPort), everything.map(facts).sort(byPort));
  const held = seen.filter(({ holders }) => holders.length > 0);
  assertEquals(held.map(({ uid }) => uid), [65534]);
});

Deno.test("parseSs() reads the rows of processes with hostile names", () => {
  const sockets = parseSs(recorded("ss/hostile_names.txt"));
  assertEquals(sockets.length, 19);
  for (const { holders, inode } of sockets) {
    assert(holders.every(({ pid, fd }) => pid > 8000 && fd === 21), JSON.stringify(holders));
    assert(inode);
  }
  assertEquals(sockets.map(({ holders }) => holders.length).toSorted().at(-1), 3);
});

Deno.test("parseSs() reads the listeners that docker-proxy holds", () => {
  const sockets = parseSs(recorded("ss/docker_proxy.txt"));
  assertEquals(sockets.length, 16);
  const both = sockets.filter(({ port }) => port === 8080);
  assertEquals(both.map(({ address, family }) => `${address} ${family}`), [
    "0.0.0.0 ipv4",
    ":: ipv6",
  ]);
  const inside = sockets.find(({ port }) => port === 8085);
  assertEquals(inside?.family, "dual");
  assert(inside?.cgroup?.startsWith("/docker/a9009643"));
});

Deno.test("ssCommand() has the kernel filter ports and ranges, unless they are many", () => {
  assertEquals(ssCommand({}), ["ss", "-Htuanpe"]);
  assertEquals(ssCommand({ listening: true }), ["ss", "-Htulnpe"]);
  assertEquals(ssCommand({ ports: [{ first: 80, last: 80 }, { first: 3000, last: 3010 }] }), [
    "ss",
    "-Htuanpe",
    "sport = :80 or ( sport >= :3000 and sport <= :3010 )",
  ]);
  const many = Array.from({ length: 65 }, (_, i) => ({ first: 2 * i + 1, last: 2 * i + 1 }));
  assertEquals(ssCommand({ ports: many }), ["ss", "-Htuanpe"]);
});

Deno.test("ss takes silence for an answer, and rubbish for none", async () => {
  const reads = (stdout: string, code = 0, stderr = "") => {
    const answer = { code, stdout, stderr };
    const sight = onPaper({ runs: [{ argv: ssCommand(asking(80)), answer }] });
    return ss.read(sight, asking(80), OPTIONS);
  };
  assertEquals(await reads(""), []);
  assertEquals(await reads("\n"), []);
  assertEquals(await reads("usage: ss\n"), {
    missing: "ss printed something that is not a list of sockets",
  });
  assertEquals(await reads("", 255, "Cannot open netlink socket\nmore"), {
    missing: "ss exited with 255: Cannot open netlink socket",
  });
});
