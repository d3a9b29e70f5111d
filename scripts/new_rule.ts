/**
 * Begins a built-in rule: `deno task new-rule slow-start` writes the rule, its test, and the line in
 * `plugins/mod.ts`. What it writes passes every check, and speaks of a program that does
 * not exist yet.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a script talks to whoever runs it
import { isRuleId } from "../src/rules/validate.ts";

/** The files of a new rule, by their path below the root, and their text. */
export interface NewRule {
  readonly rule: { readonly path: string; readonly text: string };
  readonly test: { readonly path: string; readonly text: string };
}

/** The list of the built-in rules. */
const LIST = "plugins/mod.ts";

/** Makes the files of a rule. Throws for an id that no rule may have. */
export function newRule(id: string): NewRule {
  if (!isRuleId(id)) {
    throw new Error(`"${id}" is not an id for a rule: use kebab case, such as slow-start`);
  }
  return {
    rule: { path: `plugins/${id}.ts`, text: ruleText(id) },
    test: { path: `tests/plugins/${id}_test.ts`, text: testText(id) },
  };
}

/** Words that cannot name an import in the list. */
const TAKEN =
  /^(?:\d.*|arguments|await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|eval|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|rules|static|super|switch|this|throw|true|try|typeof|undefined|var|void|while|with|yield)$/;

/** `slow-start` gives `slowStart`. */
function nameOf(id: string): string {
  const name = id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return TAKEN.test(name) ? `rule${name[0]?.toUpperCase()}${name.slice(1)}` : name;
}

/** The text of `plugins/mod.ts` with one more rule in it, all of them sorted. Throws where it cannot. */
export function addToList(list: string, id: string): string {
  const imports = [...list.matchAll(/^import \w+ from "\.\/([^"]+)\.ts";\n/gm)];
  const array = /(= \[\n)[^\]]*(\];)/.exec(list);
  const [first] = imports;
  if (!first || !array) throw new Error(`Cannot add a rule: ${LIST} is not the list that it was`);
  const ids = [...imports.map(([, other = ""]) => other), id].sort();
  const lines = ids.map((one) => `import ${nameOf(one)} from "./${one}.ts";\n`).join("");
  const items = ids.map((one) => `  ${nameOf(one)},\n`).join("");
  const body = imports.reduce((text, [line]) => text.replace(line, ""), list);
  return (body.slice(0, first.index) + lines + body.slice(first.index))
    .replace(array[0], () => `${array[1]}${items}${array[2]}`);
}

function ruleText(id: string): string {
  return `import type { Rule } from "../src/plugin.ts";

/** What this rule finds, in one line. */
export default {
  id: "${id}",
  title: "What is found, in a few words",
  docs:
    "Why one should care: what happens, to whom, and where that is written (a manual page, an RFC).",
  severity: "info",
  needs: ["sockets", "owners"],
  *check({ listeners, machine, question }) {
    for (const socket of listeners) {
      const owner = machine.owner(socket);
      if (owner?.name !== "in-question") continue;
      yield {
        message: \`\${question.port} is held by \${owner.name}\`,
        port: question.port,
        evidence: [\`pid \${owner.pid}\`],
        fix: { say: "What to do about it" },
      };
    }
  },
} satisfies Rule as Rule;
`;
}

function testText(id: string): string {
  return `import ${nameOf(id)} from "../../plugins/${id}.ts";
import { process, quietMachine, socket, testRule } from "../../src/testing.ts";

testRule(${nameOf(id)}, {
  silent: {
    "about another program": quietMachine({ sockets: [socket()], processes: [process()] }),
  },
  speaks: {
    "where the program in question listens": {
      machine: quietMachine({
        sockets: [socket()],
        processes: [process({ name: "in-question" })],
      }),
      port: 3000,
      says: { message: "3000 is held by in-question", port: 3000, evidence: ["pid 812"] },
    },
  },
});
`;
}

/** Writes the rule into the project at `root`; returns what it wrote. Throws where something is there. */
export function writeRule(root: URL, id: string): string[] {
  const { rule, test } = newRule(id);
  const list = new URL(LIST, root);
  const added = addToList(Deno.readTextFileSync(list), id);
  for (const { path } of [rule, test]) {
    if (exists(new URL(path, root))) throw new Error(`${path} is there already`);
  }
  Deno.mkdirSync(new URL("tests/plugins/", root), { recursive: true });
  for (const { path, text } of [rule, test]) {
    Deno.writeTextFileSync(new URL(path, root), text, { createNew: true });
  }
  Deno.writeTextFileSync(list, added);
  return [rule.path, test.path, LIST];
}

function exists(url: URL): boolean {
  try {
    Deno.lstatSync(url);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

if (import.meta.main) {
  try {
    const [id = "", ...more] = Deno.args;
    if (more.length > 0) throw new Error("One rule at a time: deno task new-rule slow-start");
    const written = writeRule(new URL("../", import.meta.url), id);
    console.log(`Wrote ${written.join(", ")}`);
    console.log("Then: deno task test, and deno task readme");
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
}
