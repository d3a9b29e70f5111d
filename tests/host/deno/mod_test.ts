import { assert, assertEquals } from "@std/assert";
import { denoHost } from "../../../src/host/deno/mod.ts";

// What needs permissions is in tests/live/host_test.ts.

Deno.test("denoHost reads files, and says why it cannot read others", () => {
  const here = new URL(".", import.meta.url).pathname;
  const text = denoHost.readText(`${here}mod_test.ts`);
  assert(typeof text === "string" && text.includes("this very text"));
  assertEquals(denoHost.readText(`${here}missing`), { failed: "ENOENT" });
  assertEquals(denoHost.readText(here), { failed: "EISDIR" });
  assertEquals(denoHost.readText(`${here}mod_test.ts/x`), { failed: "ENOTDIR" });
  assertEquals(denoHost.readText("a\0b"), { failed: "EINVAL" });
  assertEquals(denoHost.readLink(`${here}mod_test.ts`), { failed: "EINVAL" });
  assertEquals(denoHost.readDir(`${here}mod_test.ts`), { failed: "ENOTDIR" });
});

Deno.test("denoHost tells files from folders", () => {
  const here = new URL(".", import.meta.url).pathname;
  const names = denoHost.readDir(here);
  assert(Array.isArray(names) && names.includes("mod_test.ts"));
  const file = denoHost.stat(`${here}mod_test.ts`);
  assert("type" in file && file.type === "file" && file.size > 0);
  const folder = denoHost.stat(here);
  assert("type" in folder && folder.type === "directory");
});

Deno.test("denoHost takes a permission that is missing for one that is refused", async () => {
  const without = { name: "run" } as const;
  // With all permissions, as the whole suite may be run, there is nothing to refuse.
  if ((await Deno.permissions.query(without)).state === "granted") return;
  assertEquals(await denoHost.run(["true"], { timeout: 1000 }), { failed: "EPERM" });
  assertEquals(await denoHost.tryBind("tcp", "127.0.0.1", 0), "EPERM");
  assertEquals(denoHost.readText("/etc/passwd"), { failed: "EPERM" });
  assertEquals(denoHost.writeText("/tmp/x", ""), { failed: "EPERM" });
  assertEquals(denoHost.makeDir("/tmp/x"), { failed: "EPERM" });
});
