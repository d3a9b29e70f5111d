import { assertEquals } from "@std/assert";
import {
  type Explanation,
  explanationBlocks,
  findingBlocks,
  type RuleOutcomes,
} from "../../src/analysis/explanation.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { Block } from "../../src/model/report.ts";
import type { Gap } from "../../src/model/snapshot.ts";

const SPOKEN: Finding = {
  rule: "time-wait",
  severity: "warning",
  confidence: "certain",
  message: "1 connection waits",
  evidence: ["peer: 192.0.2.7 port 5", "and another"],
  fix: { say: "Wait a minute", run: ["sleep", "60"] },
};

function explanation(
  { findings = [], rules = {}, next = [] }: {
    findings?: readonly Finding[];
    rules?: Partial<RuleOutcomes>;
    next?: readonly string[][];
  } = {},
): Explanation {
  return {
    ...{ port: 3000, proto: "tcp", status: "free", listeners: [], elsewhere: [], holders: [] },
    ...{ containers: [], states: {} },
    verdict: {
      ...{ status: "free", sentence: "3000 is free.", bindable: {} },
      findings,
      rules: { checked: [], blind: [], broken: [], ...rules },
    },
    next,
  };
}

/** What a person reads, a line for each block. */
function linesOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    switch (block.kind) {
      case "text":
        return block.spans.map(({ text }) => text).join("");
      case "command":
        return `$ ${block.argv.join(" ")}`;
      case "section":
        return [`# ${block.title}`, ...linesOf(block.blocks)];
      case "space":
        return "";
      case "table":
        return "table";
    }
  });
}

function notChecked(rules: Partial<RuleOutcomes>, gaps: readonly Gap[] = []): string[] {
  return linesOf(explanationBlocks(explanation({ rules }), gaps)).slice(3);
}

Deno.test("explanationBlocks() is the verdict alone where there is nothing else", () => {
  const blocks = explanationBlocks(explanation(), []);
  assertEquals(blocks, [{ kind: "text", spans: [{ text: "3000 is free.", tone: "strong" }] }]);
});

Deno.test("explanationBlocks() goes from verdict and findings to commands and what was not checked", () => {
  const info: Finding = { ...SPOKEN, rule: "b", severity: "info", evidence: [] };
  const blocks = explanationBlocks(
    explanation({
      findings: [SPOKEN, info],
      next: [["kill", "7"], ["true"]],
      rules: { blind: [{ rule: "c", reason: "needs root" }] },
    }),
    [],
  );
  assertEquals(linesOf(blocks), [
    "3000 is free.",
    "",
    "warning  1 connection waits [time-wait]",
    "peer: 192.0.2.7 port 5",
    "and another",
    "Wait a minute",
    "",
    "info  1 connection waits [b]",
    "Wait a minute",
    "",
    "# Next",
    "$ kill 7",
    "$ true",
    "",
    "# Not checked",
    "c: needs root",
  ]);
});

Deno.test("explanationBlocks() names rules that lacked the same fact in one line", () => {
  const blind = [
    { rule: "several-owners", reason: "needs root" },
    { rule: "container-mapping", reason: "docker is slow" },
    { rule: "zombie-owner", reason: "needs root" },
  ];
  assertEquals(notChecked({ blind }), [
    "several-owners, zombie-owner: needs root",
    "container-mapping: docker is slow",
  ]);
});

Deno.test("explanationBlocks() tells of broken rules, and of gaps that no rule has told about", () => {
  const gaps: Gap[] = [
    { fact: "sockets", source: "ss", reason: "ss is not installed" },
    { fact: "sockets", source: "/proc/net", reason: "/proc/net cannot be read" },
    { fact: "settings", source: "sysctl", reason: "sysctl is slow" },
  ];
  const rules = {
    blind: [
      { rule: "time-wait", reason: "ss is not installed; /proc/net cannot be read" },
      { rule: "container-mapping", reason: "docker is slow" },
    ],
    broken: [{ rule: "user/mine", reason: "threw Error" }],
  };
  assertEquals(notChecked(rules, gaps), [
    "time-wait: ss is not installed; /proc/net cannot be read",
    "container-mapping: docker is slow",
    "user/mine: threw Error",
    "settings: sysctl is slow",
  ]);
});

Deno.test("findingBlocks() hangs everything below the message, whatever the severity", () => {
  const [, message, first, , fix] = findingBlocks(SPOKEN);
  assertEquals(message, {
    kind: "text",
    spans: [
      { text: "warning", tone: "warn" },
      { text: "  1 connection waits" },
      { text: " [time-wait]", tone: "dim" },
    ],
    indent: 2,
    hang: 9,
  });
  const spans = [{ text: "peer: 192.0.2.7 port 5", tone: "dim" }] as const;
  assertEquals<Block | undefined>(first, { kind: "text", spans, indent: 11 });
  assertEquals<Block | undefined>(fix, {
    kind: "text",
    spans: [{ text: "Wait a minute" }],
    indent: 11,
  });
});

Deno.test("findingBlocks() gives each severity its tone, and no fix where there is none", () => {
  const { fix: _, ...unhelpful } = SPOKEN;
  const tones = (["error", "warning", "info"] as const).map((severity) => {
    const blocks = findingBlocks({ ...unhelpful, severity });
    assertEquals(blocks.length, 4);
    return blocks[1]?.kind === "text" ? blocks[1].spans[0]?.tone : undefined;
  });
  assertEquals(tones, ["bad", "warn", "accent"]);
});
