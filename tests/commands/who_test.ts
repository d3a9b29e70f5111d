import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { answerWho, who } from "../../src/commands/who.ts";
import { FLAGS, oneReport, paperWorld, textOf } from "./paper_world.ts";

function ask(machine: string, ports: readonly string[], flags: object = {}) {
  const all = { ...FLAGS, summary: false, ...flags };
  return oneReport(who.run(paperWorld({ machine, flags }), all, ...ports));
}

Deno.test("who exits 0 where somebody listens, 1 where nobody does, with the highest of several", async () => {
  const cases: readonly (readonly [machine: string, ports: readonly string[], exit: number])[] = [
    ["two-programs", ["3000"], 0],
    ["two-programs", ["3001"], 1],
    ["two-programs", ["3000", "3001"], 1],
    ["connection", ["43210"], 1],
    ["time-wait", ["8080"], 1],
    ["udp", ["5353/udp"], 0],
    ["udp", ["5353"], 1],
    ["docker", ["8080"], 0],
    ["strangers", ["6379"], 0],
  ];
  for (const [machine, ports, exit] of cases) {
    assertEquals((await ask(machine, ports)).exit, exit, `${machine} ${ports}`);
  }
});

Deno.test("who shows a port, its address, its owner and where it comes from", async () => {
  const text = textOf(await ask("systemd", ["6379"]));
  for (const word of ["6379/tcp is listening", "127.0.0.1:6379", "4001", "redis-server.service"]) {
    assertStringIncludes(text, word);
  }
});

Deno.test("who answers once for each port and protocol, in the order of the words", async () => {
  const report = await ask("udp", ["5353", "53,54", "53"], { proto: "all" });
  const { ports } = report.data as { ports: { port: number; proto: string }[] };
  assertEquals(ports.map(({ port, proto }) => `${port}/${proto}`), [
    ...["5353/tcp", "5353/udp", "53/tcp", "53/udp", "54/tcp", "54/udp"],
  ]);
});

Deno.test("who gives one line for each port with --summary and --quiet", async () => {
  for (const flags of [{ summary: true }, { quiet: true }]) {
    const text = textOf(await ask("systemd", ["6379", "6380"], flags));
    assertEquals(text.trimEnd().split("\n").length, 2, text);
  }
});

Deno.test("who tells with --verbose who was asked, and without it only what was not seen", async () => {
  const plain = textOf(await ask("strangers", ["6379"]));
  assert(plain.includes("Not seen") && !plain.includes("Asked"), plain);
  const verbose = textOf(await ask("strangers", ["6379"], { verbose: true }));
  assertStringIncludes(verbose, "Asked");
});

Deno.test("who passes on what portik could not see", async () => {
  const { gaps } = await ask("without-ss", ["6379"]);
  assertEquals(gaps, [{ fact: "sockets", source: "ss", reason: "ss is not installed" }]);
});

Deno.test("answerWho() binds nothing", async () => {
  const world = paperWorld({ machine: "two-programs" });
  const { machine, ports } = await answerWho(world, FLAGS, ["3000"]);
  assertEquals(machine.snapshot.binds, []);
  assertEquals(ports.map(({ status }) => status), ["listening"]);
});
