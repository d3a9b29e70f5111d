import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { Refusal } from "../../src/model/refusal.ts";
import { loadUserRules, readRuleFile } from "../../src/rules/load.ts";
import { shelfOf } from "./shelf.ts";

const OWN = "/home/me/.config/portik/plugins";

Deno.test("loadUserRules() reads the .ts and .js files of the user's own folder, by id", () => {
  const shelf = shelfOf({ [`${OWN}/b.ts`]: { text: "B" }, [`${OWN}/a.js`]: { text: "A" } });
  assertEquals(loadUserRules(shelf), {
    rules: [
      { id: "a", path: `${OWN}/a.js`, text: "A", language: "js" },
      { id: "b", path: `${OWN}/b.ts`, text: "B", language: "ts" },
    ],
    refused: [],
  });
});

Deno.test("loadUserRules() is silent where there is no folder, no home and nothing in it", () => {
  const nothing = { rules: [], refused: [] };
  assertEquals(loadUserRules(shelfOf({})), nothing);
  assertEquals(loadUserRules(shelfOf({}, { env: {} })), nothing);
  assertEquals(loadUserRules(shelfOf({ [OWN]: {} })), nothing);
});

Deno.test("loadUserRules() goes by XDG_CONFIG_HOME only where that is absolute", () => {
  const things = { "/conf/portik/plugins/a.ts": { text: "" }, [`${OWN}/b.ts`]: { text: "" } };
  const ids = (config: string) =>
    loadUserRules(shelfOf(things, { env: { HOME: "/home/me", XDG_CONFIG_HOME: config } }))
      .rules.map(({ id }) => id);
  assertEquals(ids("/conf"), ["a"]);
  assertEquals(ids("conf"), ["b"]);
  assertEquals(ids(""), ["b"]);
});

Deno.test("loadUserRules() passes over tests, declarations, hidden files and everything else", () => {
  const names = ["a_test.ts", "a_test.js", "a.d.ts", ".a.ts", "a.json", "a.tsx", "a.ts~", "README"];
  const things = Object.fromEntries(names.map((name) => [`${OWN}/${name}`, { text: "" }]));
  assertEquals(loadUserRules(shelfOf(things)), { rules: [], refused: [] });
});

Deno.test("loadUserRules() finds nothing at all where no rules are wanted", () => {
  const shelf = shelfOf({ [`${OWN}/a.ts`]: { text: "" } });
  assertEquals(loadUserRules(shelf, { none: true, dirs: ["/nowhere"] }).rules, []);
});

Deno.test("loadUserRules() takes the rule of --plugins where two have one id, and says so", () => {
  const shelf = shelfOf({ [`${OWN}/a.ts`]: { text: "old" }, "/srv/rules/a.js": { text: "new" } });
  const { rules, refused } = loadUserRules(shelf, { dirs: ["/srv/rules", "/srv/rules"] });
  assertEquals(rules.map(({ text }) => text), ["new"]);
  assertEquals(refused, [{
    path: `${OWN}/a.ts`,
    reason: "has the same id as /srv/rules/a.js",
  }]);
});

Deno.test("loadUserRules() refuses to go on without a folder of --plugins", () => {
  const shelf = shelfOf({ "/srv/file": { text: "" } });
  const missing = assertThrows(() => loadUserRules(shelf, { dirs: ["/srv/none"] }), Refusal);
  assertEquals([missing.code, missing.exit], ["bad-plugins", 2]);
  assertEquals(missing.message, 'Cannot load rules from "/srv/none": there is no such folder');
  const file = assertThrows(() => loadUserRules(shelf, { dirs: ["/srv/file"] }), Refusal);
  assertStringIncludes(file.message, 'from "/srv/file": it is no folder');
});

Deno.test("loadUserRules() says that the user's own folder cannot be reached", () => {
  const shelf = shelfOf({});
  const denied = { failed: "EACCES" };
  const { refused } = loadUserRules({ ...shelf, realPath: () => denied, stat: () => denied });
  assertEquals(refused, [{ path: OWN, reason: "cannot be looked at: EACCES" }]);
});

Deno.test("loadUserRules() takes nothing from a folder that others can write", () => {
  for (const mode of [0o775, 0o757, 0o1777]) {
    const { rules, refused } = loadUserRules(
      shelfOf({ [OWN]: { mode }, [`${OWN}/a.ts`]: { text: "" } }),
    );
    assertEquals([rules.length, refused.map(({ path }) => path)], [0, [OWN]]);
  }
});

Deno.test("loadUserRules() leaves one bad file out and keeps the others", () => {
  const { rules, refused } = loadUserRules(shelfOf({
    [`${OWN}/good.ts`]: { text: "" },
    [`${OWN}/open.ts`]: { text: "", mode: 0o666 },
    [`${OWN}/Not_Kebab.ts`]: { text: "" },
    [`${OWN}/large.ts`]: { text: "", size: 256 * 1024 + 1 },
    [`${OWN}/folder.ts`]: {},
  }));
  assertEquals(rules.map(({ id }) => id), ["good"]);
  assertEquals(refused.map(({ path, reason }) => `${path.slice(OWN.length + 1)} ${reason}`), [
    "Not_Kebab.ts has no name that could be a rule's id: kebab case, 1 to 40 characters",
    "folder.ts is no file",
    "large.ts is larger than 256 kB",
    "open.ts can be written by everybody",
  ]);
});

Deno.test("loadUserRules() judges a link by what it leads to, and keeps the link's name", () => {
  const { rules, refused } = loadUserRules(shelfOf({
    [`${OWN}/mine.ts`]: { link: "/home/me/src/other-name.ts" },
    [`${OWN}/theirs.ts`]: { link: "/home/you/x.ts" },
    [`${OWN}/broken.ts`]: { link: "/nowhere" },
    "/home/me/src/other-name.ts": { text: "mine" },
    "/home/you/x.ts": { text: "secret", uid: 1001 },
  }));
  assertEquals(rules, [{ id: "mine", path: `${OWN}/mine.ts`, text: "mine", language: "ts" }]);
  assertEquals(refused.map(({ reason }) => reason), [
    "is /nowhere, which cannot be looked at: ENOENT",
    "is /home/you/x.ts, which belongs to another user (uid 1001)",
  ]);
});

Deno.test("readRuleFile() reads one file by name and refuses what is none", () => {
  const shelf = shelfOf({ "/srv/a.ts": { text: "A" }, "/srv/a.txt": { text: "" } });
  assertEquals(readRuleFile(shelf, "/srv/a.ts"), {
    id: "a",
    path: "/srv/a.ts",
    text: "A",
    language: "ts",
  });
  assertEquals(readRuleFile(shelf, "/srv/a.txt"), {
    path: "/srv/a.txt",
    reason: "is no .ts or .js file",
  });
  assertEquals(readRuleFile(shelf, "/srv/b.ts"), {
    path: "/srv/b.ts",
    reason: "cannot be read: ENOENT",
  });
});
