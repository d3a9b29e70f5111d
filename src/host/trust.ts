import { type Host, isFailure } from "./host.ts";

const BY_GROUP = 0o020;
const BY_OTHERS = 0o002;
const STICKY = 0o1000;

/**
 * Why a file or folder must not be believed, or undefined: somebody else than the caller and root could
 * have written it, or could put something else in its place. `path` is absolute and without symbolic
 * links. Windows has neither owners nor modes here, so everything is believed.
 */
export function whyDistrust(host: Pick<Host, "stat" | "uid">, path: string): string | undefined {
  if (host.uid === undefined) return undefined;
  const own = whyDistrustOne(
    host,
    path,
    (mode) =>
      mode & BY_OTHERS
        ? "can be written by everybody"
        : mode & BY_GROUP
        ? "can be written by its group"
        : undefined,
  );
  return own ?? whyDistrustAbove(host, path);
}

/** The same of the folders above alone: whether something that does not exist yet may be made there. */
export function whyDistrustAbove(
  host: Pick<Host, "stat" | "uid">,
  path: string,
): string | undefined {
  if (host.uid === undefined) return undefined;
  for (const folder of foldersAbove(path)) {
    // In a sticky folder such as /tmp nobody can rename what is another's (inode(7)).
    const why = whyDistrustOne(
      host,
      folder,
      (mode) => mode & BY_OTHERS && !(mode & STICKY) ? "can be written by everybody" : undefined,
    );
    if (why !== undefined) return `lies below ${folder}, which ${why}`;
  }
  return undefined;
}

function whyDistrustOne(
  host: Pick<Host, "stat" | "uid">,
  path: string,
  byMode: (mode: number) => string | undefined,
): string | undefined {
  const stat = host.stat(path);
  if (isFailure(stat)) return `cannot be looked at: ${stat.failed}`;
  if (stat.uid !== 0 && stat.uid !== host.uid) {
    return `belongs to another user (uid ${stat.uid ?? "unknown"})`;
  }
  return byMode(stat.mode);
}

/** `/a/b/c` gives `/a/b`, `/a` and `/`. */
function foldersAbove(path: string): string[] {
  const names = path.split("/").slice(1, -1);
  return names.map((_, i) => `/${names.slice(0, i + 1).join("/")}`).reverse().concat("/");
}
