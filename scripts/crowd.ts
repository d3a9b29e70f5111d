/** Many connections of other processes, for as long as it is not disposed. */
export interface Crowd extends AsyncDisposable {
  readonly connections: number;
}

/** Most connections of one process, so that several share the work as on a real machine. */
const MOST_EACH = 2500;

/**
 * Makes TCP connections on the loopback interface, each two sockets, in processes that each keep within
 * the limit of open files. They end with this process, and leave nothing in TIME_WAIT behind.
 */
export async function gatherCrowd(connections: number): Promise<Crowd> {
  await using started = new AsyncDisposableStack();
  const each = Math.max(1, Math.min(MOST_EACH, Math.floor((openFilesLimit() - 100) / 2)));
  const parts: Part[] = [];
  for (let made = 0; made < connections; made += each) {
    parts.push(started.use(new Part(Math.min(each, connections - made))));
  }
  await Promise.all(parts.map((part) => part.ready()));
  const all = started.move();
  return { connections, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

function openFilesLimit(): number {
  const limits = Deno.readTextFileSync("/proc/self/limits");
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 1024);
}

/** A process that runs this very file. */
class Part implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;

  constructor(connections: number) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", "-A", import.meta.url, String(connections)],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
  }

  async ready(): Promise<void> {
    const { value } = await this.#child.stdout.getReader().read();
    if (value === undefined) {
      throw new Error("Cannot make the connections: a process of the crowd ended early");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stdin.close();
    await this.#child.status;
  }
}

async function connectTo(server: Deno.TcpListener): Promise<Deno.Conn[]> {
  const { hostname, port } = server.addr;
  const [client, accepted] = await Promise.all([Deno.connect({ hostname, port }), server.accept()]);
  // A byte that nobody reads makes the end a reset (RFC 9293 section 3.6.1), which needs no TIME_WAIT.
  await client.write(new Uint8Array(1));
  return [client, accepted];
}

if (import.meta.main) {
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const held: Deno.Conn[] = [];
  for (let i = 0; i < Number(Deno.args[0]); i++) {
    held.push(...await connectTo(server));
  }
  await Deno.stdout.write(new TextEncoder().encode("ready\n"));
  // Until the parent closes the pipe, or dies.
  await Deno.stdin.read(new Uint8Array(1));
  for (const connection of held.reverse()) connection.close();
}
