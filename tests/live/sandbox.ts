import { assert, assertEquals } from "@std/assert";
import { denoHost } from "../../src/host/deno/mod.ts";
import { isFailure } from "../../src/host/host.ts";
import type { UserRule } from "../../src/rules/load.ts";
import type { Outcome } from "../../src/rules/run.ts";
import { runUserRules, type Starter } from "../../src/rules/sandbox.ts";
import { listener, machineWith } from "../rules/quiet.ts";

const MAIN = new URL("../../main.ts", import.meta.url).href;
const QUESTION = { port: 3000, proto: "tcp" } as const;
const ABOUT = {
  machine: machineWith({ sockets: [listener()] }),
  questions: [QUESTION],
};

/** The real host, with main.ts for its own program; what children printed is kept in `printed`. */
export function starter(): Starter & { readonly printed: string[] } {
  const printed: string[] = [];
  return {
    os: denoHost.os,
    self: [...denoHost.self.slice(0, -1), MAIN],
    printed,
    async run(argv, options) {
      const ran = await denoHost.run(argv, options);
      if (!isFailure(ran)) printed.push(ran.stdout, ran.stderr);
      return ran;
    },
  };
}

/** A rule as text: `top` stands above it, `check` is the body of its generator. */
export function rule(
  check: string,
  { id = "suspect", top = "", language = "ts" as "ts" | "js" } = {},
): UserRule {
  const text = `${top}
export default {
  id: "${id}", title: "T", docs: "D", severity: "warning", needs: ["sockets"],
  *check({ listeners, machine, question, sockets }) { ${check} },
};
`;
  return { id, path: `/rules/${id}.${language}`, text, language };
}

const NEIGHBOUR = rule(
  `for (const socket of listeners) yield { message: "port " + socket.port, port: socket.port };`,
  { id: "neighbour" },
);

/** Runs a rule beside a good one, whose answer must stand, and returns what came of the former. */
export async function outcomeOf(suspect: UserRule, host: Starter = starter()): Promise<Outcome> {
  const [outcomes] = await runUserRules(host, [suspect, NEIGHBOUR], ABOUT);
  const [outcome, neighbour] = outcomes ?? [];
  assert(outcome && neighbour);
  assertEquals(neighbour.outcome, "checked");
  assertEquals(neighbour.findings.map(({ message }) => message), ["port 3000"]);
  return outcome;
}
