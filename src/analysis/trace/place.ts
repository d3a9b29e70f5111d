import { canonicalAddress, isLoopback, isWildcard } from "../../model/address.ts";
import type { Machine } from "../../model/machine.ts";
import type { Socket } from "../../model/socket.ts";

/** Where something is sent: a port of an address or of a name, or a Unix socket. */
export interface Place {
  readonly host: string;
  readonly port?: number;
}

/** Reads `127.0.0.1:3000`, `[::1]:3000`, `backend:3000`, `unix:/run/app.sock`, `/run/app.sock`. */
export function parsePlace(text: string): Place {
  if (/^(?:unix:|\/)/.test(text)) return { host: text.replace(/^(?:unix:)?/, "unix:") };
  const [, host = text, port] = /^(.*):(\d+)$/.exec(text) ?? [];
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  return {
    host: canonicalAddress(bare) ?? bare,
    ...(port === undefined ? {} : { port: Number(port) }),
  };
}

/** Whose an address is: this machine's, another network namespace's on it, or somebody else's. */
export type Whereabouts =
  | { readonly where: "here" }
  | { readonly where: "namespace"; readonly namespace: string }
  | { readonly where: "outside"; readonly certain: boolean }
  | { readonly where: "name" };

/** Finds out whose an address is; a name that is not `localhost` is left unresolved. */
export function whereabouts({ snapshot }: Machine, host: string): Whereabouts {
  const isHere = host === "localhost" || isLoopback(host) || isWildcard(host);
  if (isHere) return { where: "here" };
  if (canonicalAddress(host) === undefined) return { where: "name" };
  const known = snapshot.addresses?.filter(({ address }) => address === host) ?? [];
  const namespaces = known.map(({ namespace }) => namespace);
  if (namespaces.includes(undefined)) return { where: "here" };
  const [namespace] = namespaces;
  if (namespace !== undefined) return { where: "namespace", namespace };
  // Without a list of addresses, those that sockets are bound to are some of them.
  const bound = snapshot.sockets.some(({ address, namespace }) =>
    address === host && namespace === undefined
  );
  return bound
    ? { where: "here" }
    : { where: "outside", certain: snapshot.addresses !== undefined };
}

/** The listeners that a client of this place reaches, the one bound to the very address before wildcards. */
export function listenersAt(
  machine: Machine,
  { host, port }: Place,
  { proto, namespace }: Pick<Socket, "proto" | "namespace">,
): readonly Socket[] {
  if (port === undefined) return [];
  const all = namespace === undefined
    ? machine.listeners(port, proto, isWildcard(host) ? undefined : host)
    : machine.elsewhere(port, proto).filter((socket) => socket.namespace === namespace);
  const exact = all.filter(({ address }) => address === host);
  return exact.length > 0 ? exact : all;
}
