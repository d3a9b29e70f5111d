import { type Host, isFailure } from "../host/host.ts";
import { whyDistrust, whyDistrustAbove } from "../host/trust.ts";
import { errnoWords } from "../model/errno.ts";
import { Refusal } from "../model/refusal.ts";

/** What finding the folder of portik's state asks of the world. */
export type StateHost = Pick<Host, "env" | "makeDir" | "os" | "realPath" | "stat" | "uid">;

/** Root's own home, for root that still has the HOME of the user who called `sudo`. */
const ROOTS_HOME: Readonly<Record<string, string>> = { linux: "/root", darwin: "/var/root" };

/**
 * The folder for what outlives a run, made with mode 0700: `$XDG_STATE_HOME/portik` (XDG Base Directory),
 * which is `~/.local/state/portik` by default, and `%LOCALAPPDATA%\portik` on Windows. A real path, without
 * links.
 *
 * Throws a Refusal: `no-home` where nothing says whose folder it is, `unsafe-state` (exit code 3) where
 * somebody else owns it or can write to it or put another in its place, `no-state` (5) where it cannot be
 * made.
 */
export function stateFolder(host: StateHost): string {
  const folder = statePlace(host);
  const above = nearestFolder(host, folder);
  const why = above === undefined ? undefined : whyDistrustAbove(host, `${above}/portik`);
  if (why !== undefined) throw unsafe(folder, why);
  const made = host.makeDir(folder);
  const real = made ?? host.realPath(folder);
  if (isFailure(real)) {
    throw new Refusal("no-state", `Cannot make ${folder}: ${errnoWords(real.failed)}`, {
      exit: 5,
      hint: "Set XDG_STATE_HOME to a folder of your own",
    });
  }
  const distrust = whyDistrust(host, real);
  if (distrust !== undefined) throw unsafe(folder, distrust);
  return real;
}

/** Where that folder is, or would be made. Throws a Refusal `no-home` where nothing says whose it is. */
export function statePlace(host: Pick<StateHost, "env" | "os" | "stat" | "uid">): string {
  return `${stateHome(host)}/portik`;
}

function stateHome(host: Pick<StateHost, "env" | "os" | "stat" | "uid">): string {
  const named = host.env(host.os === "windows" ? "LOCALAPPDATA" : "XDG_STATE_HOME");
  // A relative path is to be ignored (XDG Base Directory).
  if (named !== undefined && /^(\/|[A-Za-z]:[\\/])/.test(named)) return named;
  return `${homeOf(host)}/.local/state`;
}

/** `sudo` may leave HOME as it was: what root writes there could be taken from it by the user. */
function homeOf({ env, os, stat, uid }: Pick<StateHost, "env" | "os" | "stat" | "uid">): string {
  const home = env("HOME") ?? env("USERPROFILE");
  const roots = uid === 0 ? ROOTS_HOME[os] : undefined;
  if (roots !== undefined) {
    const there = home ? stat(home) : undefined;
    const ownerless = there === undefined || isFailure(there) || there.uid !== 0;
    return home === undefined || ownerless ? roots : home;
  }
  if (home) return home;
  throw new Refusal("no-home", "HOME is not set, so there is no place for portik's state", {
    exit: 5,
    hint: "Set XDG_STATE_HOME to a folder of your own",
  });
}

/** The real path of the nearest folder above that is there. */
function nearestFolder(host: StateHost, path: string): string | undefined {
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
    const real = host.realPath(path.slice(0, at));
    if (!isFailure(real)) return real === "/" ? "" : real;
  }
  return undefined;
}

function unsafe(folder: string, why: string): Refusal {
  return new Refusal("unsafe-state", `portik keeps nothing in ${folder}: it ${why}`, {
    exit: 3,
    hint: "Set XDG_STATE_HOME to a folder that nobody else can write to",
  });
}
