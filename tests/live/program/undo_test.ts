import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { problemsOfAnswer } from "../../schemas.ts";
import { holderOf, tempFolder } from "../launch.ts";
import { endSession, SERVERS, startPerl } from "../perl_server.ts";
import { portik } from "../program.ts";
import { NOBODY } from "../public_copy.ts";
import { ALL_SEEING, liveTest } from "../tools.ts";
import { isDead, until } from "../until.ts";

/** A folder for portik's state, and portik with it. What it has started on these ports ends with it. */
async function journal(...ports: readonly number[]) {
  const state = await tempFolder();
  const run = (...words: readonly string[]) =>
    portik(words, { env: { XDG_STATE_HOME: state.path } });
  return {
    path: state.path,
    run,
    async answer(...words: readonly string[]) {
      const { code, stdout } = await run(...words, "--json");
      const document = JSON.parse(stdout);
      assertEquals(problemsOfAnswer(document), [], stdout);
      return { code, ...document };
    },
    async [Symbol.asyncDispose]() {
      for (const port of ports) {
        const pid = holderOf(port);
        if (pid === undefined || pid === Deno.pid) continue;
        Deno.kill(pid, "SIGKILL");
        await until("it is gone", () => isDead(pid));
      }
      await state[Symbol.asyncDispose]();
    },
  };
}

/** The variables of a process. */
function environment(pid: number): string[] {
  return Deno.readTextFileSync(`/proc/${pid}/environ`).split("\0");
}

liveTest("portik undo starts again what kill stopped, with its arguments, folder and environment", [
  "ss",
  "perl",
], async () => {
  await using folder = await tempFolder();
  const env = { PORTIK_SECRET: "two words; $HOME" };
  await using server = await startPerl(SERVERS.plain, { cwd: folder.path, env });
  await using portik = await journal(server.port);
  const argv = Deno.readTextFileSync(`/proc/${server.pid}/cmdline`);
  assertEquals((await portik.run("kill", `${server.port}`, "--yes")).code, 0);
  assertEquals(holderOf(server.port), undefined);

  const dry = await portik.answer("undo", "--dry-run");
  assertEquals([dry.code, dry.data.dryRun, dry.data.outcomes], [0, true, []]);
  assertEquals(holderOf(server.port), undefined);
  assertEquals((await portik.run("undo")).code, 3);

  const done = await portik.answer("undo", "--yes");
  assertEquals([done.code, done.data.outcomes[0].result], [0, "restarted"]);
  assertEquals(done.data.steps, dry.data.steps);
  const pid = holderOf(server.port) ?? 0;
  assertEquals(done.data.outcomes[0].by.pid, pid);
  assertEquals(Deno.readTextFileSync(`/proc/${pid}/cmdline`), argv);
  assertEquals(Deno.readLinkSync(`/proc/${pid}/cwd`), await Deno.realPath(folder.path));
  assert(environment(pid).includes(`PORTIK_SECRET=${env.PORTIK_SECRET}`));
  assert(!JSON.stringify(done).includes("PORTIK_SECRET"));

  const again = await portik.run("undo", "--yes");
  assertEquals(again.code, 1);
  assertStringIncludes(again.stdout, "was started again");
});

liveTest("portik undo takes back the latest kill alone, and says where there is none", [
  "ss",
  "perl",
], async () => {
  await using one = await startPerl(SERVERS.plain);
  await using two = await startPerl(SERVERS.plain);
  await using portik = await journal(one.port, two.port);
  const none = await portik.answer("undo");
  assertEquals([none.code, none.data.steps], [1, []]);
  await portik.run("kill", `${one.port}`, "--yes");
  await portik.run("kill", `${two.port}`, "--yes");
  assertEquals((await portik.run("undo", "--yes")).code, 0);
  assertEquals([holderOf(one.port), typeof holderOf(two.port)], [undefined, "number"]);
});

liveTest("portik undo gives a process back to the user that it belonged to", [
  "ss",
  "perl",
  ...ALL_SEEING,
], async () => {
  await using server = await startPerl(SERVERS.plain, { as: "nobody", cwd: "/" });
  await using portik = await journal(server.port);
  assertEquals((await portik.run("kill", `${server.port}`, "--yes", "--force")).code, 0);
  const { code, stderr, stdout } = await portik.run("undo", "--yes");
  assertEquals(code, 0, stderr + stdout);
  const status = Deno.readTextFileSync(`/proc/${holderOf(server.port)}/status`);
  assertStringIncludes(status, `Uid:\t${NOBODY}\t${NOBODY}\t${NOBODY}`);
});

