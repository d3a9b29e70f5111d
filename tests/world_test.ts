import { assertEquals, assertRejects } from "@std/assert";
import type { SharedFlags } from "../src/cli/flags.ts";
import { Refusal } from "../src/model/refusal.ts";
import type { Rule } from "../src/plugin.ts";
import { openWorld } from "../src/world.ts";
import { type FakeChoices, fakeHost } from "./fake_host.ts";
import { machineText } from "./golden.ts";
import { recorded } from "./probe/paper.ts";
import { ruleWith } from "./rules/quiet.ts";

const FLAGS: SharedFlags = {
  json: false,
  color: "never",
  proto: "tcp",
  probeTimeout: 2000,
  noPlugins: true,
  quiet: false,
  verbose: false,
};

function worldOf(flags: Partial<SharedFlags>, choices: FakeChoices = {}, rules: Rule[] = []) {
  return openWorld(fakeHost(choices), () => Promise.resolve(rules), { ...FLAGS, ...flags });
}

const QUESTION = { facts: ["sockets"], protos: ["tcp"] } as const;
const SS = { argv: ["ss", "-Htuanpe"], answer: { code: 0, stdout: "", stderr: "" } };

Deno.test("openWorld() looks at this machine, or at the captured one of --from", async () => {
  const row = recorded("ss/docker_proxy.txt");
  const runs = [{ ...SS, answer: { ...SS.answer, stdout: row } }];
  const files = { "two.json": machineText("two-programs") };
  const live = await worldOf({}, { runs }).look(QUESTION);
  assertEquals(live.snapshot.sockets.length > 0, true);
  const there = await worldOf({ from: "two.json" }, { files }).look(QUESTION);
  assertEquals(there.snapshot.sockets.map(({ port }) => port), [3000, 3000]);
  assertEquals(there.snapshot.takenAt, "2026-03-02T15:04:05.000Z");
});

Deno.test("openWorld() refuses a capture that cannot be read, when it is looked at", async () => {
  const world = worldOf({ from: "nowhere.json" });
  const error = await assertRejects(() => world.look(QUESTION), Refusal, "'nowhere.json'");
  assertEquals([error.code, error.exit], ["bad-capture", 2]);
  await assertRejects(() => world.record(), Refusal, "'nowhere.json'");
});

Deno.test("openWorld() asks the engines as the flags have it", async () => {
  const asked = async (flags: Partial<SharedFlags>) => {
    const ran: string[] = [];
    const run = (argv: readonly string[]) => {
      ran.push(argv[0] ?? "");
      return Promise.resolve(SS.answer);
    };
    await worldOf(flags, { sight: { run } })
      .look({ facts: ["sockets", "containers"], protos: ["tcp"] });
    return ran.includes("docker");
  };
  assertEquals(await asked({}), false);
  assertEquals(await asked({ docker: true }), true);
  assertEquals(await asked({ docker: false }), false);
});

Deno.test("openWorld() runs the rules on each question", async () => {
  const rule = ruleWith({ check: ({ question }) => [{ message: `hello ${question.port}` }] });
  const world = worldOf({}, { runs: [SS] }, [rule]);
  const machine = await world.look(QUESTION);
  const questions = [{ port: 80, proto: "tcp" }, { port: 81, proto: "tcp" }] as const;
  const said = await world.diagnose(machine, questions);
  assertEquals(said.map(({ findings }) => findings[0]?.message), ["hello 80", "hello 81"]);
});

Deno.test("openWorld() records a look at everything, which answers any question later", async () => {
  const recording = await worldOf({}, { runs: [SS] }).record();
  assertEquals(recording.redacted, false);
  assertEquals(recording.runs.map(({ argv }) => argv[0]).sort(), ["docker", "podman", "ss"]);
  assertEquals(recording.binds["tcp 127.0.0.1 0"] !== undefined, true);
  const without = await worldOf({ docker: false }, { runs: [SS] }).record();
  assertEquals(without.runs.map(({ argv }) => argv[0]), ["ss"]);
});

Deno.test("openWorld() records the captured machine itself", async () => {
  const files = { "two.json": machineText("two-programs") };
  const recording = await worldOf({ from: "two.json" }, { files }).record();
  assertEquals(recording, JSON.parse(files["two.json"]));
});

Deno.test("openWorld() knows how to call this portik again", () => {
  const cases: readonly (readonly [self: readonly string[], program: readonly string[]])[] = [
    [["/opt/portik"], ["portik"]],
    [["/usr/bin/deno", "run", "--quiet", "file:///srv/main.ts"], [
      ...["deno", "run", "-A", "/srv/main.ts"],
    ]],
    [["/usr/bin/deno", "run", "https://jsr.io/@portik/portik/main.ts"], [
      ...["deno", "run", "-A", "https://jsr.io/@portik/portik/main.ts"],
    ]],
  ];
  for (const [self, program] of cases) assertEquals(worldOf({}, { self }).program, program);
});
