/** A network namespace of its own (`network_namespaces(7)`), with its loopback interface up. */
export interface Netns extends AsyncDisposable {
  readonly name: string;
  /** The argument list that runs a program in it, as this user; all else, even `/sys`, is as before. */
  command(argv: readonly string[], uid?: number): string[];
  /** Runs `ip` in it. */
  ip(...args: readonly string[]): Promise<void>;
}

/** Makes a network namespace; root alone may. */
export async function makeNetns(): Promise<Netns> {
  // A pid is no name: tests run in pid namespaces, too, where each has the first one.
  const name = `portik-${crypto.randomUUID().slice(0, 13)}`;
  const command = (argv: readonly string[], uid?: number) => [
    ...["nsenter", `--net=/run/netns/${name}`],
    ...(uid === undefined ? [] : ["--setuid", `${uid}`, "--setgid", `${uid}`]),
    ...argv,
  ];
  await run(["ip", "netns", "add", name]);
  const netns: Netns = {
    name,
    command,
    ip: (...args) => run(command(["ip", ...args])),
    [Symbol.asyncDispose]: () => run(["ip", "netns", "delete", name]),
  };
  try {
    await netns.ip("link", "set", "lo", "up");
  } catch (error) {
    await netns[Symbol.asyncDispose]();
    throw error;
  }
  return netns;
}

async function run(argv: readonly string[]): Promise<void> {
  const [program = "", ...args] = argv;
  const { code, stderr } = await new Deno.Command(program, { args }).output();
  if (code !== 0) {
    const complaint = new TextDecoder().decode(stderr).trim();
    throw new Error(`Cannot run ${argv.join(" ")}: ${complaint}`);
  }
}
