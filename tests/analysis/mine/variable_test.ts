import { assertEquals, assertThrows } from "@std/assert";
import { checkNames, variableOf } from "../../../src/analysis/mine/variable.ts";
import { Refusal } from "../../../src/model/refusal.ts";

Deno.test("variableOf() makes a variable of every name", () => {
  const cases: readonly (readonly [string | undefined, string])[] = [
    [undefined, "PORT"],
    ["web", "WEB_PORT"],
    ["admin-api", "ADMIN_API_PORT"],
    ["v1.2", "V1_2_PORT"],
    ["3d", "_3D_PORT"],
    ["port", "PORT"],
    ["web_port", "WEB_PORT"],
    ["export", "EXPORT_PORT"],
  ];
  for (const [name, variable] of cases) assertEquals(variableOf(name), variable, name);
});

Deno.test("checkNames() lets names pass that can be told apart", () => {
  assertEquals(checkNames(["web", "api", "v1.2"]), ["web", "api", "v1.2"]);
});

Deno.test("checkNames() refuses a name that could become something else in a shell, and doubles", () => {
  for (const name of ["", "a b", "a;b", "$(id)", "`id`", "a=b", "-x", "é", "a\nb", "../x"]) {
    assertThrows(() => checkNames([name]), Refusal, "is no name for a port");
  }
  assertThrows(() => checkNames(["web", "web"]), Refusal, "'web' is named twice");
  assertThrows(() => checkNames(["a-b", "a.b"]), Refusal, "would both be A_B_PORT");
  assertThrows(() => checkNames(["web", "web_port"]), Refusal, "would both be WEB_PORT");
});
