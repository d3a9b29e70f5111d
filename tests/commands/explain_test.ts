import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Explanation } from "../../src/analysis/explanation.ts";
import { answerExplain, explain } from "../../src/commands/explain.ts";
import { ruleWith } from "../rules/quiet.ts";
import { FLAGS, paperWorld, textOf, type WorldChoices } from "./paper_world.ts";

function ask(choices: WorldChoices, ports: readonly string[], flags: object = {}) {
  const all = { ...FLAGS, summary: false, ...flags };
  return Promise.resolve(explain.run(paperWorld({ ...choices, flags }), all, ...ports));
}

function portsOf(report: { readonly data: unknown }): readonly Explanation[] {
  return (report.data as { ports: readonly Explanation[] }).ports;
}

Deno.test("explain exits 0 whatever it found, and 4 where it could not see", async () => {
  for (const machine of ["quiet", "two-programs", "stopped", "quiet-as-nobody", "bound-only"]) {
    assertEquals((await ask({ machine }, ["80", "3000", "7000", "8000"])).exit, 0, machine);
  }
  assertEquals((await ask({ files: {} }, ["80"])).exit, 4);
});

Deno.test("explain says verdict, findings worst first, next and not checked, in this order", async () => {
  const text = textOf(await ask({ machine: "strangers" }, ["6379"]));
  const places = ["6379 is held by", "[hidden-owner]", "Next", "Not checked"]
    .map((words) => text.indexOf(words));
  assertEquals(places, places.toSorted((a, b) => a - b));
  assert(places.every((place) => place >= 0), text);
  const [port] = portsOf(await ask({ machine: "stopped" }, ["8000"]));
  assertEquals(port?.verdict.findings.map(({ severity }) => severity), ["error", "info"]);
});

Deno.test("explain says the verdict alone with --summary and --quiet", async () => {
  for (const flags of [{ summary: true }, { quiet: true }]) {
    const text = textOf(await ask({ machine: "stopped" }, ["8000"], flags));
    assertStringIncludes(text, "8000 is held by");
    assert(!text.includes("Next") && !text.includes("["), text);
  }
});

Deno.test("explain tells what binding gave, by address", async () => {
  const [free] = portsOf(await ask({ machine: "quiet" }, ["8080"]));
  assertEquals(free?.verdict.bindable, {
    ...{ "127.0.0.1": "ok", "::1": "ok", "0.0.0.0": "ok", "::": "ok" },
  });
  const [one] = portsOf(await ask({ machine: "quiet" }, ["8080"], { host: "127.0.0.1" }));
  assertEquals(one?.verdict.bindable, { "127.0.0.1": "ok" });
  const [both] = portsOf(await ask({ machine: "quiet" }, ["localhost:8080"]));
  assertEquals(Object.keys(both?.verdict.bindable ?? {}), ["127.0.0.1", "::1"]);
});

Deno.test("explain counts the rules that looked, lacked a fact, and failed", async () => {
  const rules = [
    ruleWith({ id: "fine" }),
    ruleWith({ id: "blind", needs: ["owners"] }),
    ruleWith({
      id: "broken",
      check: () => {
        throw new Error("up");
      },
    }),
  ];
  const [port] = portsOf(await ask({ machine: "strangers", rules }, ["6379"]));
  const { checked, blind, broken } = port?.verdict.rules ?? {};
  assertEquals(checked, ["fine"]);
  assertEquals(blind?.map(({ rule }) => rule), ["blind"]);
  assertEquals(broken?.map(({ rule }) => rule), ["broken"]);
  const text = textOf(await ask({ machine: "strangers", rules }, ["6379"]));
  assertStringIncludes(text, "broken: ");
});

Deno.test("explain proposes what is most likely to help, at most three commands", async () => {
  const next = async (machine: string, port: string) =>
    portsOf(await ask({ machine }, [port]))[0]?.next.map((argv) => argv.join(" "));
  assertEquals(await next("stopped", "8000"), ["kill -CONT 4001", "kill 4001"]);
  assertEquals(await next("systemd", "6379"), ["systemctl stop redis-server.service"]);
  assertEquals(await next("docker", "8080"), ["docker stop shop-web-1"]);
  assertEquals(await next("container-cgroup-v2", "9100"), ["docker stop metrics"]);
  assertEquals(await next("strangers", "6379"), ["sudo portik explain 6379"]);
  assertEquals(await next("quiet", "8080"), []);
});

Deno.test("answerExplain() asks the rules about each port in turn", async () => {
  const rules = [ruleWith({ check: ({ question }) => [{ message: `hello ${question.port}` }] })];
  const world = paperWorld({ machine: "two-programs", rules });
  const { ports } = await answerExplain(world, FLAGS, ["3000", "3001"]);
  assertEquals(ports.map(({ verdict }) => verdict.findings[0]?.message), [
    "hello 3000",
    "hello 3001",
  ]);
});
