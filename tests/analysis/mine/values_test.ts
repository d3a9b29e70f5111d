import { assertEquals, assertThrows } from "@std/assert";
import { readNumber, readSwitch } from "../../../src/analysis/mine/values.ts";
import { Refusal } from "../../../src/model/refusal.ts";

const name = "PORT4ME_SKIP";

Deno.test("readNumber() reads plain decimal numbers within limits", () => {
  assertEquals(readNumber({ name, value: "7" }, { what: "a number" }), 7);
  assertEquals(readNumber({ name, value: "08" }, { what: "a number" }), 8);
  assertEquals(readNumber({ name, value: "0" }, { what: "a number", least: 0 }), 0);
});

Deno.test("readNumber() evaluates nothing, and names what it refuses and where that stood", () => {
  for (
    const value of [
      "0",
      "-1",
      "+1",
      "1e3",
      "0x10",
      "a[$(id)]",
      "1+1",
      "1_000",
      "١",
      "",
      "9999999999",
    ]
  ) {
    const error = assertThrows(() => readNumber({ name, value }, { what: "a number" }), Refusal);
    assertEquals(error.message.startsWith(`'${value}' in ${name} is not a number`), true);
    assertEquals(error.exit, 2);
  }
});

Deno.test("readSwitch() knows true and false alone", () => {
  assertEquals(["true", "TRUE", "false"].map((value) => readSwitch({ name, value })), [
    true,
    true,
    false,
  ]);
  for (const value of ["1", "yes", "touch /tmp/x"]) {
    assertThrows(() => readSwitch({ name, value }), Refusal, `'${value}' in ${name}`);
  }
});
