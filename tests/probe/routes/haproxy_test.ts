import { assertEquals } from "@std/assert";
import { haproxyFiles, readHaproxy } from "../../../src/probe/routes/haproxy.ts";

const file = "/etc/haproxy/haproxy.cfg";
const read = (text: string) =>
  readHaproxy([{ file, text }]).map((
    { address, port, to, label, line },
  ) => [address, port, to, label, line]);

Deno.test("readHaproxy() joins frontends with the backends that they use", () => {
  assertEquals(
    read(`global
    maxconn 100 # server none 1.2.3.4:5
defaults
    mode http
frontend web
    bind 127.0.0.1:8080,:8443 ssl crt /etc/x.pem
    use_backend api if { path_beg /api }
    default_backend app
backend app
    server one 127.0.0.1:3000 check
    server two backend.test:3000
backend api
    server one unix@/run/api.sock
`),
    [
      ["127.0.0.1", 8080, "unix:/run/api.sock", "web", 13],
      ["127.0.0.1", 8080, "127.0.0.1:3000", "web", 10],
      ["127.0.0.1", 8080, "backend.test:3000", "web", 11],
      [undefined, 8443, "unix:/run/api.sock", "web", 13],
      [undefined, 8443, "127.0.0.1:3000", "web", 10],
      [undefined, 8443, "backend.test:3000", "web", 11],
    ],
  );
});

Deno.test("readHaproxy() reads listen sections, which are both at once", () => {
  assertEquals(
    read(
      "listen db 127.0.0.1:5432\n  server one 10.0.0.5\nlisten x\n bind ipv4@:81\n server s 10.0.0.6:1",
    ),
    [
      ["127.0.0.1", 5432, "10.0.0.5:5432", "db", 2],
      [undefined, 81, "10.0.0.6:1", "x", 5],
    ],
  );
});

Deno.test("readHaproxy() takes a range of ports by its first", () => {
  assertEquals(read("listen x\n bind :8000-8010\n server s 10.0.0.6:1")[0]?.[1], 8000);
});

Deno.test("readHaproxy() reads no sense from what is none", () => {
  for (const text of ["", "bind :80\nserver a b:1", "frontend", "listen a\n bind\n server"]) {
    assertEquals(read(text), [], text);
  }
});

Deno.test("haproxyFiles() reads every -f, in the folder of -C", () => {
  const of = (...argv: string[]) => haproxyFiles({ argv: ["haproxy", ...argv], cwd: "/code" });
  assertEquals(of("-Ws", "-f", file, "-f", "own.cfg", "-p", "/run/x"), [file, "/code/own.cfg"]);
  assertEquals(of("-C", "/srv", "-f", "own.cfg"), ["/srv/own.cfg"]);
  assertEquals(of("-D"), []);
});
