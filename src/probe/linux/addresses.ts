import { isFailure, type Sight } from "../../host/host.ts";
import { formatIpv6 } from "../../model/address.ts";
import type { Caller, LocalAddress } from "../../model/snapshot.ts";
import { namespaceName, namespaceNames, otherNamespaces } from "./namespaces.ts";

/**
 * Every address of this machine, from the routing table `/proc/net/fib_trie` and `/proc/net/if_inet6`
 * (`proc_net(5)`), and those of other network namespaces, which `/proc/PID/net` shows to who may see
 * whose they are.
 */
export function readAddresses(sight: Sight, { seesAllOwners }: Caller): readonly LocalAddress[] {
  const own = addressesIn(sight, "/proc/net").map((address) => ({ address }));
  const link = sight.readLink("/proc/self/ns/net");
  if (seesAllOwners !== true || isFailure(link)) return own;
  const names = namespaceNames(sight);
  const others = [...otherNamespaces(sight, link)].flatMap(([other, pids]) => {
    const namespace = namespaceName(other, names);
    for (const pid of pids) {
      const found = addressesIn(sight, `/proc/${pid}/net`);
      if (found.length > 0) return found.map((address) => ({ address, namespace }));
    }
    return [];
  });
  return [...own, ...others];
}

function addressesIn(sight: Sight, folder: string): string[] {
  const [trie, inet6] = ["fib_trie", "if_inet6"].map((file) => sight.readText(`${folder}/${file}`));
  return [
    ...(typeof trie === "string" ? parseFibTrie(trie) : []),
    ...(typeof inet6 === "string" ? parseIfInet6(inet6) : []),
  ];
}

/**
 * Reads the addresses that the kernel delivers to itself, once each; whole networks, as 127.0.0.0/8, are
 * left out.
 *
 * ```
 *            |-- 172.17.0.1
 *               /32 host LOCAL
 * ```
 */
export function parseFibTrie(text: string): string[] {
  const found = text.matchAll(/\|-- (\d+\.\d+\.\d+\.\d+)\n\s+\/32 host LOCAL/g);
  return [...new Set([...found].map(([, address = ""]) => address))];
}

/** Reads lines such as `fe80000000000000021a2bfffe3c4d5e 02 40 20 80     eth0`. */
export function parseIfInet6(text: string): string[] {
  return text.split("\n").flatMap((line) => {
    const hex = /^([0-9a-f]{32}) /.exec(line)?.[1];
    const groups = hex?.match(/.{4}/g)?.map((group) => parseInt(group, 16));
    return groups ? [formatIpv6(groups)] : [];
  });
}
