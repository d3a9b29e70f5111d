import { tempFolder } from "./launch.ts";
import { makeNetns, type Netns } from "./netns.ts";
import { portik, program, type Result, type RunChoices } from "./program.ts";

/** Addresses of the machine that is asked. */
export const HERE = { ipv4: "10.77.0.1", ipv6: "fd77::1" } as const;
/** Addresses of its clients: two networks of IPv4, and one of IPv6. */
export const THERE = { first: "10.77.0.2", second: "10.77.0.130", ipv6: "fd77::2" } as const;
/** Address of a machine that can only be reached through the one that is asked. */
export const BEHIND = "10.78.0.2";

/** Whom to ask, and as whom: the program that asks is `talk.ts`. */
export interface Ask {
  readonly proto: "tcp" | "udp";
  readonly to: string;
  readonly port: number;
  readonly from?: string;
  /** Ms after which no answer is `silent`; by default long after a test has failed. */
  readonly patience?: number;
}

const TALK = new URL("talk.ts", import.meta.url).pathname;

/** How to make two machines. */
export interface WireOptions {
  /** Words in front of every program on the machine that is asked. */
  readonly through?: readonly string[];
}

/** Two machines with a wire between them: network namespaces, and a `veth(4)`. */
export class Wire implements AsyncDisposable {
  /** Where the servers and portik are. */
  readonly here: Netns;
  /** Where the clients are. */
  readonly there: Netns;
  /** Where portik keeps its journal. */
  readonly state: string;
  readonly #through: readonly string[];
  readonly #made: AsyncDisposableStack;

  private constructor(
    { here, there, state, through }: Pick<Wire, "here" | "there" | "state"> & WireOptions,
    made: AsyncDisposableStack,
  ) {
    this.here = here;
    this.there = there;
    this.state = state;
    this.#through = through ?? [];
    this.#made = made;
  }

  /** Makes them; root alone may. */
  static async make(options: WireOptions = {}): Promise<Wire> {
    await using made = new AsyncDisposableStack();
    const { path: state } = made.use(await tempFolder());
    const here = made.use(await makeNetns());
    const there = made.use(await makeNetns());
    await join(here, there, "wire");
    await addAddresses(here, "wire0", [`${HERE.ipv4}/24`, `${HERE.ipv6}/64`]);
    const { first, second, ipv6 } = THERE;
    await addAddresses(there, "wire1", [`${first}/24`, `${second}/24`, `${ipv6}/64`]);
    return new Wire({ here, there, state, ...options }, made.move());
  }

  /** Adds a machine at `BEHIND`, to which this one forwards. */
  async addBehind(): Promise<Netns> {
    const behind = this.#made.use(await makeNetns());
    await join(this.here, behind, "back");
    await addAddresses(this.here, "back0", ["10.78.0.1/24"]);
    await addAddresses(behind, "back1", [`${BEHIND}/24`]);
    await behind.ip("route", "add", "default", "via", "10.78.0.1");
    await this.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
    return behind;
  }

  /** Starts a server that echoes TCP and UDP, by IPv4 and IPv6, and waits until it does. */
  async serve(port: number, netns = this.here): Promise<void> {
    const [command = "", ...args] = talk(netns, "serve", `${port}`);
    const child = new Deno.Command(command, { args, stdin: "null", stdout: "piped" }).spawn();
    this.#made.defer(async () => {
      child.kill("SIGKILL");
      await Promise.all([child.status, reader.cancel()]);
    });
    const reader = child.stdout.getReader();
    const { value } = await reader.read();
    if (value === undefined) throw new Error(`Nobody serves on port ${port}`);
  }

  /** What comes of asking: `served`, the name of an error, or `silent`. */
  async ask(ask: Ask, netns = this.there): Promise<string> {
    return (await output(talk(netns, "ask", JSON.stringify(ask)))).trim();
  }

  /** Opens a TCP connection and keeps it; the answer asks once more, by the same connection. */
  async connect(ask: Ask): Promise<() => Promise<string>> {
    const [command = "", ...args] = talk(this.there, "keep", JSON.stringify(ask));
    const child = new Deno.Command(command, { args, stdin: "piped", stdout: "piped" }).spawn();
    const reader = child.stdout.getReader();
    const writer = child.stdin.getWriter();
    this.#made.defer(async () => {
      // It ends by itself when its input does, or with the connection.
      await Promise.allSettled([writer.abort(), reader.cancel(), child.status]);
    });
    const line = async () => new TextDecoder().decode((await reader.read()).value).trim();
    const first = await line();
    if (first !== "served") throw new Error(`Cannot connect: ${first}`);
    return async () => {
      await writer.write(new Uint8Array([10]));
      return await line();
    };
  }

  /** Runs portik on the machine that is asked. */
  portik(words: readonly string[], choices: RunChoices = {}): Promise<Result> {
    const { through = [], env, ...others } = choices;
    return portik(patient(words), {
      ...others,
      env: { XDG_STATE_HOME: this.state, ...env },
      through: this.here.command([...this.#through, ...through]),
    });
  }

  /** The argument list of a portik on the machine that is asked. */
  portikArgv(words: readonly string[]): string[] {
    return this.here.command([...this.#through, ...program(), ...patient(words)]);
  }

  /** Runs a program on the machine that is asked, to its standard output; fails where it does. */
  run(...argv: readonly string[]): Promise<string> {
    return output(this.here.command([...this.#through, ...argv]));
  }

  /** Takes everything down. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#made.disposeAsync();
  }
}

/** The test machine may be slow, and what a firewall says decides which one is in charge. */
function patient(words: readonly string[]): string[] {
  return [...words, "--probe-timeout", "30s"];
}

async function join(one: Netns, other: Netns, name: string): Promise<void> {
  const ends = ["type", "veth", "peer", "name", `${name}1`, "netns", other.name];
  await one.ip("link", "add", `${name}0`, ...ends);
  await one.ip("link", "set", `${name}0`, "up");
  await other.ip("link", "set", `${name}1`, "up");
}

/** Without the search for duplicates, an IPv6 address can be used at once. */
async function addAddresses(netns: Netns, link: string, all: readonly string[]): Promise<void> {
  for (const address of all) {
    const nodad = address.includes(":") ? ["nodad"] : [];
    await netns.ip("address", "add", address, "dev", link, ...nodad);
  }
}

function talk(netns: Netns, ...words: readonly string[]): string[] {
  return netns.command([Deno.execPath(), "run", "--quiet", "--no-config", "-A", TALK, ...words]);
}

async function output([command = "", ...args]: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(command, { args, stdin: "null" })
    .output();
  const decoder = new TextDecoder();
  if (code === 0) return decoder.decode(stdout);
  throw new Error(`${command} ${args.join(" ")} exits with ${code}: ${decoder.decode(stderr)}`);
}
