import { assert, assertEquals } from "@std/assert";
import { redactConfig } from "../../src/host/redact_config.ts";
import { readCaddy } from "../../src/probe/routes/caddy.ts";
import { ConfigFiles } from "../../src/probe/routes/config_files.ts";
import { readHaproxy } from "../../src/probe/routes/haproxy.ts";
import { readNginx } from "../../src/probe/routes/nginx.ts";
import { onPaper } from "../probe/paper.ts";

const NGINX = `# hunter2
http {
  map $x $y { default hunter2; }
  upstream app { server 127.0.0.1:3000; }
  server {
    listen 127.0.0.1:8080; auth_basic "hunter2 {";
    server_name shop.test;
    if ($http_key = "hunter2") { return 403; }
    location /api { proxy_pass http://app; proxy_set_header Authorization "Bearer hunter2"; }
  }
}
`;

const HAPROXY = `global
  stats socket /run/x level admin
userlist people
  user ada insecure-password hunter2
frontend web
  bind :80 ssl crt /etc/x.pem
  use_backend api if { hdr(x-key) -m str hunter2 }
  default_backend app
backend app
  http-request set-header X-Key hunter2
  server one 127.0.0.1:3000 check
backend api
  server one 127.0.0.1:3001
`;

const CADDY = `:8080, shop.test {
    basic_auth {
        ada hunter2
    }
    header X-Key hunter2
    reverse_proxy /api/* 127.0.0.1:3000 127.0.0.1:3001 {
        header_up Authorization hunter2
    }
}
`;

const files = () => new ConfigFiles(onPaper({}));

Deno.test("redactConfig() leaves of a configuration what the routes are read from, and no more", () => {
  const readers = [
    [NGINX, (text: string) => readNginx(files(), { file: "/x", text })],
    [HAPROXY, (text: string) => readHaproxy([{ file: "/x", text }])],
    [CADDY, (text: string) => readCaddy(files(), { file: "/x", text })],
  ] as const;
  for (const [text, read] of readers) {
    const redacted = redactConfig(text);
    assert(!redacted.includes("hunter2"), redacted);
    assertEquals(redacted.split("\n").length, text.split("\n").length);
    assert(read(text).length > 0);
    assertEquals(read(redacted), read(text), redacted);
  }
});

Deno.test("redactConfig() does the same for Caddy's JSON", () => {
  const handlers = [
    { handler: "headers", set: { "X-Key": ["hunter2"] } },
    { handler: "reverse_proxy", upstreams: [{ dial: "127.0.0.1:3000" }] },
  ];
  const servers = { web: { listen: [":8080"], routes: [{ handle: handlers }] } };
  const text = JSON.stringify({ apps: { http: { servers } } });
  const read = (text: string) => readCaddy(files(), { file: "/x.json", text });
  assert(!redactConfig(text).includes("hunter2"));
  assertEquals(read(redactConfig(text)), read(text));
  assertEquals(read(text).length, 1);
});

Deno.test("redactConfig() takes a password out of what it keeps", () => {
  const line = redactConfig("location / { proxy_pass http://ada:hunter2@web:80; }");
  assert(line.includes("proxy_pass") && !line.includes("hunter2"), line);
});

Deno.test("redactConfig() leaves nothing of what is no configuration", () => {
  assertEquals(redactConfig("root:$6$hunter2:19000:0:99999:7:::\nsecret = hunter2\n"), "\n\n");
});
