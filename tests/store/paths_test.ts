import { assertEquals, assertThrows } from "@std/assert";
import type { Failure } from "../../src/host/host.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { stateFolder, type StateHost } from "../../src/store/paths.ts";
import { shelfOf, type Thing } from "../rules/shelf.ts";

interface Choices {
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly os?: StateHost["os"];
  readonly makeDir?: Failure;
}

/** A host with these files, on which a folder can be made by the caller, mode 0700. */
function hostOf(things: Record<string, Thing>, choices: Choices = {}): StateHost {
  const { uid = 1000, os = "linux" } = choices;
  const all = { "/home/me": {}, "/root": { uid: 0 }, ...things } as Record<string, Thing>;
  const shelf = () =>
    shelfOf(all, {
      env: choices.env ?? { HOME: "/home/me" },
      uid: os === "windows" ? undefined : uid,
    });
  return {
    os,
    uid: shelf().uid,
    env: (name) => shelf().env(name),
    stat: (path) => shelf().stat(path),
    realPath: (path) => shelf().realPath(path),
    makeDir(path) {
      if (choices.makeDir) return choices.makeDir;
      const names = path.split("/");
      names.forEach((_, i) => {
        const folder = names.slice(0, i + 1).join("/");
        if (folder !== "" && isMissing(shelf().stat(folder))) all[folder] = { mode: 0o700, uid };
      });
    },
  };
}

function isMissing(answer: object): boolean {
  return "failed" in answer;
}

function refusalOf(host: StateHost): [string, number, string] {
  const { code, exit, message } = assertThrows(() => stateFolder(host), Refusal);
  return [code, exit, message];
}

Deno.test("stateFolder() is portik's in the folder for state, made where it is missing", () => {
  assertEquals(stateFolder(hostOf({})), "/home/me/.local/state/portik");
  const env = { HOME: "/home/me", XDG_STATE_HOME: "/home/me/state" };
  assertEquals(stateFolder(hostOf({}, { env })), "/home/me/state/portik");
  const relative = { HOME: "/home/me", XDG_STATE_HOME: "state" };
  assertEquals(stateFolder(hostOf({}, { env: relative })), "/home/me/.local/state/portik");
});

Deno.test("stateFolder() on Windows lies in LOCALAPPDATA", () => {
  const env = { LOCALAPPDATA: "C:\\Users\\me\\AppData\\Local", USERPROFILE: "C:\\Users\\me" };
  assertEquals(
    stateFolder(hostOf({}, { env, os: "windows" })),
    "C:\\Users\\me\\AppData\\Local/portik",
  );
});

Deno.test("stateFolder() says what to do where there is no home", () => {
  assertEquals(refusalOf(hostOf({}, { env: {} })), [
    "no-home",
    5,
    "HOME is not set, so there is no place for portik's state",
  ]);
});

Deno.test("stateFolder() says why it cannot be made", () => {
  assertEquals(refusalOf(hostOf({}, { makeDir: { failed: "EROFS" } })), [
    "no-state",
    5,
    "Cannot make /home/me/.local/state/portik: the file system is read-only",
  ]);
});

Deno.test("stateFolder() makes nothing where others can write, and does not use what they own", () => {
  const env = { XDG_STATE_HOME: "/srv/open/state" };
  const made: string[] = [];
  const open = hostOf({ "/srv/open": { mode: 0o777 } }, { env });
  const watched = { ...open, makeDir: (path: string) => void made.push(path) };
  assertEquals(refusalOf(watched), [
    "unsafe-state",
    3,
    "portik keeps nothing in /srv/open/state/portik: it lies below /srv/open, which can be written by everybody",
  ]);
  assertEquals(made, []);
  const shared = { "/home/me/.local/state/portik": { mode: 0o770 } };
  assertEquals(refusalOf(hostOf(shared)).slice(0, 2), ["unsafe-state", 3]);
  const foreign = { "/home/me/.local/state/portik": { uid: 1001 } };
  assertEquals(refusalOf(hostOf(foreign)).slice(0, 2), ["unsafe-state", 3]);
});

Deno.test("stateFolder() follows links to where the folder really is", () => {
  const linked = {
    "/home/me/.local/state/portik": { link: "/home/me/elsewhere" },
    "/home/me/elsewhere": { mode: 0o700 },
  };
  assertEquals(stateFolder(hostOf(linked)), "/home/me/elsewhere");
});

Deno.test("stateFolder() of root lies in root's home, also where sudo has left HOME as it was", () => {
  const kept = hostOf({}, { uid: 0, env: { HOME: "/home/me" } });
  assertEquals(stateFolder(kept), "/root/.local/state/portik");
  assertEquals(stateFolder(hostOf({}, { uid: 0, env: {} })), "/root/.local/state/portik");
  const own = hostOf({ "/opt/home": { uid: 0 } }, { uid: 0, env: { HOME: "/opt/home" } });
  assertEquals(stateFolder(own), "/opt/home/.local/state/portik");
});

Deno.test("stateFolder() of root is not what XDG_STATE_HOME says where a user owns that", () => {
  const env = { HOME: "/root", XDG_STATE_HOME: "/home/me/state" };
  assertEquals(refusalOf(hostOf({ "/home/me/state": {} }, { uid: 0, env })).slice(0, 2), [
    "unsafe-state",
    3,
  ]);
});
