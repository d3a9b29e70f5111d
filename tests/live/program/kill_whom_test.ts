import { assertEquals, assertStringIncludes } from "@std/assert";
import { kill, killed } from "../killing.ts";
import { SERVERS, startPerl } from "../perl_server.ts";
import { makePublicProgram } from "../program.ts";
import { makeSocket } from "../scene.ts";
import { ALL_SEEING, liveTest } from "../tools.ts";
import { isDead } from "../until.ts";

liveTest("portik kill refuses itself, its parents, pid 1 and threads of the kernel", [
  "ss",
], async () => {
  const comm = (pid: number) => {
    try {
      return Deno.readTextFileSync(`/proc/${pid}/comm`).trim();
    } catch {
      return "";
    }
  };
  // In a pid namespace of their own, the tests are its first process.
  const own = Deno.pid === 1 ? "first-process" : "own-ancestor";
  const cases: [number, string][] = [[1, "first-process"], [Deno.pid, own]];
  if (comm(2) === "kthreadd") cases.push([2, "kernel-thread"]);
  for (const [pid, code] of cases) {
    const { error, ...rest } = await killed([`pid:${pid}`, "--force"]);
    assertEquals([rest.code, error.code], [3, code], `pid ${pid}`);
  }
  // Whoever holds the port and runs portik as well is a parent of it.
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { error, ...rest } = await killed([(listener.addr as Deno.NetAddr).port, "--force"]);
  assertEquals([rest.code, error.code], [3, own]);
});

liveTest("portik kill pid:N ends one process, and name:TEXT those of a name that listen", [
  "ss",
  "perl",
], async () => {
  await using server = await startPerl(SERVERS.plain);
  await using quiet = await startPerl(SERVERS.plain);
  const one = await killed([`pid:${server.pid}`]);
  assertEquals([one.code, one.pids, isDead(quiet.pid)], [0, [server.pid], false]);
  const nobody = await killed([`name:portik-test-${crypto.randomUUID()}`]);
  assertEquals([nobody.code, nobody.data.plan.declined[0].exit], [1, 1]);
  const gone = await killed([`pid:${server.pid}`]);
  assertEquals(gone.code, 1);
});

liveTest("portik kill name:TEXT ends a listener by its name", ["ss", "perl"], async () => {
  const name = `pk${Deno.pid}`;
  const script = `$0 = "${name}"; ${SERVERS.plain}`;
  await using server = await startPerl(script);
  const { code, pids } = await killed([`name:${name}`]);
  assertEquals([code, pids], [0, [server.pid]]);
});

liveTest("portik kill stops another user's process with --force alone, even as root", [
  "ss",
  "perl",
  ...ALL_SEEING,
], async () => {
  await using server = await startPerl(SERVERS.plain, { as: "nobody", cwd: "/" });
  const { error, code } = await killed([server.port]);
  assertEquals([code, error.code, isDead(server.pid)], [3, "other-user", false]);
  assertStringIncludes(error.message, "user nobody");
  assertEquals((await killed([server.port, "--force"])).code, 0);
});

liveTest(
  "portik kill stops what it may where several users hold a port, and says what it did not",
  [
    "ss",
    "perl",
    ...ALL_SEEING,
  ],
  async () => {
    await using foreign = await startPerl(SERVERS.plain, { as: "nobody", cwd: "/" });
    await using own = await makeSocket({ address: "127.0.0.2", port: foreign.port });
    const { code, data, results } = await killed([own.port]);
    assertEquals([code, results, data.plan.declined[0].code], [3, ["ended"], "other-user"]);
    assertEquals([isDead(own.actor.pid), isDead(foreign.pid)], [true, false]);
  },
);

liveTest("portik kill as an ordinary user says at once what it may not do", [
  "ss",
  "perl",
  "root",
], async () => {
  await using server = await startPerl(SERVERS.plain);
  await using as = await makePublicProgram();
  const unseen = await kill([server.port, "--yes"], { as, env: { XDG_STATE_HOME: as.home } });
  assertEquals([unseen.code, isDead(server.pid)], [4, false], unseen.stderr);
  const choices = { as, env: { XDG_STATE_HOME: as.home } };
  const refused = await kill([`pid:${server.pid}`, "--yes"], choices);
  assertEquals(refused.code, 3);
  const forced = await kill([`pid:${server.pid}`, "--yes", "--force", "--timeout", "1m"], choices);
  assertEquals([forced.code, isDead(server.pid)], [5, false]);
  assertStringIncludes(forced.stdout.replaceAll(/\s+/g, " "), "does not permit you to signal it");
});
