import { assertEquals } from "@std/assert";
import { socat } from "../../../../src/analysis/trace/forwarders/socat.ts";
import { ways } from "../paper.ts";

const to = (...argv: string[]) => ways(socat, ["/usr/bin/socat", ...argv])?.[0]?.[1];

Deno.test("socat() reads the address that does not listen, whichever stands first", () => {
  assertEquals(to("TCP-LISTEN:3000,fork,reuseaddr", "TCP:127.0.0.1:5432"), "127.0.0.1:5432");
  assertEquals(to("TCP4:db.test:5432", "tcp-l:3000,fork"), "db.test:5432");
  assertEquals(to("-d", "-d", "-T", "30", "TCP6-LISTEN:3000", "TCP6:[::1]:80"), "[::1]:80");
});

Deno.test("socat() reads TLS and Unix sockets", () => {
  assertEquals(to("OPENSSL-LISTEN:3000,cert=x.pem", "TCP:localhost:80"), "localhost:80");
  assertEquals(to("TCP-LISTEN:3000", "OPENSSL:example.com:443,verify=0"), "example.com:443");
  assertEquals(to("TCP-LISTEN:3000", "UNIX-CONNECT:/run/app.sock"), "unix:/run/app.sock");
});

Deno.test("socat() names what is no place", () => {
  assertEquals(ways(socat, ["socat", "TCP-LISTEN:3000,fork", "EXEC:/bin/cat"]), [
    ["joins each connection with EXEC:/bin/cat"],
  ]);
});

Deno.test("socat() is silent where none of the two listens, and about others", () => {
  assertEquals(ways(socat, ["socat", "-", "TCP:127.0.0.1:80"]), undefined);
  assertEquals(ways(socat, ["socat"]), undefined);
  assertEquals(ways(socat, ["node", "TCP-LISTEN:3000", "TCP:a:1"]), undefined);
});
