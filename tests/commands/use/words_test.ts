import { assertEquals, assertThrows } from "@std/assert";
import { environmentOf, planPorts } from "../../../src/commands/use/ports.ts";
import { argvOf } from "../../../src/commands/use/words.ts";
import { Refusal } from "../../../src/model/refusal.ts";

const PLAN = planPorts(["web", "api"], []);
const NEITHER = { template: false, shell: false, os: "linux", plan: PLAN, ports: [1, 2] };

Deno.test("argvOf() leaves words alone unless it is told otherwise", () => {
  const words = ["run", "{PORT}", "a b", "$PORT"];
  assertEquals(argvOf(words, NEITHER), words);
});

Deno.test("argvOf() fills templates, by name and without", () => {
  const words = ["--port={PORT}", "{PORT:api}:{PORT:web}", "{port}", "{PORT"];
  assertEquals(argvOf(words, { ...NEITHER, template: true }), [
    "--port=1",
    "2:1",
    "{port}",
    "{PORT",
  ]);
  for (const bad of ["{PORT:db}", "{PORT:}", "nothing"]) {
    assertThrows(() => argvOf([bad], { ...NEITHER, template: true }), Refusal);
  }
});

Deno.test("argvOf() gives a shell one line, in which it expands what it will", () => {
  const words = ["echo", "$PORT", "|", "cat"];
  assertEquals(argvOf(words, { ...NEITHER, shell: true }), ["sh", "-c", "echo $PORT | cat"]);
  const windows = argvOf(words, { ...NEITHER, shell: true, os: "windows" });
  assertEquals(windows, ["cmd", "/d", "/s", "/c", "echo $PORT | cat"]);
});

Deno.test("planPorts() puts the first port into PORT, whatever it is called", () => {
  assertEquals(planPorts([], []), [{ variables: ["PORT"] }]);
  assertEquals(PLAN, [
    { name: "web", variables: ["PORT", "WEB_PORT"] },
    { name: "api", variables: ["API_PORT"] },
  ]);
});

Deno.test("planPorts() adds variables, to the first port or to the one that is named", () => {
  const plan = planPorts(["web", "api"], ["VITE_PORT", "BACKEND=api", "PORT"]);
  assertEquals(plan.map(({ variables }) => variables), [
    ["PORT", "WEB_PORT", "VITE_PORT"],
    ["API_PORT", "BACKEND"],
  ]);
  assertEquals(environmentOf(plan, [1, 2]), {
    PORT: "1",
    WEB_PORT: "1",
    VITE_PORT: "1",
    API_PORT: "2",
    BACKEND: "2",
  });
});

Deno.test("planPorts() refuses names that are no variables", () => {
  for (const bad of ["1A", "A-B", "", "A=", "A=db", "=api"]) {
    assertThrows(() => planPorts(["api"], [bad]), Refusal);
  }
  assertThrows(() => planPorts(["a b"], []), Refusal);
  assertThrows(() => planPorts(["web", "WEB"], []), Refusal);
});
