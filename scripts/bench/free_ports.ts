// deno-lint-ignore-file no-console -- a script talks to whoever runs it
import { median } from "../measure.ts";
import { installPackages } from "./npm.ts";
import { deno, MAIN, ms, print } from "./subject.ts";

/** Packages that give free ports to programs, each with the call that gives one. */
const PEERS: Readonly<Record<string, string>> = {
  "get-port@7.2.0": "default()",
  "portfinder@1.0.38": "default.getPortPromise()",
  "detect-port@2.1.0": "detectPort()",
};

/** Ports that one process asks for, one after the other, when its time per port is taken. */
const ALONE = 500;

/** Processes at once, and how many ports each of them asks for. */
const CROWD = { processes: 16, ports: 50 };

/** What a process tells when it is done. */
interface Asked {
  /** In ms. */
  readonly perPort: number;
  readonly ports: readonly number[];
}

/** How a process that asks for so many ports, from a moment on, is started. */
type Ask = (count: number, from: number) => readonly string[];

/**
 * Free ports inside a program: how long one takes in one process, and how many are given twice where many
 * processes ask at once and bind nothing yet, as test runners do.
 */
export async function freePorts(folder: string, rounds: number): Promise<void> {
  const missing = await installPackages(folder, Object.keys(PEERS));
  if (missing !== undefined) {
    console.log(`\nNo packages to compare with: ${missing}`);
    return;
  }
  const programs = await writeScripts(folder);
  const env = { XDG_STATE_HOME: folder };
  const times = new Map([...programs.keys()].map((name) => [name, [] as number[]]));
  const different = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, ask] of programs) {
      const { perPort, ports } = await answerOf(ask(ALONE, 0), env);
      times.get(name)?.push(perPort);
      different.set(name, new Set(ports).size);
    }
    // What was leased in this round is not in the way of the next.
    await Deno.remove(`${folder}/portik`, { recursive: true });
  }
  console.log(`\n${ALONE} free ports in one process, and ${crowdWords()}:\n`);
  const rows = [];
  for (const [name, ask] of programs) {
    const twice = await givenTwice(ask, env);
    rows.push([name, ms(median(times.get(name) ?? [])), `${different.get(name)}`, `${twice}`]);
  }
  print(["", "per port", "different", "given twice"], rows);
}

function crowdWords(): string {
  const { processes, ports } = CROWD;
  return `then ${processes} processes at once that ask for ${ports} each`;
}

/** Each program by its name; portik comes first. */
async function writeScripts(folder: string): Promise<Map<string, Ask>> {
  const programs = new Map<string, Ask>();
  const own = `${folder}/ask.ts`;
  await Deno.writeTextFile(own, script(`file://${MAIN}`, "freePort()"));
  programs.set("portik, freePort()", (...numbers) => deno(own, ...numbers.map(String)));
  for (const [id, call] of Object.entries(PEERS)) {
    const name = id.replace(/@.*/, "");
    const file = `${folder}/${name}.mjs`;
    await Deno.writeTextFile(file, script(name, call));
    programs.set(`${name}, on Node`, (...numbers) => ["node", file, ...numbers.map(String)]);
  }
  return programs;
}

/** The same for all: ten ports to warm up, and then those that count. */
function script(module: string, call: string): string {
  return `import * as module from ${JSON.stringify(module)};
const words = globalThis.Deno ? Deno.args : process.argv.slice(2);
const [count, from] = words.map(Number);
const ports = [];
for (let i = 0; i < 10; i++) ports.push(await module.${call});
while (Date.now() < from);
const start = performance.now();
for (let i = 0; i < count; i++) ports.push(await module.${call});
console.log(JSON.stringify({ perPort: (performance.now() - start) / count, ports }));
`;
}

async function answerOf([program = "", ...args]: readonly string[], env: Record<string, string>) {
  const { stdout, stderr, code } = await new Deno.Command(program, { args, env }).output();
  if (code !== 0) throw new Error(`${program} failed: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout)) as Asked;
}

/** How many ports came to more than one process. */
async function givenTwice(ask: Ask, env: Record<string, string>): Promise<number> {
  const from = Date.now() + 3000;
  const argv = ask(CROWD.ports, from);
  const all = await Promise.all(
    Array.from({ length: CROWD.processes }, () => answerOf(argv, env)),
  );
  const counts = new Map<number, number>();
  for (const { ports } of all) {
    for (const port of new Set(ports)) counts.set(port, (counts.get(port) ?? 0) + 1);
  }
  return [...counts.values()].filter((count) => count > 1).length;
}
