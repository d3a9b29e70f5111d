import { assert, assertEquals } from "@std/assert";
import type { Failure, Ran, RunOptions } from "../../src/host/host.ts";
import type { UserRule } from "../../src/rules/load.ts";
import { describeUserRules, runUserRules, type Starter } from "../../src/rules/sandbox.ts";
import { machineWith, ruleWith } from "./quiet.ts";

const { check: _, ...description } = ruleWith();

function userRule(id: string): UserRule {
  return { id, path: `/rules/${id}.ts`, text: "", language: "ts" };
}

interface Asked {
  readonly nonce: string;
  readonly id: string;
  readonly questions: readonly unknown[];
}

/** A host whose children do what `child` says. */
function starter(
  child: (asked: Asked, argv: readonly string[], options: RunOptions) => Ran | Failure,
): Starter {
  return {
    os: "linux",
    self: ["deno", "run", "main.ts"],
    async run(argv, options) {
      await Promise.resolve();
      const [request = ""] = (options.stdin ?? "").split("\n");
      return child(JSON.parse(request), argv, options);
    },
  };
}

function saying({ nonce, id, questions }: Asked): Ran {
  const outcomes = questions.map((question) => ({
    outcome: "checked",
    findings: [{ message: JSON.stringify(question) }],
  }));
  const answer = { rule: { ...description, id }, outcomes };
  return { code: 0, stdout: `\n${nonce}${JSON.stringify(answer)}\n`, stderr: "" };
}

const QUESTIONS = [{ port: 1, proto: "tcp" }, { port: 2, proto: "udp" }] as const;
const ABOUT = { machine: machineWith(), questions: QUESTIONS };

Deno.test("runUserRules() starts one child for each rule, however many questions", async () => {
  const started: string[] = [];
  const host = starter((asked) => {
    started.push(asked.id);
    return saying(asked);
  });
  const answers = await runUserRules(host, [userRule("a"), userRule("b")], ABOUT);
  assertEquals(started, ["a", "b"]);
  assertEquals(
    answers.map((outcomes) => outcomes.map((one) => [one.rule, one.findings[0]?.message])),
    QUESTIONS.map((question) =>
      ["user/a", "user/b"].map((rule) => [rule, JSON.stringify(question)])
    ),
  );
});

Deno.test("runUserRules() starts itself with the hidden word, 2 s and 512 kB", async () => {
  const host = starter((asked, argv, { timeout, maxBytes, stdin }) => {
    assertEquals(argv.slice(-4), ["deno", "run", "main.ts", "__rule-sandbox"]);
    assertEquals([timeout, maxBytes], [2000, 512 * 1024]);
    assertEquals(JSON.parse(stdin?.split("\n")[1] ?? ""), ABOUT.machine.snapshot);
    return saying(asked);
  });
  const [outcomes] = await runUserRules(host, [userRule("a")], ABOUT);
  assertEquals(outcomes?.[0]?.outcome, "checked");
});

Deno.test("runUserRules() goes without a shell where there is none", async () => {
  const host = starter((asked, [program]) =>
    program === "prlimit" ? { failed: "ENOENT" } : saying(asked)
  );
  const [outcomes] = await runUserRules(host, [userRule("a")], ABOUT);
  assertEquals(outcomes?.[0]?.outcome, "checked");
});

Deno.test("runUserRules() has at most four children at a time", async () => {
  let now = 0;
  let most = 0;
  const host: Starter = {
    ...starter(saying),
    async run(_argv, options) {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      now--;
      return saying(JSON.parse(options.stdin?.split("\n")[0] ?? ""));
    },
  };
  const rules = Array.from({ length: 11 }, (_, i) => userRule(`r${i}`));
  const [outcomes] = await runUserRules(host, rules, ABOUT);
  assertEquals(outcomes?.map(({ rule }) => rule), rules.map(({ id }) => `user/${id}`));
  assertEquals(most, 4);
});

for (
  const [what, ran, reason] of [
    ["is too slow", { failed: "ETIMEDOUT" }, "did not answer within 2 s"],
    ["says too much", { failed: "EMSGSIZE" }, "printed more than 512 kB"],
    ["may not be started", { failed: "EACCES" }, "could not be started: EACCES"],
    [
      "ends early",
      { code: 7, stdout: "bye", stderr: "" },
      "ended without an answer (exit code 7)",
    ],
    [
      "runs out of memory",
      { code: 133, stdout: "", stderr: "# Fatal JavaScript out of memory: Reached heap limit\n" },
      "ran out of memory",
    ],
  ] as const
) {
  Deno.test(`runUserRules() reports a child that ${what}, and the others' answers stand`, async () => {
    const host = starter((asked) => asked.id === "bad" ? ran : saying(asked));
    const answers = await runUserRules(host, [userRule("bad"), userRule("good")], ABOUT);
    for (const [bad, good] of answers) {
      assertEquals(bad, { rule: "user/bad", outcome: "broken", findings: [], reason });
      assertEquals(good?.outcome, "checked");
    }
  });
}

Deno.test("runUserRules() starts nothing where there is nothing to ask", async () => {
  const host = starter(() => {
    throw new Error("A child was started");
  });
  assertEquals(await runUserRules(host, [userRule("a")], { ...ABOUT, questions: [] }), []);
  assertEquals(await runUserRules(host, [], ABOUT), [[], []]);
});

Deno.test("runUserRules() never uses a nonce twice", async () => {
  const nonces = new Set<string>();
  const host = starter((asked) => {
    nonces.add(asked.nonce);
    return saying(asked);
  });
  await runUserRules(host, [userRule("a"), userRule("b"), userRule("c")], ABOUT);
  assertEquals(nonces.size, 3);
});

Deno.test("describeUserRules() tells what rules say about themselves, or what is wrong", async () => {
  const host = starter((asked) => asked.id === "bad" ? { failed: "ETIMEDOUT" } : saying(asked));
  const answers = await describeUserRules(host, [userRule("a"), userRule("bad")]);
  assertEquals(answers, [{ ...description, id: "user/a" }, { bad: "did not answer within 2 s" }]);
  assert(answers.every((answer) => !("check" in answer)));
});
