import { isFailure, type Sight } from "../../host/host.ts";
import { commandWords } from "../../model/command_words.ts";
import type { Process } from "../../model/process.ts";
import type { Route } from "../../model/route.ts";
import { caddyFile, readCaddy } from "./caddy.ts";
import { ConfigFiles, type Unread } from "./config_files.ts";
import type { FoundRoute } from "./found_route.ts";
import { haproxyFiles, readHaproxy } from "./haproxy.ts";
import { isNginx, nginxFiles, readNginx } from "./nginx.ts";

/** Most ways that one look comes back with. */
const MOST_ROUTES = 2000;

/**
 * Where nginx, haproxy and Caddy send their clients, by the configuration that their processes were started
 * with. A process in a container, or with a file system of its own, means other files by the same names, so
 * its configuration is not read.
 */
export function readRoutes(
  sight: Sight,
  processes: readonly Process[],
): { routes: readonly Route[]; missing: readonly Unread[] } {
  const here = sight.readLink("/proc/self/ns/mnt");
  const missing: Unread[] = [];
  const routes: Route[] = [];
  const seen = new Map<string, readonly FoundRoute[]>();
  for (const process of processes) {
    const program = programOf(process);
    if (!program || routes.length >= MOST_ROUTES) continue;
    if (process.containerId !== undefined || livesElsewhere(sight, process, here)) continue;
    // haproxy's workers have the arguments of their master.
    const key = `${program} ${process.argv.join("\0")}\0${process.cwd}`;
    const files = new ConfigFiles(sight);
    const found = seen.get(key) ?? READERS[program](files, process);
    if (!seen.has(key)) missing.push(...files.unread);
    seen.set(key, found);
    const { pid } = process;
    routes.push(
      ...found.slice(0, MOST_ROUTES - routes.length).map((one) => ({ ...one, pid, program })),
    );
  }
  return { routes, missing };
}

type Reader = (files: ConfigFiles, process: Process) => readonly FoundRoute[];

const READERS: Readonly<Record<Route["program"], Reader>> = {
  nginx(files, process) {
    const main = files.readFirst(nginxFiles(process));
    return main ? readNginx(files, main) : [];
  },
  haproxy(files, process) {
    const names = haproxyFiles(process).flatMap((file) => [file, ...files.glob(`${file}/*.cfg`)]);
    return readHaproxy(names.flatMap((file) => {
      const text = file === undefined ? undefined : files.readUnlessFolder(file);
      return text === undefined ? [] : [{ file, text }];
    }));
  },
  caddy(files, process) {
    const file = caddyFile(process);
    const main = file === undefined ? undefined : files.readFirst([file]);
    return main ? readCaddy(files, main) : [];
  },
};

function programOf(process: Process): Route["program"] | undefined {
  if (isNginx(process)) return "nginx";
  if (process.name === "haproxy") return "haproxy";
  return process.name === "caddy" && commandWords(process)[1] === "run" ? "caddy" : undefined;
}

/** True where the process certainly has another mount namespace (`mount_namespaces(7)`). */
function livesElsewhere(sight: Sight, { pid }: Process, here: unknown): boolean {
  const there = sight.readLink(`/proc/${pid}/ns/mnt`);
  return typeof here === "string" && !isFailure(there) && there !== here;
}
