import { isFailure } from "../../host/host.ts";
import type { Identity, Likeness } from "../../model/likeness.ts";
import { argumentsOf, environmentOf } from "./arguments.ts";
import {
  alteredObstacle,
  givenObstacle,
  goneObstacle,
  hiddenObstacle,
  inputObstacle,
  type Obstacle,
  placeObstacle,
  rightsObstacle,
} from "./obstacles.ts";
import { type LogChoice, outputsOf } from "./output.ts";
import { placeOf } from "./place.ts";
import { parseStatus, type Status } from "./proc_status.ts";
import { textOf, type Traits } from "./traits.ts";

/** A likeness, and what will be different all the same, in half sentences. */
export interface Resemblance {
  readonly likeness: Likeness;
  readonly changes: readonly string[];
}

/** What a likeness is made for, and by whom. */
export interface LikenessOptions extends LogChoice {
  /** The traits of portik itself. */
  readonly mine: Traits;
  readonly port: number;
  /** Ports below this one take a right to bind (`ip_unprivileged_port_start`, `ip(7)`). */
  readonly privilegedBelow: number;
  /** A person has said that standard input does not matter. */
  readonly force: boolean;
}

/** The likeness of a process by its traits, or what stands in the way of one. */
export function likenessOf(traits: Traits, options: LikenessOptions): Resemblance | Obstacle {
  const { exe, cwd, cmdline, environ, status } = traits;
  const hidden = hiddenObstacle([status, environ, exe, cwd, cmdline]);
  if (hidden) return hidden;
  const his = parseStatus(textOf(status));
  const own = parseStatus(textOf(options.mine.status));
  const obstacle = placeObstacle(traits, options.mine) ??
    goneObstacle(textOf(exe), textOf(cwd)) ??
    rightsObstacle(his, own, options) ??
    (options.force ? undefined : inputObstacle(traits));
  if (obstacle) return obstacle;
  const argv = argumentsOf(textOf(cmdline), textOf(exe));
  if (typeof argv === "string") return alteredObstacle("argument list", argv);
  const env = environmentOf(textOf(environ));
  if (typeof env === "string") return alteredObstacle("environment", env);
  const given = givenObstacle(argv, env);
  if (given) return given;
  const identity = identityOf(his, own);
  if (identity && own.uids[0] !== 0) {
    return { why: "it has another user or other groups than portik, and only root can give them" };
  }
  const { stdout, stderr, changes } = outputsOf(traits, options);
  const stdin = inputOf(traits);
  const place = placeOf(traits, options.mine);
  return {
    likeness: {
      exe: textOf(exe),
      argv,
      env,
      cwd: textOf(cwd),
      ...(identity ? { identity } : {}),
      // Kernels before 4.7 do not tell; this is what nearly everything runs with.
      umask: his.umask ?? 0o022,
      ...place.likeness,
      ...(his.ignoresHangup ? { ignoresHangup: true } : {}),
      ...(stdin === undefined ? {} : { stdin }),
      stdout,
      stderr,
    },
    changes: [...inputChange(traits), ...changes, ...place.changes],
  };
}

/** Tells an obstacle from a likeness. */
export function isObstacle(answer: Resemblance | Obstacle): answer is Obstacle {
  return "why" in answer;
}

/** Undefined where it is portik's own. */
function identityOf(his: Status, own: Status): Identity | undefined {
  const same = [[his.uids, own.uids], [his.gids, own.gids], [his.groups, own.groups]]
    .every(([a = [], b = []]) => a.toSorted().join() === b.toSorted().join());
  const [uid, gid] = [his.uids[0], his.gids[0]];
  return same || uid === undefined || gid === undefined
    ? undefined
    : { uid, gid, groups: his.groups };
}

/** A file is read again from its beginning. */
function inputOf({ streams: [stdin], kinds: [kind] }: Traits): string | undefined {
  return kind === "file" ? textOf(stdin) : undefined;
}

function inputChange({ streams: [stdin], kinds: [kind] }: Traits): string[] {
  if (isFailure(stdin) || stdin === "/dev/null" || kind === "file") return [];
  const what = /^\/dev\/(?:pts\/|tty|console)/.test(stdin) ? `the terminal ${stdin}` : stdin;
  return [`its standard input is /dev/null, and was ${what}`];
}
