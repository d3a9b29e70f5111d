import { holderOf, tempFolder } from "./launch.ts";
import { freePort } from "./open.ts";
import { portik } from "./program.ts";
import { until } from "./until.ts";

/** A server that does what files in its folder tell it. */
const SERVER = `
const [port, ...rest] = Deno.args;
console.log("up", rest.length);
const has = (name) => { try { return Deno.statSync(name).isFile; } catch { return false; } };
if (has("broken")) {
  console.error("first line\\nno \\x1b[31mdatabase\\x07 to be found");
  Deno.exit(3);
}
if (has("deaf")) Deno.addSignalListener("SIGTERM", () => {});
while (has("slow") && !has("taken")) await new Promise((resolve) => setTimeout(resolve, 20));
if (has("silent")) setInterval(() => {}, 1000);
else Deno.serve({ hostname: "127.0.0.1", port: Number(port), onListen() {} }, () => new Response("ok"));
`;

/** Somebody's server on a port, and a folder with its program and portik's state. */
export interface Site extends AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  /** Pid of the first one. */
  readonly pid: number;
  readonly restart: (...words: readonly string[]) => ReturnType<typeof portik>;
}

/** What stands on a site, and how it was started. */
export interface SiteChoices extends Pick<Deno.CommandOptions, "uid" | "gid" | "stdin" | "stdout"> {
  readonly env?: Readonly<Record<string, string>>;
  /** The whole command; left out: the server of this file, with these words behind its port. */
  readonly argv?: (port: number, folder: string) => readonly string[];
  readonly words?: readonly string[];
  /** Files that change what the server does. */
  readonly marks?: readonly string[];
}

/** Starts a server on a free port; all that serves there ends on dispose. */
export async function makeSite(choices: SiteChoices = {}): Promise<Site> {
  const { words = [], marks = [] } = choices;
  await using made = new AsyncDisposableStack();
  const { path: folder } = made.use(await tempFolder());
  await Deno.chmod(folder, 0o755);
  const port = freePort();
  await Deno.writeTextFile(`${folder}/server.js`, SERVER);
  for (const mark of marks) await Deno.writeTextFile(`${folder}/${mark}`, "");
  const own = [Deno.execPath(), "run", "-A", "--no-config", `${folder}/server.js`, `${port}`];
  made.defer(startIn(folder, choices.argv?.(port, folder) ?? [...own, ...words], choices));
  made.defer(() => end(holderOf(port)));
  await until(`something listens on ${port}`, () => holderOf(port) !== undefined);
  const kept = made.move();
  return {
    port,
    folder,
    pid: holderOf(port) ?? 0,
    restart: (...more) =>
      portik(["restart", `${port}`, ...more], {
        env: { XDG_STATE_HOME: `${folder}/state` },
        cwd: folder,
      }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Starts a program; the answer ends it. */
function startIn(
  cwd: string,
  [command = "", ...args]: readonly string[],
  { env = {}, uid, gid, stdin = "null", stdout = "null" }: SiteChoices,
): () => Promise<void> {
  const child = new Deno.Command(command, {
    args,
    cwd,
    env: { ...env },
    stdin,
    stdout,
    stderr: "null",
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  }).spawn();
  return async () => {
    end(child.pid);
    await child.status;
    if (stdin === "piped") await child.stdin.abort();
    if (stdout === "piped") await child.stdout.cancel();
  };
}

/** Kills a process that may be gone. */
export function end(pid: number | undefined): void {
  try {
    if (pid !== undefined) Deno.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** True where there is such a file. */
export function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** A file of a process in `/proc`. */
export function textOf(pid: number | undefined, name: string): string {
  return Deno.readTextFileSync(`/proc/${pid}/${name}`);
}

/** A field of its `status`. */
export function field(pid: number | undefined, name: string): string {
  return new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, "m").exec(textOf(pid, "status"))?.[1] ?? "";
}

/** A text without its line ends. */
export function flat(text: string): string {
  return text.replace(/\s+/g, " ");
}

/** `socat` in the place of the server: it starts at once, and everybody may run it. */
export function socat(port: number): string[] {
  return ["socat", "-u", `TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr`, "/dev/null"];
}
