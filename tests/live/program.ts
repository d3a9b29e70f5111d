import { NOBODY } from "./public_copy.ts";

/** What a run of portik came to. */
export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run it. */
export interface RunChoices {
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A portik that others may run, to be run as nobody, by `through` where that is given. */
  readonly as?: PublicProgram;
  /** Words in front of the program, such as `nsenter …`. */
  readonly through?: readonly string[];
}

/** Deadline of one run, in ms: generous, because test machines are shared. */
const DEADLINE = 60_000;

/**
 * The program under test: `PORTIK_PROGRAM`, whose words are split at blanks, so that a compiled portik can
 * be tested; or this checkout by the Deno that runs the tests.
 */
export function program(): string[] {
  const named = Deno.env.get("PORTIK_PROGRAM");
  if (named) return named.split(" ");
  const main = new URL("../../main.ts", import.meta.url).pathname;
  return [Deno.execPath(), "run", "-A", main];
}

/** Runs portik. Its own configuration folder is one that does not exist, unless `env` says otherwise. */
export async function portik(args: readonly string[], choices: RunChoices = {}): Promise<Result> {
  const { env = {}, cwd, as, through = [] } = choices;
  const [command = "", ...words] = [...through, ...as?.argv ?? program(), ...args];
  const output = await new Deno.Command(command, {
    args: words,
    env: { NO_COLOR: "", XDG_CONFIG_HOME: "/nonexistent", ...as?.env, ...env },
    stdin: "null",
    signal: AbortSignal.timeout(DEADLINE),
    ...(cwd === undefined ? {} : { cwd }),
    ...(as && through.length === 0 ? { uid: NOBODY, gid: NOBODY } : {}),
  }).output();
  const decoder = new TextDecoder();
  return {
    code: output.code,
    stdout: decoder.decode(output.stdout),
    stderr: decoder.decode(output.stderr),
  };
}

/** A portik in a folder that everyone may read, with what nobody needs to run it. */
export interface PublicProgram extends AsyncDisposable {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** A folder of nobody's own. */
  readonly home: string;
}

/**
 * Puts the program under test where nobody may run it: the checkout may lie in a home that is closed to
 * others. Of a checkout it is the bundle.
 */
export async function makePublicProgram(): Promise<PublicProgram> {
  await using made = new AsyncDisposableStack();
  const root = await Deno.makeTempDir({ prefix: "portik-" });
  made.defer(() => Deno.remove(root, { recursive: true }));
  await Deno.chmod(root, 0o755);
  const home = `${root}/home`;
  await Deno.mkdir(home, { mode: 0o700 });
  await Deno.chown(home, NOBODY, NOBODY);
  const argv = await publish(root);
  const kept = made.move();
  return {
    argv,
    home,
    env: { HOME: home, XDG_CONFIG_HOME: home, DENO_DIR: `${home}/deno` },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function publish(root: string): Promise<string[]> {
  const [first = "", ...rest] = program();
  const binary = `${root}/program`;
  await Deno.copyFile(await Deno.realPath(first), binary);
  await Deno.chmod(binary, 0o755);
  if (rest.length === 0) return [binary];
  const bundle = `${root}/portik.js`;
  const main = rest.at(-1) ?? "";
  const { code, stderr } = await new Deno.Command(first, {
    args: ["bundle", "--quiet", main, "-o", bundle],
    cwd: new URL("../..", import.meta.url).pathname,
  }).output();
  if (code !== 0) throw new Error(`Cannot bundle: ${new TextDecoder().decode(stderr)}`);
  await Deno.chmod(bundle, 0o644);
  return [binary, "run", "-A", bundle];
}
