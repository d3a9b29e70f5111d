import { assertEquals } from "@std/assert";
import { task } from "../../../../src/analysis/blame/detectors/task.ts";
import { caseFor, lineOf, SYSTEMD } from "../line.ts";

function nameOf(...argv: string[]): string | undefined {
  const name = argv[0]?.split("/").at(-1) ?? "";
  return task(caseFor(lineOf(SYSTEMD, { name, argv }, { name: "sh" }, { name: "node" })))?.name;
}

Deno.test("task() tells scripts of npm, by its title or as a script of node", () => {
  assertEquals(nameOf("npm run dev"), "npm run dev");
  assertEquals(nameOf("npm run dev -- --port 3000"), "npm run dev");
  assertEquals(nameOf("npm start"), "npm start");
  assertEquals(nameOf("npm exec vite"), "npm exec vite");
  assertEquals(
    nameOf("node", "/usr/lib/node_modules/npm/bin/npm-cli.js", "run", "dev"),
    "npm run dev",
  );
  assertEquals(nameOf("npm", "--prefix", "web", "run", "dev"), "npm run dev");
});

Deno.test("task() tells those of pnpm, yarn, bun and deno", () => {
  assertEquals(nameOf("node", "/usr/bin/pnpm", "dev"), "pnpm dev");
  assertEquals(nameOf("node", "/srv/.yarn/releases/yarn-3.6.1.cjs", "run", "dev"), "yarn run dev");
  assertEquals(nameOf("/usr/bin/bun", "run", "dev"), "bun run dev");
  assertEquals(nameOf("/usr/bin/deno", "task", "--quiet", "dev"), "deno task dev");
});

Deno.test("task() tells those of other languages", () => {
  assertEquals(nameOf("go", "run", "./cmd/web"), "go run ./cmd/web");
  assertEquals(nameOf("/usr/bin/python3", "/usr/bin/poetry", "run", "serve"), "poetry run serve");
  assertEquals(nameOf("uv", "run", "app.py"), "uv run app.py");
  assertEquals(nameOf("/usr/bin/ruby", "/usr/bin/foreman", "start"), "foreman start");
});

Deno.test("task() takes a runtime for none", () => {
  assertEquals(nameOf("deno", "run", "-A", "main.ts"), undefined);
  assertEquals(nameOf("bun", "server.ts"), undefined);
  assertEquals(nameOf("node", "server.js"), undefined);
  assertEquals(nameOf("cargo", "build"), undefined);
});

Deno.test("task() says in which project", () => {
  const npm = { argv: ["npm run dev"], project: { root: "/srv/shop" }, cwd: "/srv/shop/web" };
  assertEquals(task(caseFor(lineOf(SYSTEMD, npm, {})))?.details, "in /srv/shop");
});
