import { Actor, type ActorOptions, type SomeSocket } from "./acting.ts";
import type { Opened } from "./actor.ts";
import { stateOf, until } from "./until.ts";

/** One process, and the socket that the scene is about. */
export interface Scene extends AsyncDisposable {
  readonly actor: Actor;
  readonly port: number;
  readonly fd: number;
}

/** A process with one socket: a TCP listener, or with `proto: "udp"` a bound UDP socket. */
export async function makeSocket(socket: SomeSocket, options?: ActorOptions): Promise<Scene> {
  await using made = new AsyncDisposableStack();
  const actor = made.use(await Actor.start(options));
  return sceneOf(made, actor, await actor.open(socket));
}

function sceneOf(
  made: AsyncDisposableStack,
  actor: Actor,
  { port, fd }: Opened,
): Scene {
  const kept = made.move();
  return { actor, port, fd, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Two listeners on one address by SO_REUSEPORT, held by one process or by two. */
export async function makeReusePort(processes: 1 | 2): Promise<Scene & { readonly second: Actor }> {
  await using made = new AsyncDisposableStack();
  const actor = made.use(await Actor.start());
  const second = processes === 1 ? actor : made.use(await Actor.start());
  const socket = { address: "127.0.0.1", reusePort: true };
  const opened = await actor.open(socket);
  await second.open({ ...socket, port: opened.port });
  return { ...sceneOf(made, actor, opened), second };
}

/** A listener that four children of its maker inherited, as prefork servers do. */
export async function makePrefork(
  children = 4,
): Promise<Scene & { readonly children: readonly number[] }> {
  await using made = new AsyncDisposableStack();
  const actor = made.use(await Actor.start());
  const opened = await actor.open(LOOPBACK);
  const pids = await actor.fork(children);
  return { ...sceneOf(made, actor, opened), children: pids };
}

/** A listener with one client: the server's accepted socket and the client's own. */
export interface Connection extends Scene {
  readonly client: Actor;
  readonly clientPort: number;
  readonly clientFd: number;
  readonly acceptedFd: number;
}

/** An established connection between two processes; `listener` says more about the server's socket. */
export async function makeConnection(
  address = "127.0.0.1",
  listener: Partial<SomeSocket> = {},
): Promise<Connection> {
  await using made = new AsyncDisposableStack();
  const actor = made.use(await Actor.start());
  const client = made.use(await Actor.start());
  const opened = await actor.open({ address, ...listener });
  const connected = await client.open({ address, connectTo: { address, port: opened.port } });
  const accepted = await actor.tell<Opened>({ do: "accept", fd: opened.fd });
  return {
    ...sceneOf(made, actor, opened),
    client,
    clientPort: connected.port,
    clientFd: connected.fd,
    acceptedFd: accepted.fd,
  };
}

/** Which side of a connection says goodbye first. */
export type Side = "server" | "client";

/**
 * A connection that one side has ended and the other has not: FIN_WAIT_2 at `first`, CLOSE_WAIT at the
 * other. Both processes still hold their sockets.
 */
export async function makeHalfClosed(
  first: Side,
  listener: Partial<SomeSocket> = {},
): Promise<Connection> {
  return await prepared(await makeConnection("127.0.0.1", listener), async (connection) => {
    const { actor, acceptedFd, client, clientFd, port, clientPort } = connection;
    if (first === "server") await actor.tell({ do: "shutdownWrite", fd: acceptedFd });
    else await client.tell({ do: "shutdownWrite", fd: clientFd });
    await untilState(first === "server" ? [port, clientPort] : [clientPort, port], "FIN_WAIT_2");
  });
}

/**
 * A port whose server closed a connection first and is gone: nothing is left but TIME_WAIT. The kernel
 * lets a new server have it when both, the old and the new one, have set SO_REUSEADDR.
 */
export async function makeTimeWait(
  reuseAddress = true,
): Promise<{ readonly port: number; readonly clientPort: number }> {
  await using connection = await makeHalfClosed("server", { reuseAddress });
  const { actor, acceptedFd, fd, client, clientFd, port, clientPort } = connection;
  await client.tell({ do: "close", fd: clientFd });
  await untilState([port, clientPort], "TIME_WAIT");
  await actor.tell({ do: "close", fd: acceptedFd });
  await actor.tell({ do: "close", fd });
  return { port, clientPort };
}

/** A listener that never accepts, with clients that wait in its backlog: their sockets have no owner. */
export async function makeUnaccepted(clients: number, backlog = 128): Promise<Scene> {
  await using made = new AsyncDisposableStack();
  const actor = made.use(await Actor.start());
  const client = made.use(await Actor.start());
  const opened = await actor.open({ address: "127.0.0.1", backlog });
  const connectTo = { address: "127.0.0.1", port: opened.port };
  for (let i = 0; i < clients; i++) await client.open({ address: "127.0.0.1", connectTo });
  return sceneOf(made, actor, opened);
}

/** A listener whose process is stopped by a signal: it takes connections and never answers. */
export async function makeStopped(): Promise<Scene> {
  return await prepared(await makeSocket(LOOPBACK), ({ actor }) => actor.signal("SIGSTOP", "T"));
}

/** A listener whose process has lost its first thread, while others live on and hold the socket. */
export async function makeDeadLeader(): Promise<Scene> {
  return await prepared(await makeSocket(LOOPBACK), async ({ actor }) => {
    await actor.tell({ do: "exitThread" });
    await until("the first thread is dead", () => stateOf(actor.pid) === "Z");
  });
}

/** A listener whose process bears this name; the kernel keeps its first 15 bytes. */
export async function makeNamed(
  name: string,
  options?: ActorOptions,
  socket: SomeSocket = LOOPBACK,
): Promise<Scene> {
  const scene = await makeSocket(socket, options);
  return await prepared(scene, ({ actor }) => actor.tell({ do: "rename", name }));
}

/** A listener whose process has written a title over its arguments. */
export async function makeRetitled(title: string): Promise<Scene> {
  const scene = await makeSocket(LOOPBACK);
  return await prepared(scene, ({ actor }) => actor.tell({ do: "retitle", title }));
}

const LOOPBACK: SomeSocket = { address: "127.0.0.1" };

/** The scene after this was done in it; where that fails, nothing of it stays. */
async function prepared<T extends Scene>(
  scene: T,
  act: (scene: T) => Promise<unknown>,
): Promise<T> {
  try {
    await act(scene);
    return scene;
  } catch (error) {
    await scene[Symbol.asyncDispose]();
    throw error;
  }
}

/** Kernel numbers of TCP states (`include/net/tcp_states.h`). */
const TCP_STATES = { FIN_WAIT_2: "05", TIME_WAIT: "06" } as const;

/** Waits until the IPv4 socket between these two ports is in that state. */
function untilState([local, peer]: number[], state: keyof typeof TCP_STATES): Promise<void> {
  const hex = (port = 0) => port.toString(16).toUpperCase().padStart(4, "0");
  const row = new RegExp(`:${hex(local)} [0-9A-F]{8}:${hex(peer)} ${TCP_STATES[state]} `);
  return until(
    `port ${local} is in ${state}`,
    () => row.test(Deno.readTextFileSync("/proc/net/tcp")),
  );
}
