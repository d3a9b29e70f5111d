import { withZone } from "../model/address.ts";
import type { Listener } from "../model/listener.ts";
import { mainOwner } from "../model/owner.ts";
import { containerWords, insideWords } from "./container_words.ts";
import { describeOwner, describeOwners, describeStart } from "./owner_words.ts";
import { listWords } from "./sentence.ts";

/**
 * Who holds listeners, and where: `postgres (pid 812, user postgres) on 127.0.0.1 and ::1, started 3 h
 * ago`. Listeners of one owner are one clause, and so are those of one container.
 */
export function listeningWords(listeners: readonly Listener[]): string {
  const clauses = [...Map.groupBy(listeners, holderOf).values()].map(clauseOf);
  const last = clauses.at(-1) ?? "";
  return clauses.length < 2 ? last : `${clauses.slice(0, -1).join(", by ")}, and by ${last}`;
}

function holderOf(listener: Listener): string {
  return isPublished(listener) ? `container ${listener.container?.id}` : holderWords(listener);
}

/** True where a forwarder listens for a container; one on the host's own network listens itself. */
function isPublished({ container }: Listener): boolean {
  return container?.hostPort !== undefined;
}

function clauseOf(listeners: readonly Listener[]): string {
  const [first] = listeners;
  if (!first) return "";
  const { container } = first;
  const on = `on ${listWords([...new Set(listeners.map(addressWords))])}`;
  if (!container || !isPublished(first)) return `${holderWords(first)} ${on}${startWords(first)}`;
  const forwarders = listeners.flatMap(({ owners }) => mainOwner(owners) ?? []).map(describeOwner);
  const through = listWords([...new Set(forwarders)]);
  return `${containerWords(container)}${through && ` through ${through}`} ${on}`;
}

function holderWords(listener: Listener): string {
  return `${describeOwners(listener)}${insideWords(listener)}`;
}

function startWords({ owners }: Listener): string {
  const owner = mainOwner(owners);
  const start = owner ? describeStart(owner) : "";
  return start && `, ${start}`;
}

/** Where a listener listens. `::` says for some IPv6 alone, for some both families: if both, it is told. */
export function addressWords(
  { address, zone, family }: Pick<Listener, "address" | "zone" | "family">,
): string {
  const words = withZone(address, zone);
  return family === "dual" && address === "::" ? `${words} (IPv4, too)` : words;
}
