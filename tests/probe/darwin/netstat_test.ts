import { assertEquals } from "@std/assert";
import { replaySight } from "../../../src/host/replay.ts";
import type { Socket } from "../../../src/model/socket.ts";
import { netstat, parseNetstat } from "../../../src/probe/darwin/netstat.ts";
import { machine, type Printed } from "../machine.ts";
import { asking, recorded } from "../paper.ts";

const OPTIONS = { probeTimeout: 2000 };

/** A socket in one line: `tcp :::80 dual LISTEN v6only=false 812`. */
function line(
  { proto, address, zone, port, family, state, peer, v6only, holders }: Socket,
): string {
  const end = peer ? ` > ${peer.address}${peer.zone ? `%${peer.zone}` : ""}:${peer.port}` : "";
  const only = v6only === undefined ? "" : ` v6only=${v6only}`;
  return `${proto} ${address}${zone ? `%${zone}` : ""}:${port}${end} ${family} ${state}${only} ` +
    holders.map(({ pid }) => pid).join();
}

function lines(file: string): string[] {
  return parseNetstat(recorded(`macos-netstat/${file}.txt`)).map((socket) => line(socket).trim());
}

Deno.test("parseNetstat() reads TCP of macOS 15, with name and pid in one column", () => {
  assertEquals(lines("macos15_tcp"), [
    "tcp 127.0.0.1:3000 > 127.0.0.1:55910 ipv4 ESTABLISHED 812",
    "tcp 127.0.0.1:55910 > 127.0.0.1:3000 ipv4 ESTABLISHED 855",
    "tcp fe80::1c5c:3ff:fe12:3456%en0:61000 > fe80::1c5c:3ff:fe12:7890%en0:445 ipv6 CLOSE_WAIT 855",
    "tcp 127.0.0.1:3000 > 127.0.0.1:55900 ipv4 TIME_WAIT",
    "tcp :::3000 dual LISTEN v6only=false 812",
    "tcp 127.0.0.1:8000 ipv4 LISTEN 903",
    "tcp 127.0.0.1:5432 ipv4 LISTEN 1044",
    "tcp ::1:5432 ipv6 LISTEN v6only=true 1044",
    "tcp :::55047 dual LISTEN v6only=false 742",
    "tcp :::5000 ipv6 LISTEN v6only=true 629",
    "tcp 0.0.0.0:5000 ipv4 LISTEN 629",
    "tcp :::7000 ipv6 LISTEN v6only=true 629",
    "tcp 0.0.0.0:7000 ipv4 LISTEN 629",
    "tcp :::80 dual LISTEN v6only=false 388",
    "tcp 2001:db8:1234:5678:abcd:ef01:2345:6789:8443 ipv6 LISTEN v6only=true 388",
  ]);
});

Deno.test("parseNetstat() reads UDP of macOS 15, which has no state", () => {
  assertEquals(lines("macos15_udp"), [
    "udp 127.0.0.1:61000 > 127.0.0.1:8125 ipv4 ESTABLISHED 812",
    "udp 127.0.0.1:64000 ipv4 UNCONN 1044",
    "udp :::5353 dual UNCONN v6only=false 320",
    "udp fe80::1%lo0:123 ipv6 UNCONN v6only=true 210",
    "udp 0.0.0.0:137 ipv4 UNCONN 1",
  ]);
});

Deno.test("parseNetstat() reads older versions, with a column for the pid", () => {
  assertEquals(lines("macos11_tcp"), [
    "tcp :::62981 dual LISTEN v6only=false 34548",
    "tcp 127.0.0.1:5432 ipv4 LISTEN 812",
    "tcp ::1:5432 ipv6 LISTEN v6only=true 812",
    "tcp 192.168.1.20:50432 > 203.0.113.7:443 ipv4 SYN_SENT 855",
    "tcp 192.168.1.20:50433 > 203.0.113.7:443 ipv4 FIN_WAIT_2",
    "tcp :::22 ipv6 LISTEN v6only=true 1",
    "tcp 0.0.0.0:22 ipv4 LISTEN 1",
  ]);
  assertEquals(lines("macos11_udp"), [
    "udp 0.0.0.0:5353 ipv4 UNCONN 321",
    "udp fe80::1%lo0:123 ipv6 UNCONN v6only=true 210",
    "udp 192.168.1.20:61234 > 203.0.113.7:443 ipv4 ESTABLISHED 855",
  ]);
});

Deno.test("parseNetstat() finds the pid by the heading where columns were added before it", () => {
  const head =
    "Proto Recv-Q Send-Q  Local Address  Foreign Address  (state)  rxbytes txbytes rhiwat " +
    "shiwat    pid   epid state  options\n";
  const row = "tcp4 0 0 *.80 *.* LISTEN 0 0 131072 131072 812 0 00100 00000006\n";
  assertEquals(parseNetstat(head + row).map(({ holders }) => holders), [[{ pid: 812 }]]);
});

Deno.test("parseNetstat() is not misled by names of programs", () => {
  const head =
    "Proto Recv-Q Send-Q Local Foreign (state) rxbytes txbytes rhiwat shiwat process:pid state\n";
  const row = (name: string) =>
    `tcp4 0 0 *.80 *.* LISTEN 0 0 131072 131072 ${name}:812 00100 00000006 0000000000000a1c 00000000 1\n`;
  for (
    const name of ["node", "Codex (Service)", "a:1", "a:1 00100 00000006", "gunicorn: w [a:b]"]
  ) {
    assertEquals(parseNetstat(head + row(name)).map(({ holders }) => holders), [[{ pid: 812 }]]);
  }
});

Deno.test("parseNetstat() does without a pid, and leaves out what is not a row", () => {
  assertEquals(parseNetstat("tcp4 0 0 *.80 *.* LISTEN\n").map(({ holders }) => holders), [[]]);
  const odd = [
    "tcp4 0 0 *.* *.* CLOSED",
    "tcp6 0 0 2001:db8:1234:5678.80x *.* LISTEN",
    "tcp6 0 0 2001:db8:1234:5.8123 *.* LISTEN",
    "tcp4 0 0 *.80 *.* DREAMING",
    "icm4 0 0 *.* *.*",
    "kctl 0 0 1 2",
    "Active Multipath Internet connections",
    "",
  ];
  assertEquals(parseNetstat(odd.join("\n")), []);
});

Deno.test("netstat answers about the ports in question, of both protocols", async () => {
  const ask = (tcp: Printed, udp: Printed) =>
    netstat.read(
      replaySight(machine("darwin", [
        ["netstat -anvlW -p tcp".split(" "), tcp],
        ["netstat -anvlW -p udp".split(" "), udp],
      ])),
      asking(3000, 5353),
      OPTIONS,
    );
  const [tcp, udp] = ["tcp", "udp"].map((proto) => recorded(`macos-netstat/macos15_${proto}.txt`));
  const sockets = await ask(tcp ?? "", udp ?? "");
  assertEquals("missing" in sockets ? sockets : sockets.map(({ proto, port }) => [proto, port]), [
    ["tcp", 3000],
    ["tcp", 3000],
    ["tcp", 3000],
    ["udp", 5353],
  ]);
  assertEquals(await ask(tcp ?? "", { code: 1, stderr: "netstat: no\n" }), {
    missing: "netstat exited with 1: netstat: no",
  });
  assertEquals(await ask("hello", ""), {
    missing: "netstat printed something that is not a list of sockets",
  });
});
