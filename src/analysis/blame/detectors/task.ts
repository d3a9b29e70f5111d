import type { Process } from "../../../model/process.ts";
import { commandWords, plainWords } from "../../../model/command_words.ts";
import { type Case, nameProcess } from "../case.ts";
import type { Cause } from "../cause.ts";

/** A runner of a project's scripts: its programs, and the words that make it one. */
interface Runner {
  readonly tool: string;
  readonly program: RegExp;
  /** One of these has to be there, and the name follows it. */
  readonly verbs?: readonly string[];
}

const RUN = ["run", "run-script"];

/** Each by its own command line; npm, pnpm and others run as scripts of node or by a title. */
const RUNNERS: readonly Runner[] = [
  { tool: "npm", program: /^npm(?:-cli\.js)?$/ },
  { tool: "npx", program: /^npx(?:-cli\.js)?$/ },
  { tool: "pnpm", program: /^pnpm(?:\.[cm]?js)?$/ },
  { tool: "yarn", program: /^yarn(?:pkg)?(?:-[\d.]+)?(?:\.[cm]?js)?$/ },
  { tool: "bun", program: /^bun$/, verbs: [...RUN, "x"] },
  { tool: "deno", program: /^deno$/, verbs: ["task"] },
  { tool: "turbo", program: /^turbo$/ },
  { tool: "nx", program: /^nx(?:\.js)?$/ },
  { tool: "lerna", program: /^lerna$/ },
  { tool: "cargo", program: /^cargo$/, verbs: ["run", "watch"] },
  { tool: "go", program: /^go$/, verbs: ["run"] },
  { tool: "dotnet", program: /^dotnet$/, verbs: ["run"] },
  { tool: "uv", program: /^uv$/, verbs: ["run"] },
  { tool: "poetry", program: /^poetry$/, verbs: ["run"] },
  { tool: "pipenv", program: /^pipenv$/, verbs: ["run"] },
  { tool: "pdm", program: /^pdm$/, verbs: ["run"] },
  { tool: "hatch", program: /^hatch$/, verbs: ["run"] },
  { tool: "bundle", program: /^bundle$/, verbs: ["exec"] },
  { tool: "rake", program: /^rake$/ },
  { tool: "foreman", program: /^foreman$/ },
  { tool: "overmind", program: /^overmind$/ },
  { tool: "honcho", program: /^honcho$/ },
  { tool: "mage", program: /^mage$/ },
  { tool: "concurrently", program: /^concurrently(?:\.js)?$/ },
  { tool: "mvn", program: /^mvnd?$/ },
  { tool: "gradle", program: /^gradlew?$/ },
];

/** Words after which the next one is the name: `npm run dev`, `pnpm exec vite`. */
const FOLLOWED: ReadonlySet<string> = new Set([...RUN, "exec", "task", "x", "dlx", "start"]);

/** The nearest runner of scripts among the parents, and which script. */
export function task({ line }: Pick<Case, "line">): Cause | undefined {
  for (const parent of line.slice(1)) {
    const found = taskOf(parent);
    if (!found) continue;
    const { project, cwd, pid } = parent;
    const folder = project?.root ?? cwd;
    return {
      kind: "task",
      ...found,
      ...(folder === undefined ? {} : { details: `in ${folder}` }),
      pid,
      confidence: "certain",
      evidence: [`started below ${nameProcess(parent)}`],
    };
  }
  return undefined;
}

/** As somebody would type it: `npm run dev`. */
function taskOf(process: Process): { tool: string; name: string } | undefined {
  const [program = "", ...words] = commandWords(process);
  const runner = RUNNERS.find((one) => one.program.test(program));
  if (!runner) return undefined;
  const plain = plainWords(words);
  const verbs = runner.verbs ?? [...FOLLOWED];
  const at = plain.findIndex((word) => verbs.includes(word));
  if (at < 0 && runner.verbs) return undefined;
  const from = plain.slice(Math.max(at, 0));
  const named = FOLLOWED.has(from[0] ?? "") && from[0] !== "start" ? 2 : 1;
  const said = runner.verbs ? Math.max(named, 2) : named;
  return { tool: runner.tool, name: [runner.tool, ...from.slice(0, said)].join(" ") };
}
