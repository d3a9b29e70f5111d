import { assertEquals } from "@std/assert";
import { replaySight } from "../../../src/host/replay.ts";
import type { Socket } from "../../../src/model/socket.ts";
import { SCRIPT } from "../../../src/probe/windows/net_tcp.ts";
import { netstat, parseNetstat } from "../../../src/probe/windows/netstat.ts";
import { powershellCommand } from "../../../src/probe/windows/powershell.ts";
import { machine, type Printed } from "../machine.ts";
import { asking, recorded } from "../paper.ts";

const OPTIONS = { probeTimeout: 2000 };

/** A socket in one line: `tcp ::1:5432 LISTEN v6only 6040`. */
function line({ proto, address, zone, port, state, peer, v6only, holders }: Socket): string {
  const end = peer ? ` > ${peer.address}:${peer.port}` : "";
  return `${proto} ${address}${zone ? `%${zone}` : ""}:${port}${end} ${state}` +
    `${v6only ? " v6only" : ""} ${holders.map(({ pid }) => pid).join()}`;
}

const MACHINE = [
  "tcp 0.0.0.0:80 LISTEN 4",
  "tcp 0.0.0.0:135 LISTEN 1052",
  "tcp 0.0.0.0:3000 LISTEN 8120",
  "tcp 127.0.0.1:3000 > 127.0.0.1:52144 ESTABLISHED 8120",
  "tcp 127.0.0.1:3000 > 127.0.0.1:52150 TIME_WAIT ",
  "tcp 127.0.0.1:5432 LISTEN 6040",
  "tcp 127.0.0.1:52144 > 127.0.0.1:3000 ESTABLISHED 9004",
  "tcp 127.0.0.1:52160 > 127.0.0.1:5432 CLOSE_WAIT 9004",
  "tcp 127.0.0.1:5432 > 127.0.0.1:52160 FIN_WAIT_2 6040",
  "tcp 192.168.1.20:52170 > 203.0.113.7:443 SYN_SENT 9004",
  "tcp :::80 LISTEN 4",
  "tcp :::135 LISTEN 1052",
  "tcp :::3000 LISTEN 8120",
  "tcp ::1:5432 LISTEN v6only 6040",
  "udp 0.0.0.0:5353 UNCONN 2216",
  "udp 127.0.0.1:49664 UNCONN 1052",
  "udp :::5353 UNCONN 2216",
  "udp fe80::1c2b:3ff:fe12:3456%12:1900 UNCONN v6only 3100",
];

for (
  const file of ["english", "german_cp850", "french_cp850", "japanese_cp932", "chinese_cp936"]
) {
  Deno.test(`parseNetstat() reads Windows that speaks ${file.replace("_cp", ", code page ")}`, () => {
    const rows = parseNetstat(recorded(`windows-netstat/${file}.txt`));
    assertEquals(rows.map(({ socket }) => line(socket)), MACHINE);
    assertEquals(rows.filter(({ unknown }) => unknown !== undefined), []);
  });
}

Deno.test("parseNetstat() knows a listener and TIME_WAIT by their shape in every language", () => {
  const states = (row: string) => parseNetstat(row).map(({ socket }) => socket.state);
  assertEquals(states("  TCP    0.0.0.0:80   0.0.0.0:0    NAS\ufffdUCHIWANIE   8120"), ["LISTEN"]);
  assertEquals(states("  TCP    0.0.0.0:80   0.0.0.0:0    A LA ESCUCHA   8120"), ["LISTEN"]);
  assertEquals(states("  TCP    [::]:80      [::]:0       8120"), ["LISTEN"]);
  assertEquals(states("  TCP    127.0.0.1:80 127.0.0.1:90 OCZEKIWANIE    0"), ["TIME_WAIT"]);
});

Deno.test("parseNetstat() leaves out what is not a row", () => {
  const odd = [
    "Aktive Verbindungen",
    "  TCP    0.0.0.0:0     0.0.0.0:0   LISTENING   4",
    "  TCP    name:80       0.0.0.0:0   LISTENING   4",
    "  TCP    0.0.0.0:80    0.0.0.0:0   LISTENING",
    " [node.exe]",
    "",
  ];
  assertEquals(parseNetstat(odd.join("\r\n")), []);
});

const STRANGE = [
  "  TCP    0.0.0.0:3000           0.0.0.0:0              LAUSCHT         8120",
  "  TCP    127.0.0.1:3000         127.0.0.1:52144        LEBT            8120",
  "  TCP    127.0.0.1:52160        127.0.0.1:5432         SCHWEIGT        9004",
  "  TCP    127.0.0.1:1            127.0.0.1:2            SCHWEIGT        9004",
].join("\r\n");

function ask(output: Printed, numbers?: Printed, ...ports: readonly number[]) {
  const sight = replaySight(machine("windows", [
    [["netstat", "-ano"], output],
    ...(numbers === undefined ? [] : [[powershellCommand(SCRIPT), numbers] as const]),
  ]));
  return netstat.read(sight, asking(...ports), OPTIONS);
}

function states(answer: Awaited<ReturnType<typeof ask>>) {
  return "missing" in answer ? answer : answer.map(({ port, state }) => `${port} ${state}`);
}

Deno.test("netstat looks states of an unknown language up by number", async () => {
  const numbers = recorded("windows-powershell/sockets.json");
  assertEquals(states(await ask(STRANGE, numbers)), [
    "3000 LISTEN",
    "3000 ESTABLISHED",
    "52160 CLOSE_WAIT",
    "1 ESTABLISHED",
  ]);
});

Deno.test("netstat takes a connection whose state nobody can read for one that lives", async () => {
  assertEquals(states(await ask(STRANGE, { failed: "ETIMEDOUT" }, 52160)), ["52160 ESTABLISHED"]);
});

Deno.test("netstat asks nobody else where it can read the states in question", async () => {
  assertEquals(states(await ask(recorded("windows-netstat/german_cp850.txt"), undefined, 5432)), [
    "5432 LISTEN",
    "5432 FIN_WAIT_2",
    "5432 LISTEN",
  ]);
});

Deno.test("netstat says why it has no answer", async () => {
  assertEquals(await ask({ failed: "ENOENT" }), { missing: "netstat is not installed" });
  assertEquals(await ask("hello"), {
    missing: "netstat printed something that is not a list of sockets",
  });
});
