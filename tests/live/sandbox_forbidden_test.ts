import { assert, assertEquals, assertMatch } from "@std/assert";
import { outcomeOf, rule, starter } from "./sandbox.ts";

/** The bodies of things that are forbidden, each ending in "done" where it was not stopped. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  "reads /etc/passwd": `Deno.readTextFileSync("/etc/passwd")`,
  "reads /etc/passwd by way of node:fs":
    `process.getBuiltinModule("node:fs").readFileSync("/etc/passwd")`,
  "reads its own environment from /proc": `Deno.readTextFileSync("/proc/self/environ")`,
  "reads an environment variable": `Deno.env.get("HOME")`,
  "reads a variable by way of node:process": `if (!process.env.HOME) throw new Error("no HOME")`,
  "writes a file": `Deno.writeTextFileSync("/tmp/portik-was-here", "x")`,
  "opens the terminal": `Deno.openSync("/dev/tty", { write: true })`,
  "starts a program": `new Deno.Command("id").outputSync()`,
  "starts a program by way of node:child_process":
    `process.getBuiltinModule("node:child_process").execSync("id")`,
  "kills its parent": `Deno.kill(Deno.ppid, "SIGTERM")`,
  "kills its parent by way of node:process": `process.kill(process.ppid, "SIGTERM")`,
  "listens": `Deno.listen({ port: 0 })`,
  "loads a library": `Deno.dlopen("libc.so.6", {})`,
  "loads a library into SQLite": `new (process.getBuiltinModule("node:sqlite").DatabaseSync)
    (":memory:", { allowExtension: true }).loadExtension("x")`,
  "opens the inspector": `process.getBuiltinModule("node:inspector").open(0)`,
  "asks for the host name": `Deno.hostname()`,
  "keeps something on disk": `localStorage.setItem("a", "b")`,
  "caches something on disk": `caches.open("a")`,
};

for (const [what, body] of Object.entries(FORBIDDEN)) {
  Deno.test(`runUserRules() stops a rule that ${what}`, async () => {
    const outcome = await outcomeOf(rule(`${body}; yield { message: "done" };`));
    assertEquals(outcome.outcome, "broken");
    assertEquals(outcome.findings, []);
    assertMatch(outcome.reason ?? "", /^threw (NotCapable|Error|TypeError|ReferenceError)/);
  });
}

Deno.test("runUserRules() stops a rule that asks for permissions", async () => {
  const outcome = await outcomeOf(rule(`
    const names = ["read", "write", "net", "env", "run", "sys", "ffi", "import"];
    for (const name of names) {
      yield { message: name + " " + Deno.permissions.requestSync({ name }).state };
    }`));
  assertEquals(outcome.findings.length, 8);
  assert(outcome.findings.every(({ message }) => message.endsWith(" denied")));
});

Deno.test("runUserRules() lets no secret out, wherever a rule sends it", async () => {
  const file = await Deno.makeTempFile();
  const secret = crypto.randomUUID();
  await Deno.writeTextFile(file, secret);
  Deno.env.set("PORTIK_TEST_SECRET", secret);
  const top = `
    const read = (act) => { try { return act(); } catch (error) { return error.message; } };
    const found = [
      read(() => Deno.readTextFileSync(${JSON.stringify(file)})),
      read(() => Deno.env.get("PORTIK_TEST_SECRET")),
      read(() => process.env.PORTIK_TEST_SECRET),
      read(() => Deno.readTextFileSync("/proc/self/environ")),
      read(() => new Deno.Command("cat", { args: [${JSON.stringify(file)}] }).outputSync().stdout),
    ].join();
    console.log(found);
    Deno.stderr.writeSync(new TextEncoder().encode(found));
    Deno.stdout.writeSync(new TextEncoder().encode(found));`;
  const host = starter();
  try {
    const outcomes = [
      await outcomeOf(rule(`yield { message: found, evidence: [found] };`, { top }), host),
      await outcomeOf(rule(`throw new Error(found);`, { top }), host),
    ];
    assertEquals(outcomes.map(({ outcome }) => outcome), ["checked", "broken"]);
    const everything = JSON.stringify(outcomes) + host.printed.join();
    assertMatch(everything, /Requires read access/);
    assert(!everything.includes(secret));
  } finally {
    Deno.env.delete("PORTIK_TEST_SECRET");
    await Deno.remove(file);
  }
});

Deno.test("runUserRules() lets no rule reach a server", async () => {
  using server = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let reached = 0;
  const serving = (async () => {
    for await (const connection of server) {
      reached++;
      connection.close();
    }
  })();
  const { port } = server.addr as Deno.NetAddr;
  const url = `http://127.0.0.1:${port}/`;
  const top = `
    const tried = [];
    const attempt = async (act) => {
      try { await act(); tried.push("reached"); } catch (error) { tried.push(error.message); }
    };
    await attempt(() => Deno.connect({ hostname: "127.0.0.1", port: ${port} }));
    await attempt(() => fetch("${url}"));
    await attempt(() => import("${url}" + "x.js"));
    await attempt(() => new WebSocket("ws://127.0.0.1:${port}/"));
    await attempt(() => new Promise((resolve, reject) => process.getBuiltinModule("node:net")
      .connect(${port}, "127.0.0.1").on("connect", resolve).on("error", reject)));
    await attempt(() => Deno.resolveDns("example.com", "A"));`;
  const outcome = await outcomeOf(
    rule(`for (const message of tried) yield { message };`, { top }),
  );
  server.close();
  await serving;
  assertEquals(reached, 0);
  assertEquals(outcome.findings.length, 6);
  assert(outcome.findings.every(({ message }) => /Requires (net|import) access/.test(message)));
});

Deno.test("runUserRules() lets no rule end another process", async () => {
  const victim = new Deno.Command("sleep", { args: ["60"] }).spawn();
  const attempts = `
    for (const kill of [Deno.kill, process.kill.bind(process)]) {
      try { kill(${victim.pid}, "SIGKILL"); yield { message: "killed" }; } catch { continue; }
    }`;
  const { findings } = await outcomeOf(rule(attempts));
  assertEquals(findings, []);
  victim.kill("SIGTERM");
  assertEquals((await victim.status).signal, "SIGTERM");
});
