import { canonicalAddress } from "../../model/address.ts";

/** Where a proxy listens: on one address, or without one on all. */
export interface ListenWord {
  readonly port: number;
  readonly address?: string;
}

/**
 * Reads where something listens, as configurations write it: `80`, `:80`, `*:80`, `127.0.0.1:80`,
 * `[::1]:80`, `:::80`, `localhost:80`. Undefined for Unix sockets and for what is no such place.
 */
export function parseListen(word: string, usualPort?: number): ListenWord | undefined {
  const [, host = "", digits] = /^(?:(.*):)?(\d+)$/.exec(word) ?? [, word];
  const port = digits === undefined ? usualPort : Number(digits);
  if (port === undefined || port < 1 || port > 65535) return undefined;
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  if (bare === "" || bare === "*") return { port };
  const address = bare === "localhost" ? "localhost" : canonicalAddress(bare);
  return address === undefined ? undefined : { port, address };
}

/**
 * Where something is sent, in one form: `127.0.0.1:3000`, `backend:3000`, `unix:/run/app.sock`; a port that is
 * not written is `usualPort`. Undefined where neither a host nor a path is there.
 */
export function targetOf(word: string, usualPort?: number): string | undefined {
  const path = /^(?:unix(?:@|:\/\/|:|\/))?(\/.*)$/.exec(word)?.[1];
  if (path !== undefined) return `unix:${path.replace(/:.*$/, "")}`;
  const bare = word.replace(/^ipv[46]@/, "");
  const [, host = "", port] = /^(\[[^\]]*\]|[^:]*|.*:.*?)(?::(\d+))?$/.exec(bare) ?? [];
  const number = port ?? usualPort;
  if (number === undefined) return undefined;
  // `:3000` is this machine.
  return `${host === "" ? "localhost" : host}:${number}`;
}
