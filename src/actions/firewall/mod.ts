import type { Firewall } from "./firewall.ts";
import { firewalld } from "./firewalld.ts";
import { iptables } from "./iptables.ts";
import { netsh } from "./netsh.ts";
import { nftables } from "./nftables.ts";
import { pf } from "./pf.ts";
import { ufw } from "./ufw.ts";

/**
 * Every firewall. Of an operating system's, one that manages the others comes before them: who works by
 * firewalld or ufw looks for rules there.
 */
export const FIREWALLS: readonly Firewall[] = [firewalld, ufw, nftables, iptables, pf, netsh];
