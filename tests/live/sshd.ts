import { launch, type Launched } from "./launch.ts";
import { freePort } from "./open.ts";
import type { Need } from "./tools.ts";
import { tempFolder } from "./launch.ts";

/** What it takes to log in to this very machine. */
export const SSH_NEEDS: readonly Need[] = ["root", "ss", "ssh", "sshd", "ssh-keygen"];

/** An OpenSSH server of its own on a loopback port, and how to log in to it. */
export interface Sshd extends AsyncDisposable {
  readonly port: number;
  /** The argument list of a client; words of one's own go before and after the destination. */
  client(options: readonly string[], command?: readonly string[]): string[];
}

/** Starts a server with keys and a configuration of its own; nothing of the machine's is touched. */
export async function startSshd(): Promise<Sshd> {
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
      "ListenAddress 127.0.0.1",
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
  const server: Launched = await launch(port, [
    await which("sshd"),
    ...["-f", `${path}/config`, "-D"],
  ]);
  made.use(server);
  const kept = made.move();
  return {
    port,
    client: (options, command = []) => [
      "ssh",
      ...["-F", "none", "-p", String(port), "-i", `${path}/client`, "-o", "BatchMode=yes"],
      ...["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"],
      ...options,
      "root@127.0.0.1",
      ...command,
    ],
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
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
