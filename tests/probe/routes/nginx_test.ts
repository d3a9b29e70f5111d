import { assertEquals } from "@std/assert";
import { ConfigFiles } from "../../../src/probe/routes/config_files.ts";
import { isNginx, nginxFiles, readNginx } from "../../../src/probe/routes/nginx.ts";
import { process } from "../../../src/testing.ts";
import { onPaper } from "../paper.ts";

const MAIN = "/etc/nginx/nginx.conf";

function read(text: string, others: Readonly<Record<string, string>> = {}) {
  const folder = (path: string) => path.slice(0, path.lastIndexOf("/"));
  const folders: Record<string, string[]> = {};
  for (const path of Object.keys(others)) {
    (folders[folder(path)] ??= []).push(path.slice(path.lastIndexOf("/") + 1));
  }
  const stats = Object.fromEntries(
    Object.entries(others).map((
      [path, { length: size }],
    ) => [path, { type: "file", size, mode: 0o644 } as const]),
  );
  const files = new ConfigFiles(onPaper({ texts: others, stats, folders }));
  return readNginx(files, { file: MAIN, text });
}

Deno.test("readNginx() joins servers, locations and upstreams, wherever they stand", () => {
  const routes = read(`
user www-data; # a comment; with { braces }
http {
  server {
    listen 127.0.0.1:8080 default_server;
    listen [::]:8080 ssl;
    server_name shop.test www.shop.test;
    location /api/ { proxy_pass http://app/v1; }
    location ~ \\.php$ { fastcgi_pass unix:/run/php.sock; }
  }
  upstream app {
    least_conn;
    server 127.0.0.1:3000 weight=2;
    server backend.test;
  }
}`);
  assertEquals(
    routes.map(({ address, port, to, label, line }) => [address, port, to, label, line]),
    [
      ["127.0.0.1", 8080, "127.0.0.1:3000", "shop.test /api/", 8],
      ["127.0.0.1", 8080, "backend.test:80", "shop.test /api/", 8],
      ["127.0.0.1", 8080, "unix:/run/php.sock", "shop.test ~ \\.php$", 9],
      ["::", 8080, "127.0.0.1:3000", "shop.test /api/", 8],
      ["::", 8080, "backend.test:80", "shop.test /api/", 8],
      ["::", 8080, "unix:/run/php.sock", "shop.test ~ \\.php$", 9],
    ],
  );
});

Deno.test("readNginx() knows the ports that nobody wrote", () => {
  const routes = read(`http { server { location / { proxy_pass https://far.test; } } }`);
  assertEquals(routes, [{ port: 80, to: "far.test:443", label: "/", file: MAIN, line: 1 }]);
});

Deno.test("readNginx() reads streams, whose targets have no scheme", () => {
  const routes = read(`stream {
  upstream db { server 10.0.0.5:5432; }
  server { listen 5432; proxy_pass db; }
  server { listen 5433; proxy_pass 10.0.0.6:5432; }
}`);
  assertEquals(routes.map(({ port, to }) => [port, to]), [
    [5432, "10.0.0.5:5432"],
    [5433, "10.0.0.6:5432"],
  ]);
});

Deno.test("readNginx() reads what is included, relative to its own file", () => {
  const routes = read("http { include sites-enabled/*; }", {
    "/etc/nginx/sites-enabled/b": "server { listen 81; location / { proxy_pass http://b:1; } }",
    "/etc/nginx/sites-enabled/a": "server {\n listen 80;\n include snippet.conf;\n}",
    "/etc/nginx/snippet.conf": "location / { proxy_pass http://a:1; }",
  });
  assertEquals(routes.map(({ port, to, file, line }) => [port, to, file, line]), [
    [80, "a:1", "/etc/nginx/snippet.conf", 1],
    [81, "b:1", "/etc/nginx/sites-enabled/b", 1],
  ]);
});

Deno.test("readNginx() ends where files include each other", () => {
  assertEquals(read("http { include /x; }", { "/x": "include /x;" }), []);
});

Deno.test("readNginx() reads quotes, variables and nested blocks", () => {
  const routes = read(`http { server {
    listen "8080";
    location / {
      if ($http_x = "a;b}") { return 403; }
      limit_except GET { deny all; }
      proxy_pass 'http://127.0.0.1:3000';
    }
    location /var { proxy_pass http://$backend; }
  } }`);
  assertEquals(routes.map(({ port, to }) => [port, to]), [
    [8080, "127.0.0.1:3000"],
    [8080, "$backend:80"],
  ]);
});

Deno.test("readNginx() reads no sense from what is none", () => {
  for (const text of ["", "}}}}", "{{{{", "http { server {", '"', "server; listen; proxy_pass;"]) {
    assertEquals(read(text), [], text);
  }
});

Deno.test("nginxFiles() reads -c and -p from the title of the master", () => {
  const of = (title: string) => nginxFiles(process({ name: "nginx", argv: [title], cwd: "/code" }));
  assertEquals(of("nginx: master process nginx -c /srv/nginx.conf -g daemon off;"), [
    "/srv/nginx.conf",
  ]);
  assertEquals(of("nginx: master process nginx -p /srv -c nginx.conf"), ["/srv/nginx.conf"]);
  assertEquals(of("nginx: master process nginx -p web/"), ["/code/web/conf/nginx.conf"]);
  assertEquals(of("nginx: master process /usr/sbin/nginx")[0], MAIN);
  assertEquals(of("nginx: master process nginx -c own.conf")[0], "/etc/nginx/own.conf");
});

Deno.test("isNginx() is true for the process that has the arguments", () => {
  const of = (...argv: string[]) => isNginx(process({ name: "nginx", argv }));
  assertEquals([of("nginx: master process nginx"), of("nginx", "-c", "x")], [true, true]);
  assertEquals([of("nginx: worker process"), of("nginx: cache manager process")], [false, false]);
});
