import { assertEquals } from "@std/assert";
import { sourceOf, variable, variableOfOption } from "../../../src/analysis/mine/source.ts";

const env = (name: string) => ({ PORT4ME_SKIP: "3", PORT4ME_LIST: "" })[name];

Deno.test("sourceOf() takes the option before its variable", () => {
  assertEquals(sourceOf("skip", "1", env), { name: "--skip", value: "1" });
  assertEquals(sourceOf("skip", undefined, env), { name: "PORT4ME_SKIP", value: "3" });
  assertEquals(sourceOf("tool", undefined, env), undefined);
});

Deno.test("sourceOf() takes an empty option as it is, and an empty variable for none", () => {
  assertEquals(sourceOf("skip", "", env), { name: "--skip", value: "" });
  assertEquals(sourceOf("list", undefined, env), undefined);
  assertEquals(variable("PORT4ME_LIST", env), undefined);
});

Deno.test("variableOfOption() names the variable of an option", () => {
  assertEquals(variableOfOption("max-tries"), "PORT4ME_MAX_TRIES");
});
