import { holderOf } from "./launch.ts";
import { freePort } from "./open.ts";
import { NOBODY } from "./public_copy.ts";
import { until } from "./until.ts";

/** Makes the listener of a script; its port is the first argument. */
const LISTEN = `use IO::Socket::INET; $SIG{CHLD} = "DEFAULT";
my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $ARGV[0], Listen => 50,
  ReuseAddr => 1) or die $!;`;

/** What a server of a test does once it listens. */
export const SERVERS = {
  /** Waits. */
  plain: `${LISTEN} sleep 1 while 1;`,
  /** Waits, and does not heed SIGTERM. */
  deaf: `$SIG{TERM} = "IGNORE"; ${LISTEN} sleep 1 while 1;`,
  /** Its child is the one that listens, and nobody collects it when it is dead. */
  careless: `if (fork) { sleep 1 while 1 } ${LISTEN} sleep 1 while 1;`,
  /** Bears a child that has the socket every few milliseconds; each lives for a while. */
  storm: `${LISTEN} $SIG{CHLD} = "IGNORE"; while (1) {
    my $child = fork; if (defined $child && !$child) { select undef, undef, undef, 5; exit }
    select undef, undef, undef, 0.01; exit if ++$n > 2000 }`,
  /** Starts a listening child again as often as it ends. */
  keeper: `while (1) { my $child = fork;
    if (!$child) { exec "perl", "-e", $ARGV[1], $ARGV[0] } waitpid $child, 0 }`,
} as const;

/** A process, perhaps with children, that was started for a test, and the port it listens on. */
export interface PerlServer extends AsyncDisposable {
  readonly port: number;
  /** The process that was started; a child of it may be who listens. */
  readonly pid: number;
}

/** How to start one. */
export interface PerlChoices {
  readonly as?: "nobody";
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Left out: a free one. */
  readonly port?: number;
}

/** Starts a server in a session of its own and waits until somebody listens; all of it ends on dispose. */
export async function startPerl(
  script: string,
  { as, cwd, env = {}, port = freePort() }: PerlChoices = {},
): Promise<PerlServer> {
  const child = new Deno.Command("setsid", {
    args: ["perl", "-e", script, String(port), SERVERS.plain],
    env,
    ...(cwd === undefined ? {} : { cwd }),
    ...(as === undefined ? {} : { uid: NOBODY, gid: NOBODY }),
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const status = child.status;
  const dispose = async () => {
    await endSession(child.pid);
    await status;
  };
  try {
    await until(`somebody listens on ${port}`, () => holderOf(port) !== undefined);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { port, pid: child.pid, [Symbol.asyncDispose]: dispose };
}

/** Ends every process of a session's first group, of which nobody has to be left. */
export async function endSession(pid: number): Promise<void> {
  await new Deno.Command("kill", { args: ["-9", "--", `-${pid}`], stderr: "null" }).output();
}
