import { assertEquals } from "@std/assert";
import { caddyFile, readCaddy } from "../../../src/probe/routes/caddy.ts";
import { ConfigFiles } from "../../../src/probe/routes/config_files.ts";
import { process } from "../../../src/testing.ts";
import { onPaper } from "../paper.ts";

const read = (text: string, file = "/etc/caddy/Caddyfile", texts: Record<string, string> = {}) => {
  const stats = Object.fromEntries(
    Object.keys(texts).map((path) => [path, { type: "file", size: 9, mode: 0o644 } as const]),
  );
  return readCaddy(new ConfigFiles(onPaper({ texts, stats })), { file, text })
    .map(({ port, to, label, line }) => [port, to, label, line]);
};

Deno.test("readCaddy() reads the sites of a Caddyfile", () => {
  assertEquals(
    read(`{
    email ada@example.com
}
# The shop
:8080, http://shop.test {
    encode gzip
    reverse_proxy /api/* 127.0.0.1:3000 127.0.0.1:3001
    handle {
        reverse_proxy unix//run/app.sock
    }
}
example.com {
    reverse_proxy {
        to https://far.test h2c://near.test:9000
        lb_policy first
    }
}
`),
    [
      [8080, "127.0.0.1:3000", "/api/*", 7],
      [8080, "127.0.0.1:3001", "/api/*", 7],
      [80, "127.0.0.1:3000", "/api/*", 7],
      [80, "127.0.0.1:3001", "/api/*", 7],
      [8080, "unix:/run/app.sock", undefined, 9],
      [80, "unix:/run/app.sock", undefined, 9],
      [443, "far.test:443", undefined, 14],
      [443, "near.test:9000", undefined, 14],
    ],
  );
});

Deno.test("readCaddy() reads a Caddyfile of one site, which needs no braces", () => {
  assertEquals(read(":2015\n\nreverse_proxy localhost:3000\n"), [
    [2015, "localhost:3000", undefined, 3],
  ]);
});

Deno.test("readCaddy() reads files that are imported, and no snippets", () => {
  const texts = { "/etc/caddy/sites/a": ":81 {\n  reverse_proxy :3000\n}" };
  assertEquals(read("import sites/a\nimport logging\n", undefined, texts), [
    [81, "localhost:3000", undefined, 2],
  ]);
});

Deno.test("readCaddy() reads Caddy's own JSON", () => {
  const handler = { handler: "reverse_proxy", upstreams: [{ dial: "127.0.0.1:3000" }] };
  const inner = { handle: [{ handler: "subroute", routes: [{ handle: [handler] }] }] };
  const servers = { srv0: { listen: [":8080", "tcp/127.0.0.1:81"], routes: [inner] } };
  assertEquals(read(JSON.stringify({ apps: { http: { servers } } }), "/etc/caddy.json"), [
    [8080, "127.0.0.1:3000", undefined, 1],
    [81, "127.0.0.1:3000", undefined, 1],
  ]);
});

Deno.test("readCaddy() reads no sense from what is none", () => {
  for (const text of ["", "}}}", "{", "reverse_proxy", ":80 {"]) assertEquals(read(text), [], text);
  for (const text of ["{", "{}", '{"apps":null}', '{"apps":{"http":{"servers":[1]}}}']) {
    assertEquals(read(text, "/x.json"), [], text);
  }
});

Deno.test("caddyFile() reads --config, or takes the Caddyfile of its folder", () => {
  const of = (...argv: string[]) => caddyFile(process({ argv: ["caddy", ...argv], cwd: "/srv" }));
  assertEquals(of("run", "--config", "/etc/caddy/Caddyfile"), "/etc/caddy/Caddyfile");
  assertEquals(of("run", "--config=own.json"), "/srv/own.json");
  assertEquals(of("run"), "/srv/Caddyfile");
  assertEquals(caddyFile(process({ argv: ["caddy", "run"] })), undefined);
});
