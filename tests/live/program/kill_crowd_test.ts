import { assertEquals } from "@std/assert";
import { isFree, killed } from "../killing.ts";
import { makeNetns } from "../netns.ts";
import { endSession, SERVERS, startPerl } from "../perl_server.ts";
import { liveTest, NETNS_NEEDS } from "../tools.ts";
import { isDead, until } from "../until.ts";

liveTest("portik kill ends 200 listeners by one range, and touches nobody else", [
  "ss",
  "perl",
  ...NETNS_NEEDS,
], async () => {
  await using netns = await makeNetns();
  const through = netns.command([]);
  // In a namespace of their own, the ports of the range belong to nobody else.
  const script = `use IO::Socket::INET; for my $port (20000 .. 20199, 19999, 20200) { next if fork;
    my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $port, Listen => 5) or die;
    sleep 1 while 1 } sleep 1 while 1`;
  const [command = "", ...args] = netns.command(["setsid", "perl", "-e", script]);
  const crowd = new Deno.Command(command, { args, stdin: "null", stdout: "null" }).spawn();
  const listening = async (): Promise<string[]> => {
    const [program = "", ...words] = netns.command(["ss", "-Hltn"]);
    const { stdout } = await new Deno.Command(program, { args: words }).output();
    return [...new TextDecoder().decode(stdout).matchAll(/127\.0\.0\.1:(\d+)/g)]
      .map(([, port = ""]) => port).sort();
  };
  try {
    await until("all listen", async () => (await listening()).length === 202);
    const { code, results, ports } = await killed(["20000-20199"], { through });
    assertEquals([code, results.length, ports.length], [0, 200, 200]);
    assertEquals([...new Set([...results, ...ports])], ["ended", "free"]);
    assertEquals(await listening(), ["19999", "20200"]);
    assertEquals(isDead(crowd.pid), false);
  } finally {
    await endSession(crowd.pid);
    await crowd.status;
  }
});

liveTest("portik kill is not outrun by a server that bears children all the time", [
  "ss",
  "perl",
], async () => {
  await using server = await startPerl(SERVERS.storm);
  await until("there are children", () => children(server.pid).length > 5);
  const { code, ports } = await killed([server.port, "--timeout", "10s"]);
  assertEquals([code, ports, isFree(server.port)], [0, ["free"], true]);
});

/** The children of a process (`proc_pid_children(5)`). */
function children(pid: number): string[] {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).trim().split(" ");
  } catch {
    return [];
  }
}
