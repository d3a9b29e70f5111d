import type { Question } from "../../src/model/question.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { Actor } from "./acting.ts";
import type { ContainerSpec } from "./docker.ts";
import { removeEngineCgroups } from "./engine_cgroups.ts";
import { makeNetns, type Netns } from "./netns.ts";
import { NOBODY } from "./public_copy.ts";
import { type Need, NETNS_NEEDS } from "./tools.ts";
import { isDead, until } from "./until.ts";
import { IMAGE, IMAGE_COMMAND, packWebImage } from "./web_image.ts";

/** What it takes to run `Podman.start()`. */
export const PODMAN_NEEDS: readonly Need[] = [
  ...NETNS_NEEDS,
  ...["podman", "conmon", "runc", "catatonit", "netavark", "iptables"],
  ...["busybox", "tar", "setpriv", "unshare", "mount"],
];

/** The same without root. */
export const ROOTLESS_NEEDS: readonly Need[] = [...PODMAN_NEEDS, "slirp4netns", "mknod"];

/**
 * A real Podman with nothing of this machine's own in it: its files are in a temporary folder, its ports
 * in a network namespace, and what it mounts and keeps in `/run` in a mount namespace. It is root's, or
 * that of the user nobody, who has no subordinate ids: one user is all that such containers have.
 */
export class Podman implements AsyncDisposable {
  /** Where it is: what runs there has its mounts as well as its network. */
  readonly netns: Netns;
  /** What the command line of Podman needs to find these containers. */
  readonly env: Readonly<Record<string, string>>;
  readonly #uid: number;
  readonly #folder: string;
  readonly #looker: Actor;
  readonly #stack = new AsyncDisposableStack();

  private constructor(
    { netns, folder, uid }: {
      readonly netns: Netns;
      readonly folder: string;
      readonly uid: number;
    },
    looker: Actor,
  ) {
    this.netns = netns;
    this.env = environment(folder);
    this.#uid = uid;
    this.#folder = folder;
    this.#looker = looker;
  }

