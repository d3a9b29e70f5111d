import { assertEquals } from "@std/assert";
import { composeOf } from "../../../src/probe/containers/compose.ts";

/** The files that a container is said to come from. */
function filesOf(files: string, folder?: string): unknown[] {
  const { composeFile, composeOverrides } = composeOf({ files, folder });
  return [composeFile, composeOverrides];
}

Deno.test("composeOf() names the first file, and those that override it apart", () => {
  assertEquals(filesOf("/srv/a.yaml"), ["/srv/a.yaml", undefined]);
  assertEquals(filesOf("/srv/a.yaml,/srv/b.yaml,/srv/c.yaml"), [
    "/srv/a.yaml",
    ["/srv/b.yaml", "/srv/c.yaml"],
  ]);
  assertEquals(filesOf(String.raw`C:\shop\a.yaml,C:\shop\b.yaml`), [
    String.raw`C:\shop\a.yaml`,
    [String.raw`C:\shop\b.yaml`],
  ]);
});

Deno.test("composeOf() keeps a comma that belongs to a path", () => {
  assertEquals(filesOf("/srv/a,b/c.yaml,/srv/d.yaml"), ["/srv/a,b/c.yaml", ["/srv/d.yaml"]]);
});

Deno.test("composeOf() looks for relative files in the project's folder", () => {
  assertEquals(filesOf("compose.yaml,over.yaml", "/srv/shop"), [
    "/srv/shop/compose.yaml",
    ["/srv/shop/over.yaml"],
  ]);
  assertEquals(filesOf("compose.yaml", "/srv/shop/"), ["/srv/shop/compose.yaml", undefined]);
  assertEquals(filesOf("compose.yaml"), ["compose.yaml", undefined]);
  assertEquals(filesOf("/srv/a.yaml", "/elsewhere"), ["/srv/a.yaml", undefined]);
});

Deno.test("composeOf() leaves out what no label tells", () => {
  assertEquals(composeOf({}), {});
  assertEquals(composeOf({ project: "", service: "", files: "", folder: "" }), {});
  assertEquals(composeOf({ project: "shop" }), { composeProject: "shop" });
});