liveTest("portik undo starts nothing where somebody else has the port by now", [
  "ss",
  "perl",
], async () => {
  await using server = await startPerl(SERVERS.plain);
  await using portik = await journal();
  await portik.run("kill", `${server.port}`, "--yes");
  using _listener = Deno.listen({ hostname: "127.0.0.1", port: server.port });
  const { code, error } = await portik.answer("undo", "--yes");
  assertEquals([code, error.code], [3, "port-held"]);
  assertEquals(holderOf(server.port), Deno.pid);
});

liveTest(
  "portik undo refuses with the reason what it cannot do faithfully",
  ["ss", "perl"],
  async () => {
    await using folder = await tempFolder();
    const cwd = `${folder.path}/gone`;
    await Deno.mkdir(cwd);
    await using server = await startPerl(SERVERS.plain, { cwd });
    await using portik = await journal(server.port);
    await Deno.remove(cwd);
    await portik.run("kill", `${server.port}`, "--yes");
    const { code, error } = await portik.answer("undo", "--yes");
    assertEquals([code, error.code], [3, "unfaithful"]);
    assertStringIncludes(error.message, "is gone");
  },
);

liveTest("portik undo starts the master of a family once, and that its workers", [
  "ss",
  "perl",
], async () => {
  const script = SERVERS.plain.replace("sleep 1 while 1", "fork; fork; sleep 1 while 1");
  await using server = await startPerl(script);
  await using portik = await journal(server.port);
  const killed = await portik.answer("kill", `${server.port}`, "--yes");
  assertEquals([killed.code, killed.data.steps.length], [0, 4]);
  const { code, data } = await portik.answer("undo", "--yes");
  assertEquals([code, data.steps.length], [0, 1]);
  const pid = holderOf(server.port);
  assert(pid !== undefined);
  // All four are one session, which the launch has made.
  const { sessionId } = { sessionId: data.outcomes[0].pids[0] };
  await new Deno.Command("kill", { args: ["-9", "--", `-${sessionId}`] }).output();
});

liveTest("portik undo starts what --tree has stopped from its top", ["ss", "perl"], async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/nodemon`;
  await Deno.writeTextFile(path, SERVERS.keeper);
  await using server = await startPerl(`exec "perl", "${path}", @ARGV`);
  await using portik = await journal(server.port);
  const killed = await portik.answer("kill", `${server.port}`, "--yes", "--tree");
  assertEquals([killed.code, killed.data.steps.length], [0, 2]);
  const { code, data } = await portik.answer("undo", "--yes");
  assertEquals([code, data.steps.length, data.steps[0].replaces], [0, 1, server.pid]);
  const [watcher] = data.outcomes[0].pids;
  const again = holderOf(server.port) ?? 0;
  assertStringIncludes(Deno.readTextFileSync(`/proc/${again}/status`), `PPid:\t${watcher}\n`);
  await endSession(watcher);
});

liveTest("portik undo passes over a kill that has stopped nothing", [
  "ss",
  "perl",
], async () => {
  await using server = await startPerl(SERVERS.plain);
  const script = SERVERS.plain.replace("sleep 1 while", '$SIG{HUP} = "IGNORE"; sleep 1 while');
  await using deaf = await startPerl(script);
  await using portik = await journal(server.port);
  assertEquals((await portik.run("kill", `${server.port}`, "--yes")).code, 0);
  const words = ["--yes", "--signal", "HUP", "--timeout", "100ms"];
  assertEquals((await portik.run("kill", `${deaf.port}`, ...words)).code, 5);
  assertEquals((await portik.run("undo", "--yes")).code, 0);
  assertEquals([typeof holderOf(server.port), isDead(deaf.pid)], ["number", false]);
});

liveTest("portik keeps its journal from everybody else, environments of processes included", [
  "ss",
  "perl",
], async () => {
  await using server = await startPerl(SERVERS.plain, { env: { PORTIK_SECRET: "hush" } });
  await using portik = await journal(server.port);
  await portik.run("kill", `${server.port}`, "--yes");
  const folder = `${portik.path}/portik`;
  assertEquals((await Deno.stat(folder)).mode! & 0o777, 0o700);
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile) assertEquals((await Deno.stat(`${folder}/${name}`)).mode! & 0o077, 0, name);
  }
  assertStringIncludes(await Deno.readTextFile(`${folder}/journal.db`), "PORTIK_SECRET=hush");
});
