import { splitTitle } from "../../model/command_words.ts";
import { defined } from "../../model/defined.ts";
import type { Process } from "../../model/process.ts";
import { type ConfigFiles, resolvePath } from "./config_files.ts";
import { type ListenWord, parseListen, targetOf } from "./endpoint_words.ts";
import type { FoundRoute } from "./found_route.ts";

/** Where distributions and nginx itself keep its configuration (`nginx -V`: --conf-path). */
const USUAL = [
  "/etc/nginx/nginx.conf",
  "/usr/local/nginx/conf/nginx.conf",
  "/usr/local/etc/nginx/nginx.conf",
  "/opt/homebrew/etc/nginx/nginx.conf",
  "/usr/local/openresty/nginx/conf/nginx.conf",
];

/** Deepest `include` in an `include`. */
const DEEPEST = 5;

/** True for the process that has nginx's arguments: the master, or one that runs alone. */
export function isNginx({ name, argv }: Process): boolean {
  return (name === "nginx" || name === "openresty") && !argv[0]?.startsWith("nginx: worker") &&
    !argv[0]?.startsWith("nginx: cache");
}

/**
 * The configuration that nginx was started with (`nginx(8)`: `-c`, below `-p`). The master titles itself
 * `nginx: master process /usr/sbin/nginx -c /srv/nginx.conf`.
 */
export function nginxFiles({ argv, cwd = "/" }: Process): readonly string[] {
  const words = splitTitle(argv);
  const valueOf = (option: string) => {
    const at = words.indexOf(option);
    return at < 0 ? undefined : words[at + 1];
  };
  const prefix = valueOf("-p");
  const file = valueOf("-c");
  const folder = prefix === undefined ? undefined : resolvePath(cwd, prefix).replace(/\/$/, "");
  if (file === undefined) return folder === undefined ? USUAL : [`${folder}/conf/nginx.conf`];
  if (file.startsWith("/")) return [file];
  return folder === undefined ? USUAL.map((path) => siblingOf(path, file)) : [`${folder}/${file}`];
}

function siblingOf(path: string, file: string): string {
  return resolvePath(path.slice(0, path.lastIndexOf("/")), file);
}

/** What a block says that matters here, and the block around it. */
interface Scope {
  readonly kind: string;
  readonly label: string;
  readonly parent?: Scope;
  readonly listens: ListenWord[];
  readonly names: string[];
  /** Filled in while the block is read; targets may name upstreams that come later. */
  readonly passes: { readonly word: string; readonly label: string; file: string; line: number }[];
}

/** The ways through nginx, from its configuration and everything that it includes. */
export function readNginx(
  files: ConfigFiles,
  { file, text }: { file: string; text: string },
): FoundRoute[] {
  const servers: Scope[] = [];
  const upstreams = new Map<string, string[]>();
  const folder = file.slice(0, file.lastIndexOf("/"));
  const read = (file: string, text: string, scope: Scope, depth: number) => {
    for (const { words, opens, closes, line } of statements(text)) {
      if (closes) {
        scope = scope.parent ?? scope;
        continue;
      }
      const [directive = "", ...args] = words;
      if (opens) {
        scope = opened(directive, args, scope);
        if (directive === "server") servers.push(scope);
      } else if (directive === "include" && depth < DEEPEST) {
        for (const one of files.glob(resolvePath(folder, args[0] ?? ""))) {
          const more = files.read(one);
          if (more !== undefined) read(one, more, scope, depth + 1);
        }
      } else note(scope, { directive, args, file, line }, upstreams);
    }
  };
  read(file, text, opened("", [], undefined), 0);
  return servers.flatMap((server) => routesOf(server, upstreams));
}

function opened(kind: string, args: readonly string[], parent: Scope | undefined): Scope {
  // Inside a server, what counts is still the server's.
  const server = parent && serverOf(parent);
  return {
    kind,
    label: args.join(" "),
    ...(parent ? { parent } : {}),
    listens: server?.listens ?? [],
    names: server?.names ?? [],
    passes: server?.passes ?? [],
  };
}

function serverOf(scope: Scope): Scope | undefined {
  return scope.kind === "server" ? scope : scope.parent && serverOf(scope.parent);
}

function note(
  scope: Scope,
  { directive, args, file, line }: {
    directive: string;
    args: readonly string[];
    file: string;
    line: number;
  },
  upstreams: Map<string, string[]>,
): void {
  const [word = ""] = args;
  if (scope.kind === "upstream" && directive === "server") {
    upstreams.set(scope.label, [...upstreams.get(scope.label) ?? [], word]);
  } else if (!serverOf(scope)) return;
  else if (directive === "listen") {
    const listen = parseListen(word, 80);
    if (listen) scope.listens.push(listen);
  } else if (directive === "server_name") scope.names.push(...args);
  else if (/^(?:proxy|grpc|fastcgi|uwsgi|scgi|memcached)_pass$/.test(directive)) {
    scope.passes.push({ word, label: scope.kind === "location" ? scope.label : "", file, line });
  }
}

function routesOf(
  { listens, names, passes }: Scope,
  upstreams: ReadonlyMap<string, readonly string[]>,
): FoundRoute[] {
  const [name = ""] = names.filter((one) => one !== "_");
  // Without a listen directive, nginx takes port 80 (ngx_http_core_module).
  const places = listens.length > 0 ? listens : [{ port: 80 }];
  return places.flatMap((listen) =>
    passes.flatMap(({ word, label, file, line }) =>
      targetsOf(word, upstreams).map((to) =>
        defined({ ...listen, to, label: [name, label].join(" ").trim() || undefined, file, line })
      )
    )
  );
}

/** `http://app/api`, `https://10.0.0.5`, `unix:/run/app.sock`, or in a stream only `app`. */
function targetsOf(word: string, upstreams: ReadonlyMap<string, readonly string[]>): string[] {
  const [, scheme = "", rest = ""] = /^(?:([a-z]+):\/\/)?(.*)$/.exec(word) ?? [];
  const port = scheme === "https" || scheme === "grpcs" ? 443 : 80;
  const place = rest.startsWith("unix:") ? rest : rest.replace(/\/.*$/, "");
  const group = upstreams.get(place);
  const places = group ?? [place];
  return places.flatMap((one) => targetOf(one, port) ?? []);
}

/** A directive with its words, where a block begins or where one ends. */
interface Statement {
  readonly words: readonly string[];
  readonly opens: boolean;
  readonly closes: boolean;
  readonly line: number;
}

/** Splits a configuration at `;`, `{` and `}`; words may stand in quotes, and `#` begins a comment. */
function* statements(text: string): Generator<Statement> {
  let words: string[] = [];
  let line = 1;
  let first = 1;
  const tokens = text.matchAll(
    /\n|#[^\n]*|[;{}]|"((?:[^"\\]|\\[^])*)"?|'((?:[^'\\]|\\[^])*)'?|(?:[^\s;{}"'\\]|\$\{|\\[^])+/g,
  );
  for (const [token, double, single] of tokens) {
    if (token === "\n") line++;
    else if (token.startsWith("#")) continue;
    else if (token === ";" || token === "{" || token === "}") {
      yield { words, opens: token === "{", closes: token === "}", line: first };
      words = [];
    } else {
      if (words.length === 0) first = line;
      words.push(double ?? single ?? token);
      line += token.split("\n").length - 1;
    }
  }
}
