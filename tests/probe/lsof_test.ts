import { assertEquals } from "@std/assert";
import type { Socket } from "../../src/model/socket.ts";
import { lsofCommand, parseLsof, readLsof, unescapeLsof } from "../../src/probe/lsof.ts";
import { parseSs } from "../../src/probe/linux/ss.ts";
import { asking, onPaper, type Paper, recorded } from "./paper.ts";

const OPTIONS = { probeTimeout: 2000 };
const ALL = [..."lsof -b -w -nP -iTCP -iUDP -Tqs -FpftdPnT".split(" ")];

const ONE = "p812\nf7\ntIPv6\nd6398\nPTCP\nn[::1]:5432\nTST=LISTEN\nTQR=3\nTQS=0\n";

function read(answer: NonNullable<Paper["runs"]>[number]["answer"]) {
  return readLsof(onPaper({ runs: [{ argv: ALL, answer }] }), asking(), OPTIONS);
}

Deno.test("lsofCommand() asks for ports and ranges where they are few, and else for all", () => {
  assertEquals(lsofCommand(undefined), ALL);
  const few = lsofCommand([{ first: 80, last: 80 }, { first: 3000, last: 3010 }]);
  assertEquals(few.slice(4, 6), ["-iTCP:80,3000-3010", "-iUDP:80,3000-3010"]);
  const many = Array.from({ length: 21 }, (_, i) => ({ first: i + 1, last: i + 1 }));
  assertEquals(lsofCommand(many), ALL);
});

Deno.test("parseLsof() reads the fields of a socket", () => {
  assertEquals(parseLsof(ONE), [{
    proto: "tcp",
    address: "::1",
    port: 5432,
    family: "ipv6",
    state: "LISTEN",
    inode: 6398,
    backlog: { queued: 3 },
    holders: [{ pid: 812, fd: 7 }],
  }]);
});

Deno.test("parseLsof() makes one socket of the descriptors of one device", () => {
  const file = (fd: string, device: string) =>
    `f${fd}\ntIPv4\nd${device}\nPUDP\nn*:53\nTQR=0\nTQS=0\n`;
  const output = `p1\n${file("3", "0xab")}${file("4", "0xab")}p2\n${file("3", "0xab")}` +
    `p3\n${file("3", "0xcd")}`;
  assertEquals(parseLsof(output).map(({ holders, inode }) => ({ holders, inode })), [
    { holders: [{ pid: 1, fd: 3 }, { pid: 1, fd: 4 }, { pid: 2, fd: 3 }], inode: undefined },
    { holders: [{ pid: 3, fd: 3 }], inode: undefined },
  ]);
  // A device that says nothing joins nothing.
  for (const none of ["", "0x0", "0"]) {
    assertEquals(parseLsof(`p1\n${file("3", none)}p2\n${file("3", none)}`).length, 2);
  }
});

Deno.test("parseLsof() tells the two wildcards by the type, and mapped addresses by themselves", () => {
  const address = (type: string, name: string) => {
    const [socket] = parseLsof(`p1\nf3\nt${type}\nd7\nPTCP\nn${name}\nTST=LISTEN\n`);
    return `${socket?.address} ${socket?.family}`;
  };
  assertEquals(address("IPv4", "*:80"), "0.0.0.0 ipv4");
  assertEquals(address("IPv6", "*:80"), ":: ipv6");
  assertEquals(address("IPv6", "127.0.0.1:80"), "127.0.0.1 ipv4");
});

Deno.test("parseLsof() reads peers, and the state of UDP by them", () => {
  const udp = (name: string) => {
    const [socket] = parseLsof(`p1\nf3\ntIPv6\nd7\nPUDP\nn${name}\n`);
    return { peer: socket?.peer, state: socket?.state };
  };
  assertEquals(udp("[::1]:80"), { peer: undefined, state: "UNCONN" });
  assertEquals(udp("[::1]:80->[::1]:81"), {
    peer: { address: "::1", port: 81 },
    state: "ESTABLISHED",
  });
});

