import { assertEquals } from "@std/assert";
import { importsOf, packageOf } from "../../scripts/graph.ts";

const ROOT = new URL("file:///home/ada/portik/");

/** As `deno info --json` of Deno 2.9.6 prints it, without the places in the text. */
const INFO = {
  modules: [
    {
      specifier: "file:///home/ada/portik/main.ts",
      dependencies: [
        { type: { specifier: "file:///home/ada/portik/src/plugin.ts" } },
        { code: { specifier: "file:///home/ada/portik/src/app.ts" } },
        {
          code: { specifier: "file:///home/ada/portik/plugins/mod.ts" },
          isDynamic: true,
        },
      ],
    },
    {
      specifier: "file:///home/ada/portik/src/std/assert.ts",
      dependencies: [{
        code: { specifier: "npm:deno-std@1.4.0/assert/mod.js" },
        type: { specifier: "file:///home/ada/portik/src/std/assert.d.ts" },
      }],
    },
    { specifier: "file:///home/ada/portik/src/app.ts" },
    { specifier: "npm:/deno-std@1.4.0/assert/mod.js" },
  ],
};

Deno.test("importsOf() tells values, types and import() apart, by paths below the root", () => {
  const imports = importsOf(INFO, ROOT);
  assertEquals(imports.get("main.ts"), [
    { to: "src/plugin.ts", kind: "type" },
    { to: "src/app.ts", kind: "value" },
    { to: "plugins/mod.ts", kind: "lazy" },
  ]);
  assertEquals(imports.get("src/app.ts"), []);
});

Deno.test("importsOf() names the code of a package, not the declarations that stand beside it", () => {
  assertEquals(importsOf(INFO, ROOT).get("src/std/assert.ts"), [
    { to: "npm:deno-std@1.4.0/assert/mod.js", kind: "value" },
  ]);
});

Deno.test("packageOf() drops version and path of a package, with a scope or without", () => {
  assertEquals(packageOf("npm:@stricli/core@1.3.0"), "npm:@stricli/core");
  assertEquals(packageOf("npm:deno-std@1.4.0/assert/mod.js"), "npm:deno-std");
  assertEquals(packageOf("npm:/ajv@8.20.0/dist/2020.js"), "npm:ajv");
  assertEquals(packageOf("jsr:@std/assert@1"), "jsr:@std/assert");
});
