import { assertEquals } from "@std/assert";
import { seedText } from "../../../src/analysis/mine/seed.ts";

Deno.test("seedText() is port4me's for a user and a tool", () => {
  assertEquals(seedText({ user: "alice" }), "alice");
  assertEquals(seedText({ user: "alice", tool: "rstudio" }), "alice,rstudio");
  assertEquals(seedText({ user: "a,b" }), seedText({ user: "a", tool: "b" }));
});

Deno.test("seedText() drops one comma at the end, as port4me for bash does", () => {
  assertEquals(seedText({ user: "a," }), "a,");
  assertEquals(seedText({ user: "a", tool: "b," }), "a,b");
  assertEquals(seedText({ user: "a", tool: "b,," }), "a,b,");
});

Deno.test("seedText() takes a name alone for the tool", () => {
  assertEquals(seedText({ user: "alice", name: "web" }), seedText({ user: "alice", tool: "web" }));
  assertEquals(seedText({ user: "alice", tool: "shop", name: "web" }), "alice,shop,web");
});

Deno.test("seedText() differs from checkout to checkout, and from worktree to worktree", () => {
  const seeds = [
    undefined,
    { root: "/srv/shop" },
    { root: "/srv/other" },
    { root: "/srv/shop", worktree: "fix" },
  ].map((project) => seedText({ user: "alice", tool: "web", project }));
  assertEquals(seeds, [
    "alice,web",
    "alice,web,/srv/shop",
    "alice,web,/srv/other",
    "alice,web,/srv/shop,fix",
  ]);
});
