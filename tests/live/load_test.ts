import { assertEquals } from "@std/assert";
import { denoHost } from "../../src/host/deno/mod.ts";
import { loadUserRules } from "../../src/rules/load.ts";
import { liveTest } from "./tools.ts";

const STRANGER = 12345;

/** A folder `rules` with `good.ts` in it, inside of a folder of its own. */
class Shelf implements Disposable {
  readonly top: string = Deno.realPathSync(Deno.makeTempDirSync());
  readonly rules: string = `${this.top}/rules`;
  readonly good: string = `${this.rules}/good.ts`;

  constructor() {
    Deno.mkdirSync(this.rules, { mode: 0o700 });
    Deno.writeTextFileSync(this.good, "", { mode: 0o600 });
  }

  /** The ids of the rules that are loaded, and what is said about the others; `top` is left out. */
  load(): { ids: string[]; refused: string[] } {
    const env = (name: string) => name === "HOME" ? this.top : undefined;
    const { rules, refused } = loadUserRules({ ...denoHost, env }, { dirs: [this.rules] });
    return {
      ids: rules.map(({ id }) => id),
      refused: refused.map(({ path, reason }) =>
        `${path} ${reason}`.replaceAll(`${this.top}/`, "").replaceAll(this.top, "top")
      ),
    };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.top, { recursive: true });
  }
}

function shelfTest(name: string, needs: readonly string[], fn: (shelf: Shelf) => void): void {
  liveTest(`loadUserRules() ${name}`, needs, () => {
    using shelf = new Shelf();
    fn(shelf);
    return Promise.resolve();
  });
}

shelfTest("reads rules that belong to the caller", [], (shelf) => {
  assertEquals(shelf.load(), { ids: ["good"], refused: [] });
});

shelfTest("refuses a folder that others can write", [], (shelf) => {
  Deno.chmodSync(shelf.rules, 0o757);
  assertEquals(shelf.load(), { ids: [], refused: ["rules can be written by everybody"] });
  Deno.chmodSync(shelf.rules, 0o770);
  assertEquals(shelf.load(), { ids: [], refused: ["rules can be written by its group"] });
});

shelfTest("refuses a file that its group can write, and no other", [], (shelf) => {
  Deno.writeTextFileSync(`${shelf.rules}/bad.ts`, "");
  Deno.chmodSync(`${shelf.rules}/bad.ts`, 0o660);
  assertEquals(shelf.load(), {
    ids: ["good"],
    refused: ["rules/bad.ts can be written by its group"],
  });
});

shelfTest("refuses a folder below one that everybody can write", [], (shelf) => {
  Deno.chmodSync(shelf.top, 0o777);
  assertEquals(shelf.load(), {
    ids: [],
    refused: ["rules lies below top, which can be written by everybody"],
  });
  Deno.chmodSync(shelf.top, 0o1777);
  assertEquals(shelf.load().ids, ["good"]);
});

shelfTest("follows a link to a rule of the caller's, and judges where it leads", [], (shelf) => {
  Deno.writeTextFileSync(`${shelf.top}/elsewhere.ts`, "", { mode: 0o600 });
  Deno.symlinkSync(`${shelf.top}/elsewhere.ts`, `${shelf.rules}/linked.ts`);
  assertEquals(shelf.load().ids, ["good", "linked"]);
  Deno.chmodSync(`${shelf.top}/elsewhere.ts`, 0o666);
  assertEquals(shelf.load(), {
    ids: ["good"],
    refused: ["rules/linked.ts is elsewhere.ts, which can be written by everybody"],
  });
});

shelfTest("takes no device, pipe or folder for a rule, and waits for none", ["mkfifo"], (shelf) => {
  new Deno.Command("mkfifo", { args: ["-m", "600", `${shelf.rules}/pipe.ts`] }).outputSync();
  Deno.mkdirSync(`${shelf.rules}/folder.ts`, { mode: 0o700 });
  Deno.symlinkSync(`${shelf.rules}/nothing`, `${shelf.rules}/lost.ts`);
  assertEquals(shelf.load(), {
    ids: ["good"],
    refused: [
      "rules/folder.ts is no file",
      "rules/lost.ts cannot be read: ENOENT",
      "rules/pipe.ts is no file",
    ],
  });
});

shelfTest("refuses what belongs to a stranger", ["root"], (shelf) => {
  Deno.chownSync(shelf.good, STRANGER, STRANGER);
  assertEquals(shelf.load().refused, ["rules/good.ts belongs to another user (uid 12345)"]);
  Deno.chownSync(shelf.good, 0, 0);
  Deno.chownSync(shelf.rules, STRANGER, STRANGER);
  assertEquals(shelf.load().refused, ["rules belongs to another user (uid 12345)"]);
  Deno.chownSync(shelf.rules, 0, 0);
  Deno.chownSync(shelf.top, STRANGER, STRANGER);
  assertEquals(shelf.load().refused, [
    "rules lies below top, which belongs to another user (uid 12345)",
  ]);
});

shelfTest("refuses a link into a stranger's folder", ["root"], (shelf) => {
  Deno.mkdirSync(`${shelf.top}/theirs`);
  Deno.writeTextFileSync(`${shelf.top}/theirs/x.ts`, "");
  Deno.chownSync(`${shelf.top}/theirs`, STRANGER, STRANGER);
  Deno.symlinkSync(`${shelf.top}/theirs/x.ts`, `${shelf.rules}/x.ts`);
  assertEquals(shelf.load(), {
    ids: ["good"],
    refused: [
      "rules/x.ts is theirs/x.ts, which lies below theirs, which belongs to another user (uid 12345)",
    ],
  });
});
