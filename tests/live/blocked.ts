import { assertEquals } from "@std/assert";
import { problemsOfAnswer } from "../schemas.ts";
import type { RunChoices } from "./program.ts";
import { type Need, NETNS_NEEDS } from "./tools.ts";
import { HERE, type Wire } from "./wire.ts";

/** What it takes to block a port of a machine on a wire by nftables. */
export const NFT_NEEDS: readonly Need[] = [...NETNS_NEEDS, "nft", "ipv6"];
/** The same by iptables. */
export const IPTABLES_NEEDS: readonly Need[] = [...NETNS_NEEDS, "iptables", "ip6tables", "ipv6"];

/** The port that these tests block. */
export const PORT = 8080;

/** What clients elsewhere get on the port: TCP and UDP by IPv4, then by IPv6. */
export async function served(wire: Wire, port = PORT): Promise<string[]> {
  const asked = [HERE.ipv4, HERE.ipv6].flatMap((to) =>
    (["tcp", "udp"] as const).map((proto) => wire.ask({ proto, to, port }))
  );
  return await Promise.all(asked);
}

/** Everybody is served. */
export const ALL_SERVED = ["served", "served", "served", "served"];
/** Nobody is, and is told at once. */
export const ALL_REFUSED = ["ECONNREFUSED", "ECONNREFUSED", "ECONNREFUSED", "ECONNREFUSED"];

/** What a command in JSON came to; `data` keeps to the schema of its kind. */
export interface Told {
  readonly code: number;
  // deno-lint-ignore no-explicit-any -- the schema says what it is
  readonly data: any;
}

/** The answer to one command in JSON, after a look at its schema. */
export async function told(
  wire: Wire,
  words: readonly string[],
  choices: RunChoices = {},
): Promise<Told> {
  const { code, stdout } = await wire.portik([...words, "--json"], choices);
  const document = JSON.parse(stdout);
  assertEquals(problemsOfAnswer(document), [], stdout);
  assertEquals(document.data?.notRecorded, undefined);
  return { code, data: document.data };
}

/** `port/proto from` of every block that portik lists. */
export async function listed(wire: Wire, choices: RunChoices = {}): Promise<string[]> {
  const { data } = await told(wire, ["blocks"], choices);
  return data.blocks.map((one: { first: number; proto: string; from: string }) =>
    `${one.first}/${one.proto} ${one.from}`
  ).sort();
}

/** A ruleset without what changes by itself: counters, and when it was printed. */
export function settled(rules: string): string {
  return rules.replace(/^#.*\n/gm, "").replace(/\[\d+:\d+\]/g, "").replace(/ # handle \d+/g, "");
}
