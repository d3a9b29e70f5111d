import { assertEquals } from "@std/assert";
import { parseSsh } from "../../../../src/analysis/trace/forwarders/ssh_options.ts";

const parse = (line: string) => parseSsh(["ssh", ...line.split(" ")]);

Deno.test("parseSsh() finds the host among the options, whatever they take", () => {
  const lines = [
    "-N -p 22 ada@bastion",
    "-fNL8080:web:80 bastion",
    "-o Port=2222 bastion cmd -x y",
  ];
  assertEquals(lines.map((line) => parse(line).host), ["bastion", "bastion", "bastion"]);
  assertEquals(parse("ssh://ada@bastion:2222").host, "bastion");
  assertEquals(parse("ada@::1").host, "::1");
  assertEquals(parse("-N -- -odd").host, "-odd");
  assertEquals(parse("-N").host, undefined);
});

Deno.test("parseSsh() reads every form of -L", () => {
  const cases = {
    "8080:web:80": { port: 8080, to: "web:80" },
    "127.0.0.1:8080:web:80": { port: 8080, to: "web:80" },
    "*:8080:web:80": { port: 8080, to: "web:80" },
    ":8080:web:80": { port: 8080, to: "web:80" },
    "[::1]:8080:[fd00::2]:80": { port: 8080, to: "[fd00::2]:80" },
    "8080:/run/app.sock": { port: 8080, to: "unix:/run/app.sock" },
    "localhost:8080:/run/app.sock": { port: 8080, to: "unix:/run/app.sock" },
  };
  for (const [word, expected] of Object.entries(cases)) {
    assertEquals(parse(`-L ${word} bastion`).local, [{ ...expected, word }], word);
  }
  assertEquals(parse("-L /run/a.sock:web:80 bastion").local, []);
});

Deno.test("parseSsh() reads several forwardings, of every kind", () => {
  const line = parse("-NTL 1:a:2 -L3:b:4 host -D 127.0.0.1:1080 -R 5:c:6 -R 7");
  assertEquals(line.local.map(({ to }) => to), ["a:2", "b:4"]);
  assertEquals(line.dynamic, [1080]);
  assertEquals(line.remote, [{ port: 5, to: "c:6", word: "5:c:6" }, { port: 7, word: "7" }]);
});

Deno.test("parseSsh() reads forwardings that are written as configuration", () => {
  const { local, dynamic } = parseSsh([
    ...["ssh", "-o", "LocalForward 8080 web:80", "-oLocalForward=127.0.0.1:8081 web:81"],
    ...["-o", "DynamicForward=1080", "bastion"],
  ]);
  assertEquals(local.map(({ port, to }) => [port, to]), [[8080, "web:80"], [8081, "web:81"]]);
  assertEquals(dynamic, [1080]);
});

Deno.test("parseSsh() takes nothing of the command for an option", () => {
  assertEquals(parse("bastion ssh -L 8080:web:80 other").local, []);
});