  /** Makes the folder and the namespaces, and the one image. */
  static async start(options: { readonly as?: "nobody" } = {}): Promise<Podman> {
    const uid = options.as === undefined ? 0 : NOBODY;
    await using made = new AsyncDisposableStack();
    // Short: below it are sockets, whose paths have 107 bytes at most (`unix(7)`).
    const folder = await Deno.makeTempDir({ prefix: "podman-" });
    made.defer(() => Deno.remove(folder, { recursive: true }));
    made.defer(() => removeEngineCgroups("libpod_parent"));
    const network = made.use(await makeNetns());
    await prepare(folder, uid);
    const holder = await hold(folder, network);
    made.defer(async () => {
      holder.kill("SIGKILL");
      await holder.status;
    });
    const netns: Netns = {
      ...network,
      command(argv, uid) {
        const [program = "", ...rest] = network.command(argv, uid);
        return [program, `--mount=/proc/${holder.pid}/ns/mnt`, ...rest];
      },
    };
    const looker = made.use(await Actor.start({ netns, env: environment(folder), ...options }));
    const podman = new Podman({ netns, folder, uid }, looker);
    made.defer(() => podman.#end());
    const tar = await packWebImage(folder);
    await podman.command("import", "--change", IMAGE_COMMAND, tar, IMAGE);
    podman.#stack.use(made.move());
    return podman;
  }

  /** Runs `podman` with these arguments and returns what it prints. */
  async command(...args: readonly string[]): Promise<string> {
    const [program = "", ...words] = this.netns.command(["podman", ...args], this.#uid);
    const { code, stdout, stderr } = await new Deno.Command(program, {
      args: words,
      // The folder of the tests may be closed to others.
      cwd: "/",
      clearEnv: true,
      env: { PATH: Deno.env.get("PATH") ?? "", ...this.env },
    }).output();
    if (code !== 0) throw new Error(`podman ${args.join(" ")}: ${textOf(stderr)}`);
    return textOf(stdout);
  }

  /** Runs or creates a container, in a pod where one is named; returns its full id. */
  run(spec: ContainerSpec & { readonly pod?: string }): Promise<string> {
    const labels = Object.entries(spec.labels ?? {}).map(([key, value]) => `${key}=${value}`);
    return this.command(
      ...(spec.start === false ? ["create"] : ["run", "--detach"]),
      ...["--name", spec.name],
      ...(spec.pod ? ["--pod", spec.pod] : []),
      ...(spec.publish ?? []).flatMap((port) => ["--publish", port]),
      ...(spec.network ? ["--network", spec.network] : []),
      ...labels.flatMap((label) => ["--label", label]),
      `localhost/${IMAGE}`,
      ...spec.command ?? [],
    );
  }

  /** Looks at the machine from where the containers are, as the user whose they are. */
  look(question: Question): Promise<Snapshot> {
    return this.#looker.look(question);
  }

  /** Serves Docker's API, as `podman-system-service(1)` has it. */
  async serve(): Promise<AsyncDisposable & { readonly address: string }> {
    const address = `unix://${this.#folder}/api.sock`;
    const argv = ["podman", "system", "service", "--time", "0", address];
    const child = new Deno.Command("setpriv", {
      args: ["--pdeathsig", "TERM", ...this.netns.command(argv, this.#uid)],
      cwd: "/",
      env: { ...this.env },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    await until("Podman serves its API", () => isThere(`${this.#folder}/api.sock`));
    return {
      address,
      async [Symbol.asyncDispose]() {
        child.kill("SIGTERM");
        await child.status;
      },
    };
  }

  /** Removes every container, and the process that keeps namespaces for a Podman without root. */
  async #end(): Promise<void> {
    await this.command("pod", "rm", "--all", "--force", "--time", "0");
    await this.command("rm", "--all", "--force", "--time", "0");
    await this.command("system", "migrate");
    await until("nothing of Podman is left", () => this.#processes().length === 0);
  }

  /** What runs with the variables of this Podman, portik's own helpers aside. */
  #processes(): number[] {
    const mark = `CONTAINERS_CONF=${this.env.CONTAINERS_CONF}`;
    return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter((pid) => {
      if (Number.isNaN(pid) || pid === this.#looker.pid || isDead(pid)) return false;
      return textIn(`/proc/${pid}/environ`).split("\0").includes(mark);
    });
  }

  /** Removes all containers and leaves nothing behind. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

function environment(folder: string): Record<string, string> {
  return {
    HOME: `${folder}/home`,
    XDG_RUNTIME_DIR: `${folder}/xdg`,
    CONTAINERS_CONF: `${folder}/containers.conf`,
    CONTAINERS_STORAGE_CONF: `${folder}/storage.conf`,
  };
}

/** Everything that Podman writes goes below the folder (`containers.conf(5)`, `containers-storage.conf(5)`). */
async function prepare(folder: string, uid: number): Promise<void> {
  await Deno.chmod(folder, 0o755);
  for (const name of ["home", "xdg", "f"]) {
    await Deno.mkdir(`${folder}/${name}`, { mode: 0o700 });
    await Deno.chown(`${folder}/${name}`, uid, uid);
  }
  const at = (name: string) => JSON.stringify(`${folder}/f/${name}`);
  await Deno.writeTextFile(
    `${folder}/containers.conf`,
    `[containers]
log_driver = "k8s-file"
# Root of a container itself may not raise them.
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
# crun refuses a mixture of cgroups v1 and v2.
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "none"
lock_type = "file"
num_locks = 64
tmp_dir = ${at("t")}
static_dir = ${at("static")}
volume_path = ${at("volumes")}
[network]
network_backend = "netavark"
network_config_dir = ${at("networks")}
`,
  );
  await Deno.writeTextFile(
    `${folder}/storage.conf`,
    `[storage]
driver = "vfs"
graphroot = ${at("storage")}
rootless_storage_path = ${at("storage")}
runroot = ${at("run")}
`,
  );
}

/**
 * A process that keeps a mount namespace, with a `/run` of its own and, for a network without root, a tun
 * device that everybody may open. It ends with the test, whatever becomes of that.
 */
async function hold(folder: string, netns: Netns): Promise<Deno.ChildProcess> {
  const tun = `${folder}/tun`;
  const script = `mount -t tmpfs none /run && mknod -m 666 ${tun} c 10 200 && ` +
    `{ [ ! -e /dev/net/tun ] || mount --bind ${tun} /dev/net/tun; } && ` +
    "echo ready && exec sleep infinity";
  const argv = ["unshare", "--mount", "--propagation", "private", "sh", "-c", script];
  const holder = new Deno.Command("setpriv", {
    args: ["--pdeathsig", "KILL", ...netns.command(argv)],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const reader = holder.stdout.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  if (value === undefined) throw new Error("Cannot make a mount namespace");
  return holder;
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function textIn(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).trim();
}
