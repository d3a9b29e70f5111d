// deno-lint-ignore-file no-console -- a script talks to whoever runs it
import { gatherCrowd } from "../crowd.ts";
import { type Argv, median, wallTime } from "../measure.ts";
import { installPackages } from "./npm.ts";
import { bundle, deno, MAIN, ms, print } from "./subject.ts";

/**
 * Other programs that tell who holds a port, from npm. `pid-port` is what fkill asks; it is no program, so
 * a script of one line calls it, which costs less than fkill itself.
 */
const PEERS = ["port-whisperer@1.5.0", "find-process@2.1.1", "pid-port@2.1.2"];

/** Most rounds: one of the peers takes many seconds in a crowd. */
const MOST_ROUNDS = 7;

/**
 * Who holds a port, by portik and by its peers, side by side. Each is a process of its own, started
 * without npx: portik is one file run by Deno, a peer its own command run by Node.
 */
export async function peers(folder: string, rounds: number): Promise<void> {
  const missing = await installPackages(folder, PEERS);
  if (missing !== undefined) {
    console.log(`\nNo peers: ${missing}`);
    return;
  }
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String((listener.addr as Deno.NetAddr).port);
  const file = await bundle(folder) ?? MAIN;
  const programs = new Map<string, Argv>([
    ["portik who", deno(file, "who", port)],
    ...commandsOf(folder, port),
  ]);
  const few = Math.min(rounds, MOST_ROUNDS);
  await race(programs, { title: "Who holds a port, on a quiet machine", rounds: few });
  await using _crowd = await gatherCrowd({ connections: 9_000, listeners: 2_000 });
  await race(programs, { title: "The same among 20000 sockets", rounds: few });
}

function commandsOf(folder: string, port: string): [string, Argv][] {
  const installed = `${folder}/node_modules`;
  const pidPort = `${folder}/pid_port.mjs`;
  Deno.writeTextFileSync(
    pidPort,
    'import { portToPid } from "pid-port"; console.log(await portToPid(Number(process.argv[2])));',
  );
  return [
    ["port-whisperer", ["node", `${installed}/port-whisperer/src/index.js`, port]],
    ["find-process", ["node", `${installed}/.bin/find-process`, "--type", "port", port]],
    ["pid-port, by fkill", ["node", pidPort, port]],
  ];
}

async function race(
  programs: ReadonlyMap<string, Argv>,
  { title, rounds }: { readonly title: string; readonly rounds: number },
): Promise<void> {
  const times = new Map([...programs.keys()].map((name) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, argv] of programs) {
      const time = await wallTime(argv);
      // The first round only fills caches.
      if (round > 0) times.get(name)?.push(time);
    }
  }
  const [own = []] = times.values();
  console.log(`\n${title}:\n`);
  print(
    ["", "wall", "times portik", "aim"],
    [...times].map(([name, all]) => {
      const ratio = median(all.map((time, i) => time / (own[i] ?? NaN)));
      return [name, ms(median(all)), ratio.toFixed(1), name === "portik who" ? "" : "5.0"];
    }),
  );
}
