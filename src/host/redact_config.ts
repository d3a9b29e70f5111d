import { redactText } from "../model/secrets.ts";

/** Directives of nginx, haproxy and Caddy that say where clients come in and where they are sent. */
const KEPT: ReadonlySet<string> = new Set([
  ...["http", "stream", "server", "listen", "server_name", "location", "upstream", "include"],
  ...["proxy_pass", "grpc_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "memcached_pass"],
  ...["global", "defaults", "frontend", "backend", "bind", "default_backend", "use_backend"],
  ...["reverse_proxy", "to", "import"],
]);

/** Most words of a directive that are kept: what follows are conditions and options. */
const MOST_WORDS = 4;

/** Keys of Caddy's JSON whose texts are kept. */
const KEPT_KEYS: ReadonlySet<string> = new Set(["listen", "dial", "handler"]);

/**
 * A configuration file without anything but its structure and where it sends clients: passwords, headers
 * and keys may stand in all the rest. Lines stay where they are.
 */
export function redactConfig(text: string): string {
  const json = parseJson(text);
  if (json !== undefined) return JSON.stringify(pruned(json, false));
  return text.split("\n").map(redactLine).join("\n");
}

function redactLine(line: string): string {
  const bare = line.replace(/(^|\s)#.*/, "$1").replace(/(["'`])[^"'`]*[;{}][^"'`]*\1/g, "");
  const margin = /^\s*/.exec(bare)?.[0] ?? "";
  return margin + bare.slice(margin.length).split(/([;{}])/).map(redactDirective).join("");
}

function redactDirective(part: string): string {
  if (/^[;{}]?$/.test(part)) return part;
  const words = part.trim().split(/\s+/);
  const keep = KEPT.has(words[0] ?? "") || words.every(isSite);
  if (!keep) return "";
  // The first words of a reverse_proxy are all places.
  const most = words[0] === "reverse_proxy" || words[0] === "to" ? words.length : MOST_WORDS;
  const kept = redactText(words.slice(0, most).join(" "));
  return `${/^\s/.test(part) ? " " : ""}${kept}${/\s$/.test(part) ? " " : ""}`;
}

/** The address of a site of Caddy: `:8080`, `shop.test,`. */
function isSite(word: string): boolean {
  return /^(?:https?:\/\/)?[\w.*[\]-]*(?:[.:][\w.*[\]:-]+),?$/.test(word);
}

function parseJson(text: string): unknown {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pruned(value: unknown, kept: boolean): unknown {
  if (typeof value === "string") return kept ? redactText(value) : "";
  if (Array.isArray(value)) return value.map((one) => pruned(one, kept));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, pruned(one, KEPT_KEYS.has(key))]),
  );
}
