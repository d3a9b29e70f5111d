import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { rules as builtIn } from "../plugins/mod.ts";
import { parseRecording } from "../src/host/recording.ts";
import { replaySight } from "../src/host/replay.ts";
import { type Ports, Refusal } from "../src/library.ts";
import { makeLibrary } from "../src/make_library.ts";
import { type FakeChoices, fakeHost } from "./fake_host.ts";
import { machineText } from "./golden.ts";
import { ruleWith } from "./rules/quiet.ts";

/** The library over a machine of the golden ones. */
function libraryOn(machine: string, choices: FakeChoices = {}) {
  const sight = replaySight(parseRecording(machineText(machine), machine));
  const host = fakeHost({ sight, ...choices });
  return { host, ...makeLibrary(host, () => Promise.resolve(builtIn)) };
}

Deno.test("who() answers once for each port, however they are named", async () => {
  const { who } = libraryOn("two-programs");
  const cases: readonly (readonly [ports: Ports, found: readonly number[]])[] = [
    [3000, [3000]],
    ["3000", [3000]],
    [":3000", [3000]],
    [[3000, 3001], [3000, 3001]],
    ["3000-3002", [3000, 3001, 3002]],
    [["3000,3001", 3002], [3000, 3001, 3002]],
    [[3000, "3000"], [3000]],
  ];
  for (const [ports, found] of cases) {
    assertEquals((await who(ports)).map(({ port }) => port), found, JSON.stringify(ports));
  }
});

Deno.test("who() says what the command says", async () => {
  const [port] = await libraryOn("two-programs").who(3000);
  assertEquals([port?.status, port?.listeners.length], ["listening", 2]);
  assertEquals(port?.listeners[0]?.owners[0]?.pid, 4001);
  const { run } = await import("../src/app.ts");
  const { host, who } = libraryOn("docker");
  await run(host, () => Promise.resolve(builtIn), ["who", "8080", "--json", "--no-plugins"]);
  const command = JSON.parse(host.taken()).data.ports;
  assertEquals(JSON.parse(JSON.stringify(await who(8080))), command);
});

Deno.test("who() looks at the protocols that it is told", async () => {
  const { who } = libraryOn("udp");
  assertEquals((await who(5353)).map(({ status }) => status), ["free"]);
  assertEquals((await who(5353, { proto: "udp" })).map(({ status }) => status), ["listening"]);
  assertEquals((await who("5353/udp")).map(({ proto }) => proto), ["udp"]);
  const both = await who(5353, { proto: "all" });
  assertEquals(both.map(({ proto, status }) => [proto, status]), [["tcp", "free"], [
    "udp",
    "listening",
  ]]);
});

Deno.test("who() and explain() answer from a captured machine", async () => {
  const files = { "docker.json": machineText("docker") };
  const { who, explain } = libraryOn("quiet", { files });
  const [port] = await who(8080, { from: "docker.json" });
  assertEquals(port?.containers[0]?.name, "shop-web-1");
  const [told] = await explain(8080, { from: "docker.json" });
  assertStringIncludes(told?.verdict.sentence ?? "", "shop-web-1");
  const [here] = await who(8080);
  assertEquals(here?.status, "free");
});

Deno.test("who() and explain() throw a Refusal where the request makes no sense", async () => {
  const { who, explain } = libraryOn("quiet");
  for (const ask of [who, explain]) {
    for (const ports of [0, 70000, "80abc", "", "10-5", 80.5, NaN, -5, "1-65535"]) {
      const error = await assertRejects(() => ask(ports), Refusal);
      assertEquals(error.exit, 2, String(ports));
    }
    const error = await assertRejects(() => ask(80, { from: "nowhere.json" }), Refusal);
    assertEquals(error.code, "bad-capture");
  }
});

Deno.test("explain() runs the built-in rules, and those that it is given", async () => {
  const { explain } = libraryOn("two-programs");
  const rule = ruleWith({ check: ({ question }) => [{ message: `hello ${question.port}` }] });
  const [port] = await explain(3000, { rules: [rule] });
  const findings = port?.verdict.findings ?? [];
  assertEquals(findings.find((one) => one.rule === "greeter")?.message, "hello 3000");
  assertEquals(findings.some((one) => one.rule === "several-owners"), true);
  assertEquals(port?.verdict.rules.checked.includes("greeter"), true);
});

Deno.test("explain() goes on where a rule that it is given throws", async () => {
  const rule = ruleWith({
    *check() {
      yield { message: "before" };
      throw new Error("up");
    },
  });
  const [port] = await libraryOn("two-programs").explain(3000, { rules: [rule] });
  assertEquals(port?.verdict.rules.broken.map((one) => one.rule), ["greeter"]);
  assertEquals(port?.verdict.findings.some(({ message }) => message === "before"), true);
  assertEquals(port?.verdict.findings.some((one) => one.rule === "several-owners"), true);
});

Deno.test("explain() judges the address that it is told", async () => {
  const { explain } = libraryOn("two-programs");
  const [v4] = await explain(3000, { host: "127.0.0.1" });
  assertEquals(v4?.listeners.map(({ address }) => address), ["127.0.0.1"]);
  assertEquals(v4?.verdict.bindable, { "127.0.0.1": "EADDRINUSE" });
  const [both] = await explain(3000, { host: "localhost" });
  assertEquals(both?.listeners.length, 2);
});

Deno.test("explain() proposes the command that helps", async () => {
  const [port] = await libraryOn("stopped").explain(8000);
  assertEquals(port?.next[0], ["kill", "-CONT", "4001"]);
});

Deno.test("who() and explain() print nothing and read no rules of the user's own", async () => {
  const files = { "/home/me/.config/portik/plugins/x.js": "throw 1" };
  const { host, who, explain } = libraryOn("quiet", { files });
  await who(80);
  const [port] = await explain(80);
  assertEquals([host.taken(), host.complaints()], ["", ""]);
  assertEquals(port?.verdict.rules.broken, []);
});

Deno.test("who() answers with plain data that can be cloned", async () => {
  const { who, explain } = libraryOn("docker");
  for (const answer of [await who(8080), await explain(8080)]) {
    assertEquals(structuredClone(answer), answer);
  }
});
