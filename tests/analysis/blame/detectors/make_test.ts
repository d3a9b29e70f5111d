import { assertEquals } from "@std/assert";
import { make } from "../../../../src/analysis/blame/detectors/make.ts";
import { caseFor, lineOf, SYSTEMD } from "../line.ts";

function nameOf(...argv: string[]): string | undefined {
  return make(caseFor(lineOf(SYSTEMD, { name: argv[0] ?? "", argv }, { name: "node" })))?.name;
}

Deno.test("make() tells the targets, without options, their values and variables", () => {
  assertEquals(nameOf("make", "-j2", "serve"), "make serve");
  assertEquals(
    nameOf("/usr/bin/gmake", "-C", "web", "-j", "4", "PORT=3000", "serve"),
    "gmake serve",
  );
  assertEquals(nameOf("make"), "make");
});

Deno.test("make() knows its like", () => {
  assertEquals(nameOf("just", "dev"), "just dev");
  assertEquals(nameOf("task", "dev"), "task dev");
  assertEquals(nameOf("cmake", "--build", "."), undefined);
});
