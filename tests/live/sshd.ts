import { launch } from "./launch.ts";
import { freePort } from "./open.ts";
import type { Need } from "./tools.ts";
import { until } from "./until.ts";
import { tempFolder } from "./launch.ts";

/** What it takes to log in to this very machine. */
export const SSH_NEEDS: readonly Need[] = ["root", "ss", "ssh", "sshd", "ssh-keygen"];

/** An OpenSSH server of its own on a loopback port, and how to log in to it. */
export interface Sshd extends AsyncDisposable {
  readonly port: number;
  /** The argument list of a client; words of one's own go before and after the destination. */
  client(options: readonly string[], command?: readonly string[]): string[];
}

/** Where a server is, and where its clients are. */
export interface SshdPlace {
  readonly address: string;
  /** The argument list that runs a program where the server is. */
  here(argv: readonly string[]): string[];
  /** The same where its clients are. */
  there(argv: readonly string[]): string[];
}

const LOOPBACK: SshdPlace = {
  address: "127.0.0.1",
  here: (argv) => [...argv],
  there: (argv) => [...argv],
};

/** Starts a server with keys and a configuration of its own; nothing of the machine's is touched. */
export async function startSshd(place: SshdPlace = LOOPBACK): Promise<Sshd> {
  await using made = new AsyncDisposableStack();
  const { path } = made.use(await tempFolder());
  const port = freePort();
  for (const key of ["host", "client"]) {
    await run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", `${path}/${key}`]);
  }
  await Deno.writeTextFile(
    `${path}/config`,
    [
      `Port ${port}`,
      `ListenAddress ${place.address}`,
      `HostKey ${path}/host`,
      `AuthorizedKeysFile ${path}/client.pub`,
      "StrictModes no",
      "PermitRootLogin yes",
      "PidFile none",
      "UsePAM no",
    ].join("\n"),
  );
  // The folder that the server's unprivileged part lives in; it is made when the machine starts.
  await Deno.mkdir("/run/sshd", { recursive: true, mode: 0o755 });
  const argv = place.here([await which("sshd"), "-f", `${path}/config`, "-D"]);
  const client = (options: readonly string[], command: readonly string[] = []) =>
    place.there([
      "ssh",
      ...["-F", "none", "-p", String(port), "-i", `${path}/client`, "-o", "BatchMode=yes"],
      ...["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"],
      ...options,
      `root@${place.address}`,
      ...command,
    ]);
  made.use(
    await (place === LOOPBACK ? launch(port, argv) : launchAway(argv, client([], ["true"]))),
  );
  const kept = made.move();
  return {
    port,
    client,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Starts a program whose port cannot be seen from here, and waits until it serves this client. */
async function launchAway(
  [command = "", ...args]: readonly string[],
  [client = "", ...words]: readonly string[],
): Promise<AsyncDisposable> {
  const quiet = { stdin: "null", stdout: "null", stderr: "null" } as const;
  const child = new Deno.Command(command, { args, ...quiet }).spawn();
  const end = async () => {
    child.kill("SIGKILL");
    await child.status;
  };
  try {
    await until("the server serves", async () => {
      return (await new Deno.Command(client, { args: words, ...quiet }).output()).success;
    });
  } catch (error) {
    await end();
    throw error;
  }
  return { [Symbol.asyncDispose]: end };
}

/** The server wants to be called by its whole path, because it starts itself again for each login. */
async function which(program: string): Promise<string> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    try {
      return await Deno.realPath(`${folder}/${program}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw new Error(`Cannot find ${program}`);
}

async function run([program = "", ...args]: readonly string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command(program, { args }).output();
  if (code !== 0) throw new Error(`${program}: ${new TextDecoder().decode(stderr)}`);
}