Deno.test("parseLsof() takes a file that was handed over by a Mach port for one without number", () => {
  const [socket] = parseLsof("p1\nffp.\ntIPv4\nd0x7\nPUDP\nn*:53 (fileport=0x0603)\n");
  assertEquals(socket?.holders, [{ pid: 1 }]);
  assertEquals(socket?.port, 53);
});

Deno.test("parseLsof() leaves out what is no bound socket of TCP or UDP", () => {
  const odd = [
    "PICMP\nn*:1",
    "PUDP\nn*:*",
    "PTCP\nn*:80",
    "PTCP\nnno PCB, CANTSENDMORE\nTST=CLOSED",
    "PTCP\nn*:80\nTST=DREAMING",
    "PUDP\nnprotocol: UDP",
  ];
  for (const fields of odd) assertEquals(parseLsof(`p1\nf3\ntIPv4\nd7\n${fields}\n`), []);
  assertEquals(parseLsof("f3\ntIPv4\nPTCP\n"), []);
  assertEquals(parseLsof(""), []);
});

Deno.test("parseLsof() is not misled by names of processes", () => {
  const plain = parseLsof(recorded("lsof/crowd.txt"));
  const named = parseLsof(recorded("lsof/with_names.txt"));
  const listening = (sockets: readonly Socket[]) =>
    sockets.filter(({ state }) => state === "LISTEN");
  assertEquals(listening(named), listening(plain));
});

Deno.test("parseLsof() and parseSs() read the same from one real machine", () => {
  const facts = ({ proto, address, port, state, peer, inode, backlog, holders }: Socket) =>
    JSON.stringify([
      proto,
      address,
      port,
      state,
      peer?.port,
      inode,
      backlog?.queued,
      holders.length,
    ]);
  const bySs = parseSs(recorded("lsof/crowd_by_ss.txt"));
  assertEquals(
    parseLsof(recorded("lsof/crowd.txt")).map(facts).sort(),
    // No descriptor leads to the others.
    bySs.filter(({ holders }) => holders.length > 0).map(facts).sort(),
  );
});

Deno.test("readLsof() takes an exit with 1 and nothing to say for nothing found", async () => {
  assertEquals(await read({ code: 1, stdout: "", stderr: "" }), []);
  const some = await read({ code: 1, stdout: ONE, stderr: "" });
  assertEquals("missing" in some ? some : some.length, 1);
});

Deno.test("readLsof() says why there is no answer", async () => {
  assertEquals(await read({ failed: "ENOENT" }), { missing: "lsof is not installed" });
  assertEquals(await read({ failed: "ETIMEDOUT" }), {
    missing: "lsof did not answer within 2 s",
  });
  assertEquals(await read({ code: 1, stdout: "", stderr: "lsof: illegal option\nusage" }), {
    missing: "lsof exited with 1: lsof: illegal option",
  });
  assertEquals(await read({ code: 0, stdout: "hello\n", stderr: "" }), {
    missing: "lsof printed something that is not a list of open files",
  });
});

Deno.test("unescapeLsof() undoes every form of escape", () => {
  const pairs = [
    ["plain", "plain"],
    [String.raw`a\nb\tc`, "a\nb\tc"],
    [String.raw`two\x20words`, "two words"],
    [String.raw`caf\xc3\xa9`, "café"],
    [String.raw`\xe6\x97\xa5\xe6\x9c\xac`, "日本"],
    ["a^[[3m^A", "a\x1b[3m\x01"],
    [String.raw`back\\slash`, "back\\slash"],
    ["日本 stays", "日本 stays"],
    [String.raw`\q ^1`, "\\q ^1"],
  ] as const;
  for (const [escaped, plain] of pairs) assertEquals(unescapeLsof(escaped), plain);
  assertEquals(unescapeLsof("^?"), "\ufffd");
});
