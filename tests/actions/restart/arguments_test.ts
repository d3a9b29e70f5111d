import { assertEquals } from "@std/assert";
import { argumentsOf, environmentOf } from "../../../src/actions/restart/arguments.ts";

const NODE = "/usr/bin/node";

Deno.test("argumentsOf() keeps every argument, empty ones included", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["node\0server.js\0", ["node", "server.js"]],
    ["node\0\0a b\0\0", ["node", "", "a b", ""]],
    ["node\0new\nline\0", ["node", "new\nline"]],
    ["a name of its own\0-c\0", ["a name of its own", "-c"]],
  ];
  for (const [cmdline, argv] of cases) assertEquals(argumentsOf(cmdline, NODE), argv);
});

Deno.test("argumentsOf() knows a title that a program has written over its arguments", () => {
  for (
    const [cmdline, exe] of [
      ["nginx: master process /usr/sbin/nginx -g daemon off;\0", "/usr/sbin/nginx"],
      ["redis-server *:6379\0\0\0", "/usr/bin/redis-server"],
      ["my-app\0\0\0\0\0\0\0\0\0\0", NODE],
      ["my-app-server\0\0", NODE],
      ["gunicorn\0", "/usr/bin/python3.12"],
      ["puma 6.4.0 (tcp://0.0.0.0:3000) [shop]", "/usr/bin/ruby"],
    ] as const
  ) assertEquals(argumentsOf(cmdline, exe), "title", cmdline);
});

Deno.test("argumentsOf() takes a path with blanks for a path", () => {
  assertEquals(argumentsOf("/opt/My App/run me\0", "/opt/My App/run me"), ["/opt/My App/run me"]);
  assertEquals(argumentsOf("run me\0", "/opt/My App/run me"), ["run me"]);
});

Deno.test("argumentsOf() refuses bytes that are no UTF-8, and an empty list", () => {
  assertEquals(argumentsOf("node\0\ufffd\0", NODE), "bytes");
  assertEquals(argumentsOf("", NODE), "empty");
  assertEquals(argumentsOf("\0\0", NODE), "empty");
});

Deno.test("environmentOf() keeps order, doubles and what stands in the values", () => {
  assertEquals(environmentOf("B=2\0A=x=y\nz\0B=3\0E=\0"), ["B=2", "A=x=y\nz", "B=3", "E="]);
  assertEquals(environmentOf(""), []);
});

Deno.test("environmentOf() knows an environment that was written over", () => {
  assertEquals(environmentOf("er *:6379\0\0\0PATH=/bin\0"), "title");
  assertEquals(environmentOf("A=1\0=2\0"), "title");
  assertEquals(environmentOf("A=\ufffd\0"), "bytes");
});
