import { assertEquals } from "@std/assert";
import { sshd } from "../../../../src/analysis/trace/forwarders/sshd.ts";
import { process, socket } from "../../../../src/testing.ts";
import { connection, ways } from "../paper.ts";

const SESSION = ["sshd: ada"];
const LOGIN = connection("192.0.2.7:50022", { port: 22, holders: [{ pid: 812, fd: 4 }] });

Deno.test("sshd() leads back to the client of a -R", () => {
  assertEquals(ways(sshd, SESSION, { sockets: [LOGIN] }), [[
    "carries connections back over ssh to 192.0.2.7:50022, whose -R says where they go on to",
    "192.0.2.7:50022",
  ]]);
});

Deno.test("sshd() reads the -R of a client on this machine", () => {
  const near = connection("127.0.0.1:50022", { port: 22, holders: [{ pid: 812, fd: 4 }] });
  const client = socket({
    address: "127.0.0.1",
    port: 50022,
    state: "ESTABLISHED",
    peer: { address: "127.0.0.1", port: 22 },
    holders: [{ pid: 900, fd: 3 }],
  });
  const ssh = process({
    pid: 900,
    name: "ssh",
    argv: ["ssh", "-R", "3000:localhost:5432", "127.0.0.1"],
  });
  assertEquals(ways(sshd, SESSION, { sockets: [near, client], processes: [ssh] }), [[
    "carries connections back to ssh (pid 900), which goes on to localhost:5432",
    "localhost:5432",
  ]]);
});

Deno.test("sshd() knows sessions by their titles, and the server itself is none", () => {
  for (const title of ["sshd: ada@pts/0", "sshd: ada [priv]", "sshd-session: ada@notty"]) {
    assertEquals(ways(sshd, [title])?.length, 1, title);
  }
  for (const title of ["sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups", "sshd", "node"]) {
    assertEquals(ways(sshd, [title]), undefined, title);
  }
});
