import { assertEquals } from "@std/assert";
import { replaySight } from "../../../src/host/replay.ts";
import type { Socket } from "../../../src/model/socket.ts";
import { netTcp, parseNetTcp, SCRIPT } from "../../../src/probe/windows/net_tcp.ts";
import { parseNetstat } from "../../../src/probe/windows/netstat.ts";
import { powershellCommand } from "../../../src/probe/windows/powershell.ts";
import { machine, type Printed } from "../machine.ts";
import { asking, recorded } from "../paper.ts";

const sorted = (sockets: readonly Socket[]) => sockets.map((one) => JSON.stringify(one)).sort();

Deno.test("parseNetTcp() and parseNetstat() read the same from one machine", () => {
  const byNumber = parseNetTcp(JSON.parse(recorded("windows-powershell/sockets.json"))) ?? [];
  const byWord = parseNetstat(recorded("windows-netstat/english.txt")).map(({ socket }) => socket);
  assertEquals(
    sorted(byNumber).map((text) => JSON.parse(text)),
    sorted(byWord).map((text) => JSON.parse(text)),
  );
});

Deno.test("parseNetTcp() reads every state, and leaves out what is bound and no more", () => {
  const row = (State: number) => ({
    LocalAddress: "127.0.0.1",
    LocalPort: 80,
    RemoteAddress: "127.0.0.1",
    RemotePort: 81,
    State,
    OwningProcess: 7,
  });
  const tcp = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 100].map(row);
  assertEquals(parseNetTcp({ tcp, udp: [] })?.map(({ state }) => state), [
    "CLOSED",
    "LISTEN",
    "SYN_SENT",
    "SYN_RECEIVED",
    "ESTABLISHED",
    "FIN_WAIT_1",
    "FIN_WAIT_2",
    "CLOSE_WAIT",
    "CLOSING",
    "LAST_ACK",
    "TIME_WAIT",
    "CLOSED",
  ]);
});

Deno.test("parseNetTcp() reads lists of one and of none as PowerShell prints them", () => {
  const one = { LocalAddress: "::", LocalPort: 53, OwningProcess: 9 };
  const sockets = (udp: unknown) => parseNetTcp({ tcp: [], udp })?.length;
  assertEquals([sockets(one), sockets([one]), sockets({ value: [one], Count: 1 })], [1, 1, 1]);
  assertEquals([sockets(null), sockets([])], [0, 0]);
  for (const rubbish of [null, 7, [], {}, { tcp: [] }]) {
    assertEquals(parseNetTcp(rubbish), undefined);
  }
});

Deno.test("PowerShell answers about the ports in question, or says why not", async () => {
  const ask = async (printed: Printed) => {
    const sight = replaySight(machine("windows", [[powershellCommand(SCRIPT), printed]]));
    const answer = await netTcp.read(sight, asking(5353), { probeTimeout: 2000 });
    return "missing" in answer ? answer.missing : answer.map(({ address }) => address);
  };
  assertEquals(await ask(`\ufeff${recorded("windows-powershell/sockets.json")}`), [
    "0.0.0.0",
    "::",
  ]);
  assertEquals(await ask({ failed: "ETIMEDOUT" }), "powershell did not answer within 4 s");
  assertEquals(
    await ask({ code: 1, stderr: "Get-NetTCPConnection : no\r\nat line 1" }),
    "powershell exited with 1: Get-NetTCPConnection : no",
  );
  assertEquals(await ask("hello"), "powershell printed something that is not JSON");
  assertEquals(await ask("[]"), "powershell printed something that is not a list of sockets");
});
