import { assertEquals } from "@std/assert";
import { ssh } from "../../../../src/analysis/trace/forwarders/ssh.ts";
import { ways } from "../paper.ts";

const of = (...argv: string[]) => ways(ssh, ["ssh", ...argv])?.[0];

Deno.test("ssh() says where a -L leads, beyond the machine it logs in to", () => {
  assertEquals(of("-N", "-L", "3000:db.internal:5432", "ada@bastion"), [
    "carries connections to bastion, which goes on to db.internal:5432",
    "db.internal:5432",
    "bastion",
  ]);
});

Deno.test("ssh() leads on here where it logs in to this machine", () => {
  assertEquals(of("-N", "-L", "3000:127.0.0.1:5432", "root@127.0.0.1"), [
    "carries connections to 127.0.0.1, which goes on to 127.0.0.1:5432",
    "127.0.0.1:5432",
  ]);
});

Deno.test("ssh() knows a SOCKS server, and a port that its words do not name", () => {
  assertEquals(of("-D", "3000", "bastion"), [
    "is a SOCKS server: its clients say where bastion goes on to",
    "bastion",
  ]);
  assertEquals(of("bastion"), [
    "carries connections to bastion; its configuration says where they go on to",
    "bastion",
  ]);
});

Deno.test("ssh() is silent about others", () => {
  assertEquals(ways(ssh, ["node", "-L", "3000:a:1"]), undefined);
});
