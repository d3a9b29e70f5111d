/** What a crowd is to have. */
export interface CrowdSize {
  readonly connections: number;
  /** Listeners besides the ones that the connections came in by: none unless somebody asks. */
  readonly listeners?: number;
}

/** Many sockets of other processes, for as long as it is not disposed. */
export type Crowd = AsyncDisposable & Required<CrowdSize>;

/** Most connections of one process, so that several share the work as on a real machine. */
const MOST_EACH = 2500;

/**
 * Makes TCP connections on the loopback interface, each two sockets, and listeners, in processes that each
 * keep within the limit of open files. They end with this process, and leave nothing in TIME_WAIT behind.
 */
export async function gatherCrowd({ connections, listeners = 0 }: CrowdSize): Promise<Crowd> {
  await using started = new AsyncDisposableStack();
  const most = Math.max(1, Math.min(MOST_EACH, Math.floor((openFilesLimit() - 100) / 3)));
  const count = Math.ceil(Math.max(connections, listeners) / most);
  const parts = Array.from({ length: count }, (_, i) =>
    started.use(
      new Part({
        connections: share(connections, count, i),
        listeners: share(listeners, count, i),
      }),
    ));
  await Promise.all(parts.map((part) => part.ready()));
  const all = started.move();
  return { connections, listeners, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** What the part of that number has of a total, so that all parts have about as much. */
function share(total: number, parts: number, number: number): number {
  return Math.floor(total / parts) + (number < total % parts ? 1 : 0);
}

function openFilesLimit(): number {
  const limits = Deno.readTextFileSync("/proc/self/limits");
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 1024);
}

const DENO = ["run", "--quiet", "--no-prompt", "-A"];

/** A process that runs this very file. */
class Part implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;

  constructor({ connections, listeners }: Required<CrowdSize>) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [...DENO, import.meta.url, String(connections), String(listeners)],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
  }

  async ready(): Promise<void> {
    const { value } = await this.#child.stdout.getReader().read();
    if (value === undefined) {
      throw new Error("Cannot make the crowd: a process of the crowd ended early");
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
  const [connections, listeners] = Deno.args.map(Number);
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  for (let i = 0; i < (listeners ?? 0); i++) Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const held: Deno.Conn[] = [];
  for (let i = 0; i < (connections ?? 0); i++) {
    held.push(...await connectTo(server));
  }
  await Deno.stdout.write(new TextEncoder().encode("ready\n"));
  // Until the parent closes the pipe, or dies.
  await Deno.stdin.read(new Uint8Array(1));
  for (const connection of held.reverse()) connection.close();
}
