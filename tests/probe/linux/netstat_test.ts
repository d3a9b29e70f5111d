import { assert, assertEquals } from "@std/assert";
import type { Socket } from "../../../src/model/socket.ts";
import { netstat, parseNetstat } from "../../../src/probe/linux/netstat.ts";
import { parseSs } from "../../../src/probe/linux/ss.ts";
import { asking, onPaper, type Paper, recorded } from "../paper.ts";

const OPTIONS = { probeTimeout: 2000 };
const HEAD = "Active Internet connections (servers and established)\n" +
  "Proto Recv-Q Send-Q Local Address           Foreign Address         State       User       " +
  "Inode      PID/Program name    \n";

function only(line: string): Socket {
  const [socket, ...others] = parseNetstat(HEAD + line);
  assertEquals(others, []);
  assert(socket, `no socket in ${JSON.stringify(line)}`);
  return socket;
}

function ask(stdout: string, paper: Paper = {}) {
  const runs = [{
    argv: ["netstat", "-tuanpeW"],
    answer: { code: 0, stdout, stderr: "" },
  }];
  return netstat.read(onPaper({ ...paper, runs }), asking(80), OPTIONS);
}

Deno.test("parseNetstat() reads a listener", () => {
  const line = "tcp        3      0 127.0.0.1:5432          0.0.0.0:*               LISTEN      " +
    "105        6398       812/postgres        ";
  assertEquals(only(line), {
    proto: "tcp",
    address: "127.0.0.1",
    port: 5432,
    family: "ipv4",
    state: "LISTEN",
    inode: 6398,
    uid: 105,
    backlog: { queued: 3 },
    holders: [{ pid: 812 }],
  });
});

Deno.test("parseNetstat() reads UDP, which has a state only with a peer", () => {
  const { state, peer, address, family } = only(
    "udp6       0      0 :::5353                 :::*                                101        7002       -",
  );
  assertEquals({ state, peer, address, family }, {
    state: "UNCONN",
    peer: undefined,
    address: "::",
    family: "ipv6",
  });
  const connected = only(
    "udp        0      0 127.0.0.1:32842         127.0.0.1:57827         ESTABLISHED 0          391626     26541/deno",
  );
  assertEquals([connected.state, connected.peer?.port], ["ESTABLISHED", 57827]);
});

Deno.test("parseNetstat() takes v4-mapped addresses for IPv4, as they are printed", () => {
  const line =
    "tcp6       0      0 127.0.0.1:80            :::*                    LISTEN      0          7          -";
  assertEquals([only(line).address, only(line).family], ["127.0.0.1", "ipv4"]);
});

Deno.test("parseNetstat() reads TIME_WAIT, which has neither inode nor uid", () => {
  const { inode, uid, holders, state } = only(
    "tcp        0      0 127.0.0.1:35393         127.0.0.1:33529         TIME_WAIT   0          0          -                   ",
  );
  assertEquals({ inode, uid, holders, state }, {
    inode: undefined,
    uid: undefined,
    holders: [],
    state: "TIME_WAIT",
  });
});

Deno.test("parseNetstat() is not misled by names of programs", () => {
  const row = (name: string) =>
    `tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN      0          7          812/${name}\n`;
  const names = ["nginx: master pro", "a b 1/x", "12 13 14/y", "a\rb", "a\nudp 0 0 :::1 :::*"];
  for (const name of names) {
    assertEquals(parseNetstat(HEAD + row(name)).map(({ holders }) => holders), [[{ pid: 812 }]]);
  }
});

Deno.test("parseNetstat() leaves out what is not a row", () => {
  for (
    const line of [
      "",
      "hello",
      "tcp 0 0 127.0.0.1:80 0.0.0.0:* LISTEN 0 7",
      "tcp 0 0 name:80 0.0.0.0:* LISTEN 0 7 -",
      "tcp 0 0 127.0.0.1:80 0.0.0.0:* UNKNOWN 0 7 -",
      "raw 0 0 0.0.0.0:1 0.0.0.0:* 7 0 7 -",
      "unix  2      [ ACC ]     STREAM     LISTENING     16   1/init   /run/x",
    ]
  ) assertEquals(parseNetstat(HEAD + line), []);
});

Deno.test("parseNetstat() and parseSs() read the same from one real machine", () => {
  const facts = ({ proto, address, port, state, peer, inode, uid, backlog, holders }: Socket) =>
    JSON.stringify([
      [proto, address, port, state, peer?.port, inode, uid, backlog?.queued],
      holders.length > 0,
    ]);
  const bySs = parseSs(recorded("lsof/crowd_by_ss.txt"));
  assertEquals(
    parseNetstat(recorded("netstat-linux/crowd.txt")).map(facts).sort(),
    bySs.map(facts).sort(),
  );
  assertEquals(
    parseNetstat(recorded("netstat-linux/as_nobody.txt")).map(facts).sort(),
    // Nobody sees who holds a socket but their own.
    bySs.map((socket) => socket.uid === 65534 ? socket : { ...socket, holders: [] }).map(facts)
      .sort(),
  );
});

Deno.test("netstat tells a dual-stack wildcard by a bind to its IPv4 side", async () => {
  const row =
    "tcp6       0      0 :::80                   :::*                    LISTEN      0          7          -\n" +
    "tcp6       0      0 :::81                   :::*                    LISTEN      0          8          -\n";
  const sockets = await ask(HEAD + row, { binds: { "tcp 0.0.0.0 80": "EADDRINUSE" } });
  assert(!("missing" in sockets));
  assertEquals(sockets.map(({ family, v6only, port }) => ({ family, v6only, port })), [
    { family: "dual", v6only: false, port: 80 },
  ]);
});

Deno.test("netstat takes a table without rows for nothing, and rubbish for no answer", async () => {
  assertEquals(await ask(HEAD), []);
  assertEquals(await ask("hello\n"), {
    missing: "netstat printed something that is not a list of sockets",
  });
  assertEquals(await netstat.read(onPaper({}), asking(80), OPTIONS), {
    missing: "netstat was not asked when the capture was made",
  });
});
