import { assert, assertEquals } from "@std/assert";
import { lsof } from "../../../src/probe/linux/lsof.ts";
import { lsofCommand } from "../../../src/probe/lsof.ts";
import { asking, onPaper, type Paper } from "../paper.ts";

const OPTIONS = { probeTimeout: 2000 };
const ROOT = "Uid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n";
const USER = "Uid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000000000\n";

function file(name: string, { type = "IPv4", inode = 7 } = {}): string {
  return `p812\nf${inode}\nt${type}\nd${inode}\nPTCP\nn${name}\nTST=LISTEN\nTQR=0\nTQS=0\n`;
}

function ask(stdout: string, { status = ROOT, ...paper }: Paper & { status?: string } = {}) {
  const argv = lsofCommand([{ first: 80, last: 80 }]);
  const sight = onPaper({
    ...paper,
    runs: [{ argv, answer: { code: stdout === "" ? 1 : 0, stdout, stderr: "" } }],
    texts: { "/proc/self/status": status, ...paper.texts },
  });
  return lsof.read(sight, { ...asking(80), protos: ["tcp"] }, OPTIONS);
}

Deno.test("lsof answers about the ports in question alone", async () => {
  const sockets = await ask(file("127.0.0.1:80") + file("127.0.0.1:50000->127.0.0.1:80"));
  assert(!("missing" in sockets));
  assertEquals(sockets.map(({ port }) => port), [80]);
});

Deno.test("lsof tells a dual-stack wildcard by a bind to its IPv4 side", async () => {
  const wildcard = file("*:80", { type: "IPv6" });
  const outcomes: Record<string, unknown[]> = {
    EADDRINUSE: ["dual", false],
    ok: ["ipv6", true],
    EACCES: ["ipv6", undefined],
  };
  for (const [outcome, expected] of Object.entries(outcomes)) {
    const sockets = await ask(wildcard, { binds: { "tcp 0.0.0.0 80": outcome } });
    assert(!("missing" in sockets));
    assertEquals<unknown[]>(sockets.flatMap(({ family, v6only }) => [family, v6only]), expected);
  }
});

Deno.test("lsof gives the zone of a link-local address", async () => {
  const sockets = await ask(file("[fe80::1]:80", { type: "IPv6" }), {
    texts: { "/proc/net/if_inet6": "fe800000000000000000000000000001 02 40 20 80     eth0\n" },
  });
  assert(!("missing" in sockets));
  assertEquals(sockets.map(({ zone, v6only }) => [zone, v6only]), [["eth0", true]]);
});

Deno.test("lsof says nothing to root where nothing is", async () => {
  assertEquals(await ask(""), []);
});

Deno.test("lsof has no answer for an ordinary user who sees no listener", async () => {
  const guess = {
    missing: "lsof shows an ordinary user nothing but the sockets of their own processes",
  };
  assertEquals(await ask("", { status: USER }), guess);
  assertEquals(await ask(file("127.0.0.1:81"), { status: USER }), guess);
  const own = await ask(file("127.0.0.1:80"), { status: USER });
  assert(!("missing" in own));
  assertEquals(own.length, 1);
});
