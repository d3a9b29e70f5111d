import { assert, assertEquals } from "@std/assert";
import { rules } from "../../plugins/mod.ts";
import type { Machine } from "../../src/model/machine.ts";
import { ruleContext, type RuleQuestion } from "../../src/rules/context.ts";
import type { UserRule } from "../../src/rules/load.ts";
import { type Outcome, runRule } from "../../src/rules/run.ts";
import { runUserRules } from "../../src/rules/sandbox.ts";
import { container, process, quietMachine, socket } from "../../src/testing.ts";
import { starter } from "./sandbox.ts";

const QUESTION = { port: 3000, proto: "tcp" } as const;
const LOOPBACK = socket({ address: "127.0.0.1" });

/** Machines on which the rule of that name speaks, of port 3000 unless another question is with it. */
const MACHINES: Readonly<Record<string, { machine: Machine; question?: RuleQuestion }>> = {
  "container-mapping": {
    machine: quietMachine({
      sockets: [socket()],
      processes: [process({ name: "docker-proxy", uid: 0 })],
      containers: [
        container({ composeProject: "shop", composeService: "web" }),
        container({ name: "old", id: "ab".repeat(32), state: "exited" }),
      ],
    }),
  },
  "excluded-range": {
    machine: quietMachine({
      platform: "windows",
      settings: { excludedRanges: [{ proto: "tcp", first: 2900, last: 3100 }] },
    }),
  },
  "hidden-owner": {
    machine: quietMachine({
      sockets: [socket({ holders: [], uid: 0, cgroup: "/system.slice/web.service" })],
    }),
  },
  "ipv6-only": { machine: quietMachine({ sockets: [socket({ address: "::", v6only: true })] }) },
  "loopback-bind": { machine: quietMachine({ sockets: [LOOPBACK] }) },
  "other-namespace": { machine: quietMachine({ sockets: [socket({ namespace: "blue" })] }) },
  "privileged-port": { machine: quietMachine(), question: { port: 80, proto: "udp" } },
  "several-owners": {
    machine: quietMachine({
      sockets: [
        socket({ address: "127.0.0.1", holders: [{ pid: 812 }, { pid: 813 }] }),
        socket({ address: "::1", holders: [{ pid: 900 }] }),
        socket({ address: "::1", holders: [{ pid: 901 }] }),
      ],
      processes: [
        process(),
        process({ pid: 813, ppid: 812 }),
        process({ pid: 900, name: "deno" }),
        process({ pid: 901, name: "caddy" }),
      ],
    }),
  },
  "time-wait": {
    machine: quietMachine({
      sockets: [socket({ address: "127.0.0.1", state: "TIME_WAIT" })],
      binds: [{ proto: "tcp", address: "127.0.0.1", port: 3000, outcome: "EADDRINUSE" }],
    }),
    question: { ...QUESTION, host: "127.0.0.1" },
  },
  "zombie-owner": {
    machine: quietMachine({ sockets: [socket()], processes: [process({ state: "stopped" })] }),
  },
};

/** The text of a built-in rule, as if it were a user's own. */
function asOwnRule(id: string): UserRule {
  const url = new URL(`../../plugins/${id}.ts`, import.meta.url);
  return { id, path: url.pathname, text: Deno.readTextFileSync(url), language: "ts" };
}

/** The outcome of a built-in rule as it would be if the rule were a user's own. */
function asOwnOutcome({ rule, findings, ...outcome }: Outcome): Outcome {
  const own = `user/${rule}`;
  return { rule: own, ...outcome, findings: findings.map((one) => ({ ...one, rule: own })) };
}

for (const [id, { machine, question = QUESTION }] of Object.entries(MACHINES)) {
  Deno.test(`every built-in rule says in the sandbox what it says here, where ${id} speaks`, async () => {
    const context = ruleContext(machine, question);
    const here = rules.map((rule) => runRule(rule, context));
    const speaks = here.flatMap(({ findings }) => findings).some(({ rule }) => rule === id);
    assert(speaks, `${id} has nothing to say`);
    const [inside] = await runUserRules(starter(), rules.map(({ id }) => asOwnRule(id)), {
      machine,
      questions: [question],
    });
    assertEquals(inside, here.map(asOwnOutcome));
  });
}
