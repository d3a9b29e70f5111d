import { assertEquals, assertThrows } from "@std/assert";
import { markPorts, noPorts, parseSpec, portList } from "../../../src/analysis/mine/port_spec.ts";
import { Refusal } from "../../../src/model/refusal.ts";

const source = "--include";
const setOf = (text: string) =>
  [...markPorts(noPorts(), parseSpec(text, { source }), 1).entries()]
    .filter(([, mark]) => mark === 1).map(([port]) => port);
const listOf = (text: string) => portList(parseSpec(text, { source }), source);

Deno.test("parseSpec() reads numbers and ranges between commas and blanks", () => {
  assertEquals(setOf("7,8"), [7, 8]);
  assertEquals(setOf(" 7 ,, 9-11 12,"), [7, 9, 10, 11, 12]);
  assertEquals(setOf("08"), [8]);
  assertEquals(setOf(""), []);
});

Deno.test("parseSpec() takes 0 for nothing, and a range that runs backwards for an empty one", () => {
  for (const text of ["0", " 0 ", "10-5"]) assertEquals(setOf(text), [], text);
});

Deno.test("parseSpec() knows the lists of the browsers", () => {
  assertEquals(setOf("{firefox}").length, 58);
  assertEquals(setOf("{chrome},{firefox}").length, 80);
  assertEquals(setOf("{fetch}").filter((port) => !setOf("{chrome}").includes(port)), [4190, 6679]);
  assertEquals(listOf("{chrome},30845").at(-1), 30845);
});

Deno.test("parseSpec() refuses all else by its name, and evaluates nothing", () => {
  const bad = [
    "foo",
    "5-",
    "-5",
    "1-2-3",
    "1024:1030",
    "7;8",
    "+5",
    "1_000",
    "١",
    "{opera}",
    "{}",
    "$(id)",
    "__proto__",
  ];
  for (const item of bad) {
    assertThrows(() => parseSpec(`80,${item}`, { source }), Refusal, `'${item}' in ${source}`);
  }
  assertThrows(() => parseSpec("5 - 7", { source }), Refusal, "'-' in");
});

Deno.test("markPorts() leaves out what is no port", () => {
  assertEquals(setOf("0-2,65535-70000,99999999999999999999"), [1, 2, 65535]);
});

Deno.test("portList() keeps the order, and drops an item that is written like the one before", () => {
  assertEquals(listOf("5002,5001"), [5002, 5001]);
  assertEquals(listOf("5,5,6,5"), [5, 6, 5]);
  assertEquals(listOf("5,5-6"), [5, 5, 6]);
});

Deno.test("portList() refuses what is no port", () => {
  for (const text of ["70000", "5,0", "65535-65536", "0-3"]) {
    assertThrows(() => listOf(text), Refusal, `in ${source} is no port`);
  }
});
