import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  isObstacle,
  likenessOf,
  type LikenessOptions,
} from "../../../src/actions/restart/likeness.ts";
import type { Traits } from "../../../src/actions/restart/traits.ts";
import { ROOT, statusText, traits } from "../paper_traits.ts";

const OPTIONS: LikenessOptions = {
  mine: traits(),
  port: 3000,
  privilegedBelow: 1024,
  log: { path: "/state/log", opener: "portik" },
  logWanted: false,
  force: false,
};

const BY_ROOT = { mine: traits({ status: statusText(ROOT) }) };

const OWN = traits().namespaces;

/** A process whose standard input is such a link, behind which is no file. */
function input(link: string): Partial<Traits> {
  const kinds = ["other", "device", "device"] as const;
  return { streams: [link, "/dev/null", "/dev/null"], kinds };
}

/** Why this process cannot be restarted, or nothing. */
function why(changes: Partial<Traits>, options: Partial<LikenessOptions> = {}): string {
  const answer = likenessOf(traits(changes), { ...OPTIONS, ...options });
  return isObstacle(answer) ? answer.why : "";
}

Deno.test("likenessOf() has everything that it takes to start a process again", () => {
  assertEquals(likenessOf(traits(), OPTIONS), {
    likeness: {
      exe: "/usr/bin/node",
      argv: ["node", "server.js"],
      env: ["PATH=/bin", "KEPT=a b"],
      cwd: "/srv/app",
      umask: 0o022,
      limits: [{ resource: "NOFILE", soft: 1024, hard: 4096 }],
      stdout: { path: "/srv/app/out.log", opener: "process" },
      stderr: { path: "/dev/null", opener: "process" },
    },
    changes: [],
  });
});

Deno.test("likenessOf() says whom root has to become, groups included", () => {
  const answer = likenessOf(traits({ status: statusText({ Groups: "4 27 " }) }), {
    ...OPTIONS,
    ...BY_ROOT,
  });
  assertEquals(isObstacle(answer) ? answer : answer.likeness.identity, {
    uid: 1000,
    gid: 1000,
    groups: [4, 27],
  });
});

Deno.test("likenessOf() keeps SIGHUP ignored, as after nohup", () => {
  const answer = likenessOf(traits({ status: statusText({ SigIgn: "01" }) }), OPTIONS);
  assertEquals(isObstacle(answer) ? answer : answer.likeness.ignoresHangup, true);
});

Deno.test("likenessOf() keeps a file that is read as standard input", () => {
  const streams = ["/srv/data", "/dev/null", "/dev/null"] as const;
  const answer = likenessOf(traits({ streams, kinds: ["file", "device", "device"] }), OPTIONS);
  if (isObstacle(answer)) throw new Error(answer.why);
  assertEquals([answer.likeness.stdin, answer.changes], ["/srv/data", []]);
});

Deno.test("likenessOf() says what is different where there was a terminal", () => {
  const streams = ["/dev/pts/3", "/dev/pts/3", "/dev/pts/3"] as const;
  const answer = likenessOf(traits({ streams, kinds: ["other", "other", "other"] }), OPTIONS);
  assertEquals(isObstacle(answer) ? answer : answer.changes, [
    "its standard input is /dev/null, and was the terminal /dev/pts/3",
    "its output goes to /state/log, because it went to a terminal",
  ]);
});

Deno.test("likenessOf() refuses what could not come back as it was, and says why", () => {
  const cases: readonly (readonly [Partial<Traits>, string])[] = [
    [{ status: { failed: "ENOENT" } }, "ended"],
    [{ environ: { failed: "EACCES" } }, "cannot be read by this user"],
    [{ exe: "/usr/bin/node (deleted)" }, "/usr/bin/node was deleted or replaced"],
    [{ cwd: "/srv/app (deleted)" }, "/srv/app is gone"],
    [{ namespaces: OWN.with(0, "mnt:[9]") }, "another file system"],
    [{ namespaces: OWN.with(1, "net:[9]") }, "network namespace"],
    [{ namespaces: OWN.with(5, "uts:[9]") }, "UTS namespace"],
    [{ root: "/jail" }, "confined to /jail"],
    [{ status: statusText({ Uid: "1000\t0\t0\t0" }) }, "several user or group ids"],
    [{ status: statusText({ Seccomp: "2" }) }, "other rights"],
    [{ status: statusText({ CapBnd: "0000000000000400" }) }, "other rights"],
    [{ status: statusText({ CapAmb: "0000000000000400" }) }, "ambient"],
    [input("pipe:[7]"), "standard input was a pipe"],
    [input("socket:[7]"), "standard input was a socket"],
    [input("/srv/data (deleted)"), "standard input was /srv/data (deleted)"],
    [{ cmdline: "nginx: master process\0" }, "title over its argument list"],
    [{ environ: "rest of a title\0" }, "title over its environment"],
    [{ environ: "A=\ufffd\0" }, "no UTF-8"],
    [{ environ: "LISTEN_PID=812\0LISTEN_FDS=1\0" }, "gave it open descriptors (LISTEN_FDS)"],
    [{ status: statusText({ Groups: "27 " }) }, "only root"],
  ];
  for (const [changes, words] of cases) assertStringIncludes(why(changes), words);
});

Deno.test("likenessOf() refuses a server that root has started for a port that it could not bind itself", () => {
  const low = { port: 80 };
  assertStringIncludes(why({}, low), "it could not bind 80 again");
  assertEquals(why({}, { ...low, privilegedBelow: 80 }), "");
  assertEquals(why({ status: statusText({ CapEff: "0000000000000400" }) }, low), "");
  assertEquals(why({ status: statusText(ROOT) }, { ...low, ...BY_ROOT }), "");
});

Deno.test("likenessOf() lets a person say that standard input does not matter, and nothing else", () => {
  assertEquals(why(input("pipe:[7]"), { force: true }), "");
  assertStringIncludes(why({ exe: "/x (deleted)" }, { force: true }), "deleted");
});
