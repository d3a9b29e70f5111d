import { splitTitle } from "../../model/command_words.ts";
import { defined } from "../../model/defined.ts";
import type { Process } from "../../model/process.ts";
import { type ConfigFiles, resolvePath } from "./config_files.ts";
import { type ListenWord, parseListen, targetOf } from "./endpoint_words.ts";
import type { FoundRoute } from "./found_route.ts";

/** The configuration of Caddy: `--config`, or the Caddyfile of the folder it works in (`caddy help run`). */
export function caddyFile({ argv, cwd }: Process): string | undefined {
  const words = splitTitle(argv);
  const at = words.findIndex((word) => /^--?config(?:=|$)/.test(word));
  const file = at < 0 ? undefined : words[at]?.split("=")[1] ?? words[at + 1];
  if (file !== undefined) return resolvePath(cwd ?? "/", file);
  return cwd === undefined ? undefined : `${cwd}/Caddyfile`;
}

/** The ways through Caddy, from a Caddyfile or from its own JSON. */
export function readCaddy(
  files: ConfigFiles,
  { file, text }: { file: string; text: string },
): FoundRoute[] {
  return text.trimStart().startsWith("{") && file.endsWith(".json")
    ? readCaddyJson({ file, text })
    : readCaddyfile(files, { file, text });
}

/**
 * Reads a Caddyfile (caddyserver.com/docs/caddyfile/concepts): blocks of sites by their addresses, in which
 * `reverse_proxy` names where clients are sent. The very first block without an address is about Caddy.
 *
 * ```
 * :8080, http://shop.test {
 *     reverse_proxy /api/* 127.0.0.1:3000 127.0.0.1:3001
 * }
 * ```
 */
function readCaddyfile(
  files: ConfigFiles,
  { file, text }: { file: string; text: string },
): FoundRoute[] {
  const routes: FoundRoute[] = [];
  const folder = file.slice(0, file.lastIndexOf("/"));
  const read = (file: string, text: string, depth: number) => {
    let sites: readonly ListenWord[] = [];
    // A file may be about one site alone, whose address stands in the first line without a brace.
    let open: string[] = [];
    for (const [i, row] of text.split("\n").entries()) {
      const words = wordsOf(row);
      const [first = "", ...rest] = words;
      const opens = words.at(-1) === "{";
      if (first === "import" && depth < 3) {
        for (const one of rest[0] === undefined ? [] : files.glob(resolvePath(folder, rest[0]))) {
          if (!/[/.*]/.test(rest[0] ?? "")) continue;
          const more = files.read(one);
          if (more !== undefined) read(one, more, depth + 1);
        }
      } else if (first === "}") open = open.slice(0, -1);
      else if (open.length === 0 && words.length > 0 && (opens || sites.length === 0)) {
        sites = words.filter((word) => word !== "{").flatMap(siteOf);
        if (opens) open = ["site"];
      } else {
        const within = first === "reverse_proxy"
          ? rest.filter((word) => word !== "{")
          : first === "to" && open.at(-1) === "reverse_proxy"
          ? rest
          : [];
        routes.push(...routesTo(within, sites, { file, line: i + 1 }));
        if (opens) open = [...open, first];
      }
    }
  };
  read(file, text, 0);
  return routes;
}

function routesTo(
  words: readonly string[],
  sites: readonly ListenWord[],
  place: { readonly file: string; readonly line: number },
): FoundRoute[] {
  // A matcher may stand first: `/api/*`, `@name` or `*`.
  const [matcher] = /^[/@*]/.test(words[0] ?? "") ? words : [];
  const targets = words.slice(matcher === undefined ? 0 : 1)
    .flatMap((word) => targetOf(word.replace(/^(?:https?|h2c):\/\//, ""), portOf(word)) ?? []);
  return sites.flatMap((site) =>
    targets.map((to) => defined({ ...site, to, label: matcher, ...place }))
  );
}

function portOf(address: string): number {
  return address.startsWith("https://") ? 443 : 80;
}

/** `:8080`, `http://localhost:2015`, `shop.test`: a name alone is served on the port of HTTPS. */
function siteOf(word: string): ListenWord[] {
  const address = word.replace(/,$/, "");
  const [, scheme = "", rest = ""] = /^(?:(https?):\/\/)?([^/]*)/.exec(address) ?? [];
  const [, port] = /:(\d+)$/.exec(rest) ?? [];
  const number = port ?? (scheme === "http" ? 80 : 443);
  const listen = rest === "" ? undefined : parseListen(`:${number}`);
  return listen ? [listen] : [];
}

function wordsOf(row: string): string[] {
  return (row.replace(/(^|\s)#.*/, "").match(/"[^"]*"|`[^`]*`|\S+/g) ?? [])
    .map((word) => word.replace(/^["`](.*)["`]$/, "$1"));
}

/** Reads Caddy's JSON (caddyserver.com/docs/json): servers that `listen`, and in them handlers that proxy. */
function readCaddyJson({ file, text }: { file: string; text: string }): FoundRoute[] {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    return [];
  }
  const servers = valuesOf(valueAt(config, "apps", "http", "servers"));
  return servers.flatMap((server) => {
    const listens = valuesOf(valueAt(server, "listen"))
      .flatMap((word) =>
        typeof word === "string" ? parseListen(word.replace(/^tcp\//, "")) ?? [] : []
      );
    const targets = upstreamsIn(valueAt(server, "routes"))
      .flatMap((dial) => targetOf(dial) ?? []);
    return listens.flatMap((listen) => targets.map((to) => ({ ...listen, to, file, line: 1 })));
  });
}

function upstreamsIn(value: unknown): string[] {
  const here = valueAt(value, "handler") === "reverse_proxy"
    ? valuesOf(valueAt(value, "upstreams")).map((one) => valueAt(one, "dial"))
    : [];
  const dials = here.filter((dial) => typeof dial === "string");
  return [...dials, ...valuesOf(value).flatMap(upstreamsIn)];
}

function valueAt(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (at, key) =>
      typeof at === "object" && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string, unknown>)[key]
        : undefined,
    value,
  );
}

function valuesOf(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}
