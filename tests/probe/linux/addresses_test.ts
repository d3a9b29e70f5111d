import { assertEquals } from "@std/assert";
import { parseFibTrie, parseIfInet6, readAddresses } from "../../../src/probe/linux/addresses.ts";
import { onPaper } from "../paper.ts";

/** As the kernel prints it, with the two tables that it has. */
const TRIE = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 172.17.0.0/16 2 0 2
        |-- 172.17.0.0
           /16 link UNICAST
        |-- 172.17.0.1
           /32 host LOCAL
        |-- 172.17.255.255
           /32 link BROADCAST
Local:
  +-- 0.0.0.0/0 3 0 5
     +-- 127.0.0.0/8 2 0 2
        |-- 127.0.0.0
           /8 host LOCAL
        |-- 127.0.0.1
           /32 host LOCAL
     |-- 172.17.0.1
        /32 host LOCAL
`;
const INET6 = `00000000000000000000000000000001 01 80 10 80       lo
fe80000000000000021a2bfffe3c4d5e 02 40 20 80     eth0
`;

Deno.test("parseFibTrie() takes addresses of this machine, once each", () => {
  assertEquals(parseFibTrie(TRIE), ["172.17.0.1", "127.0.0.1"]);
  assertEquals(parseFibTrie(""), []);
});

Deno.test("parseIfInet6() reads addresses in full", () => {
  assertEquals(parseIfInet6(INET6), ["::1", "fe80::21a:2bff:fe3c:4d5e"]);
  assertEquals(parseIfInet6("hello\n"), []);
});

const PAPER = {
  texts: {
    "/proc/net/fib_trie": TRIE,
    "/proc/net/if_inet6": INET6,
    "/proc/8/net/fib_trie": "     |-- 172.17.0.2\n        /32 host LOCAL\n",
  },
  links: {
    "/proc/self/ns/net": "net:[1]",
    "/proc/7/ns/net": "net:[1]",
    "/proc/8/ns/net": "net:[2]",
  },
  folders: { "/proc": ["7", "8", "self"], "/run/netns": ["blue"] },
  stats: { "/run/netns/blue": { type: "file", size: 0, mode: 0, inode: 2 } as const },
};

Deno.test("readAddresses() has those of other namespaces, for who may see them", () => {
  const all = readAddresses(onPaper(PAPER), { pid: 1, seesAllOwners: true });
  assertEquals(all.map(({ address, namespace }) => [address, namespace]), [
    ["172.17.0.1", undefined],
    ["127.0.0.1", undefined],
    ["::1", undefined],
    ["fe80::21a:2bff:fe3c:4d5e", undefined],
    ["172.17.0.2", "blue"],
  ]);
  assertEquals(readAddresses(onPaper(PAPER), { pid: 1 }).length, 4);
});
