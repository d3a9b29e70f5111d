import { assertEquals, assertThrows } from "@std/assert";
import {
  anyPortIsFree,
  type MineOptions,
  readSettings,
  testedPort,
} from "../../../src/analysis/mine/settings.ts";
import { Refusal } from "../../../src/model/refusal.ts";

type Vars = Readonly<Record<string, string>>;
const read = (options: MineOptions, vars: Vars = { USER: "alice" }) =>
  readSettings(options, (name) => vars[name]);

Deno.test("readSettings() has port4me's presets", () => {
  const { candidates, ...rest } = read({});
  assertEquals(candidates.filter((mark) => mark === 1).length, 64495);
  assertEquals(rest, { user: "alice", first: [], skip: 0, maxTries: 65535, mustWork: true });
});

Deno.test("readSettings() takes options before variables", () => {
  const vars = {
    USER: "alice",
    PORT4ME_USER: "bob",
    PORT4ME_TOOL: "web",
    PORT4ME_SKIP: "3",
    PORT4ME_LIST: "2",
    PORT4ME_MAX_TRIES: "9",
    PORT4ME_MUST_WORK: "false",
  };
  const { user, tool, skip, list, maxTries, mustWork } = read({}, vars);
  assertEquals([user, tool, skip, list, maxTries, mustWork], ["bob", "web", 3, 2, 9, false]);
  const given = read({ user: "carol", tool: "api", skip: "1", list: "5" }, vars);
  assertEquals([given.user, given.tool, given.skip, given.list], ["carol", "api", 1, 5]);
});

Deno.test("readSettings() takes an empty variable for none", () => {
  const { user, tool, list } = read({}, {
    USER: "alice",
    PORT4ME_USER: "",
    PORT4ME_TOOL: "",
    PORT4ME_LIST: "",
  });
  assertEquals([user, tool, list], ["alice", undefined, undefined]);
});

Deno.test("readSettings() finds the user under the names that systems have for it", () => {
  for (const name of ["USER", "LOGNAME", "USERNAME"]) {
    assertEquals(read({}, { [name]: "ann" }).user, "ann");
  }
  assertEquals(assertThrows(() => read({}, {}), Refusal, "USER is not set").exit, 2);
});

Deno.test("readSettings() names the option or the variable that it refuses", () => {
  const options: readonly (readonly [MineOptions, string])[] = [
    [{ user: "" }, "--user"],
    [{ tool: "" }, "--tool"],
    [{ skip: "-1" }, "'-1' in --skip"],
    [{ list: "0" }, "'0' in --list"],
    [{ list: "foo" }, "'foo' in --list"],
    [{ prepend: "foo" }, "'foo' in --prepend"],
  ];
  for (const [given, names] of options) assertThrows(() => read(given), Refusal, names);
  for (const name of ["SKIP", "LIST", "MAX_TRIES", "MUST_WORK", "PREPEND", "PREPEND_SITE"]) {
    const variable = `PORT4ME_${name}`;
    const value = "a[$(touch /tmp/x)]";
    assertThrows(() => read({}, { USER: "alice", [variable]: value }), Refusal, `in ${variable} `);
  }
});

Deno.test("testedPort() reads a port and nothing else", () => {
  const test = (word: string | undefined, vars: Vars = {}) =>
    testedPort(word === undefined ? {} : { test: word }, (name) => vars[name]);
  assertEquals(test("80"), 80);
  assertEquals(test(undefined, { PORT4ME_TEST: "81" }), 81);
  assertEquals([test(undefined), test(undefined, { PORT4ME_TEST: "" })], [undefined, undefined]);
  for (const word of ["0", "65536", "foo", "", "80/tcp"]) {
    assertThrows(() => test(word), Refusal, `'${word}' in --test is not a port`);
  }
});

Deno.test("anyPortIsFree() knows one word", () => {
  const ask = (value?: string) => anyPortIsFree(() => value);
  assertEquals([ask("any"), ask(""), ask()], [true, false, false]);
  assertThrows(() => ask("none"), Refusal, "_PORT4ME_CHECK_AVAILABLE_PORTS_");
});
