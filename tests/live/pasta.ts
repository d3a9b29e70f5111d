import { makeNetns, type Netns } from "./netns.ts";
import { type Need, NETNS_NEEDS } from "./tools.ts";
import { isDead, until } from "./until.ts";

/** What it takes to run `startPasta()`. */
export const PASTA_NEEDS: readonly Need[] = [...NETNS_NEEDS, "pasta", "busybox"];

/** A pasta (`passt(1)`), as Podman 5 forwards ports with it, without a container. */
export interface Pasta extends AsyncDisposable {
  readonly netns: Netns;
  readonly pids: readonly number[];
}

/** Starts one in a network namespace of its own; it forwards this port to nobody. */
export async function startPasta(port: number): Promise<Pasta> {
  await using made = new AsyncDisposableStack();
  const netns = made.use(await makeNetns());
  // It wants an interface that leads out.
  await netns.ip("link", "add", "out", "type", "bridge");
  await netns.ip("addr", "add", "192.0.2.1/24", "dev", "out");
  await netns.ip("link", "set", "out", "up");
  await netns.ip("route", "add", "default", "via", "192.0.2.2", "dev", "out");
  const mark = `PORTIK_TEST=${crypto.randomUUID()}`;
  const ports = ["--tcp-ports", `${port}:80`, "--udp-ports", "none"];
  const back = ["--tcp-ns", "none", "--udp-ns", "none"];
  const argv = ["pasta", "--config-net", "--foreground", ...ports, ...back];
  const [program = "", ...args] = netns.command(
    ["env", mark, ...argv, "--", "busybox", "sleep", "infinity"],
  );
  const child = new Deno.Command(program, { args, stdout: "null", stderr: "null" }).spawn();
  made.defer(async () => {
    for (const pid of marked(mark)) Deno.kill(pid, "SIGKILL");
    await child.status;
    await until("pasta has ended", () => marked(mark).length === 0);
  });
  await until("pasta listens", async () => {
    const [ss = "", ...words] = netns.command(["ss", "-Htln", `sport = :${port}`]);
    const { stdout } = await new Deno.Command(ss, { args: words }).output();
    return stdout.length > 0;
  });
  const pids = marked(mark);
  const kept = made.move();
  return { netns, pids, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** The processes that have this variable. */
function marked(mark: string): number[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter((pid) =>
    !Number.isNaN(pid) && !isDead(pid) && environment(pid).includes(mark)
  );
}

function environment(pid: number): string[] {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/environ`).split("\0");
  } catch {
    return [];
  }
}
