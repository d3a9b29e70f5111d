import type { Question } from "../../src/model/question.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { LookOptions } from "../../src/probe/probe.ts";
import { Actor } from "./acting.ts";
import { removeEngineCgroups } from "./engine_cgroups.ts";
import { makeNetns, type Netns } from "./netns.ts";
import { type Need, NETNS_NEEDS } from "./tools.ts";
import { until } from "./until.ts";
import { IMAGE, IMAGE_COMMAND, packWebImage } from "./web_image.ts";

/** What it takes to run `startDocker()`. */
export const DOCKER_NEEDS: readonly Need[] = [
  ...NETNS_NEEDS,
  ...["docker", "dockerd", "iptables", "busybox", "tar", "setpriv", "umount"],
];

/** How to run a container. */
export interface ContainerSpec {
  readonly name: string;
  /** As after `docker run --publish`: `127.0.0.1:8080:80/udp`. */
  readonly publish?: readonly string[];
  /** Ports that it names without publishing them. */
  readonly expose?: readonly string[];
  /** `host`, `container:NAME`, or a network that was made by `command`. */
  readonly network?: string;
  /** As after `docker run --restart`. */
  readonly restart?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Left out: a web server on port 80. */
  readonly command?: readonly string[];
  /** Only create it. */
  readonly start?: false;
}

/**
 * A real Docker Engine with nothing of this machine's own in it: its files are in a temporary folder,
 * and it lives in a network namespace, where it may publish ports on every address. So what it does is
 * seen by `look`, which looks from inside, and by programs that `netns.command` starts with `env`.
 */
export class Docker implements AsyncDisposable {
  readonly netns: Netns;
  /** Where its socket is. */
  readonly folder: string;
  /** What the command line of Docker needs to find it. */
  readonly env: Readonly<Record<string, string>>;
  readonly #stack: AsyncDisposableStack;
  readonly #looker: Actor;

  private constructor(
    netns: Netns,
    { folder, env }: { readonly folder: string; readonly env: Record<string, string> },
    looker: Actor,
  ) {
    this.netns = netns;
    this.folder = folder;
    this.env = env;
    this.#looker = looker;
    this.#stack = new AsyncDisposableStack();
  }

  /** Starts an engine and makes its one image. */
  static async start(options: { readonly userlandProxy?: boolean } = {}): Promise<Docker> {
    await using made = new AsyncDisposableStack();
    const folder = await Deno.makeTempDir({ prefix: "portik-docker-" });
    made.defer(() => removeFolder(folder));
    made.defer(() => removeEngineCgroups("docker"));
    const netns = made.use(await makeNetns());
    const env = { DOCKER_HOST: `unix://${folder}/docker.sock`, DOCKER_CONFIG: `${folder}/config` };
    const daemon = made.use(new Daemon(folder, netns, options.userlandProxy ?? true));
    const docker = new Docker(
      netns,
      { folder, env },
      made.use(await Actor.start({ netns, env })),
    );
    await until("dockerd answers", async () => {
      daemon.check();
      return await docker.#exitCode("version") === 0;
    });
    made.defer(() => docker.#removeAll());
    await docker.#makeImage(folder);
    docker.#stack.use(made.move());
    return docker;
  }

  /** Runs `docker` with these arguments and returns what it prints. */
  async command(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.#spawn(args);
    if (code !== 0) throw new Error(`docker ${args.join(" ")}: ${textOf(stderr)}`);
    return textOf(stdout);
  }

  /** Runs or creates a container; returns its full id. */
  run(spec: ContainerSpec): Promise<string> {
    const labels = Object.entries(spec.labels ?? {}).map(([key, value]) => `${key}=${value}`);
    return this.command(
      ...(spec.start === false ? ["create"] : ["run", "--detach"]),
      ...["--name", spec.name],
      ...(spec.publish ?? []).flatMap((port) => ["--publish", port]),
      ...(spec.expose ?? []).flatMap((port) => ["--expose", port]),
      ...(spec.network ? ["--network", spec.network] : []),
      ...(spec.restart ? ["--restart", spec.restart] : []),
      ...labels.flatMap((label) => ["--label", label]),
      IMAGE,
      ...spec.command ?? [],
    );
  }

  /** Looks at the machine from where the engine is. */
  look(question: Question, options?: LookOptions): Promise<Snapshot> {
    return this.#looker.look(question, options);
  }

  #spawn(args: readonly string[]): Promise<Deno.CommandOutput> {
    return new Deno.Command("docker", { args: [...args], env: this.env }).output();
  }

  async #exitCode(...args: readonly string[]): Promise<number> {
    return (await this.#spawn(args)).code;
  }

  async #makeImage(folder: string): Promise<void> {
    await this.command("import", "--change", IMAGE_COMMAND, await packWebImage(folder), IMAGE);
  }

  async #removeAll(): Promise<void> {
    const ids = (await this.command("ps", "--all", "--quiet")).split("\n").filter(Boolean);
    if (ids.length > 0) await this.command("rm", "--force", ...ids);
  }

  /** Removes all containers, stops the engine and leaves nothing behind. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

/** The process of an engine, which ends with the test, whatever becomes of it. */
class Daemon implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  #log = "";
  #ended = false;
  readonly #done: Promise<unknown>;

  constructor(folder: string, netns: Netns, userlandProxy: boolean) {
    const dockerd = [
      "dockerd",
      ...["--data-root", `${folder}/data`, "--exec-root", `${folder}/exec`],
      ...["--host", `unix://${folder}/docker.sock`, "--pidfile", `${folder}/pid`],
      // Needs no overlay file system below it.
      ...["--storage-driver", "vfs"],
      `--userland-proxy=${userlandProxy}`,
    ];
    const argv = ["--pdeathsig", "TERM", ...netns.command(dockerd)];
    this.#child = new Deno.Command("setpriv", {
      args: argv,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const ended = this.#child.status.then(() => this.#ended = true);
    this.#done = Promise.all([ended, this.#read()]);
  }

  /** Throws when it has ended. */
  check(): void {
    if (this.#ended) throw new Error(`dockerd ended: ${this.#log.slice(-2000)}`);
  }

  async #read(): Promise<void> {
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      this.#log += text;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) this.#child.kill("SIGTERM");
    await this.#done;
  }
}

/** Removes a folder in which an engine may have left things mounted. */
async function removeFolder(folder: string): Promise<void> {
  const mounts = await Deno.readTextFile("/proc/self/mounts");
  for (const line of mounts.split("\n").toReversed()) {
    const path = line.split(" ")[1];
    if (path?.startsWith(`${folder}/`)) await new Deno.Command("umount", { args: [path] }).output();
  }
  await Deno.remove(folder, { recursive: true });
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).trim();
}
