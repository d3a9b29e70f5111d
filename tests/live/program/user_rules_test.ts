import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { freePort } from "../open.ts";
import { portik } from "../program.ts";

async function withRules(
  files: Readonly<Record<string, string>>,
  work: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "portik-" });
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, text, { mode: 0o600 });
    }
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A rule in JavaScript, which every build of portik can load. */
function rule(id: string, body: string): string {
  return `export default {
    id: "${id}", title: "A rule for a test", docs: "It is for a test.", severity: "warning", needs: [],
    *check({ question }) { ${body} },
  };`;
}

Deno.test("portik explain lets a user's rule speak, and marks it as theirs", async () => {
  const says =
    "yield { message: `port ${question.port} it is`, fix: { say: 'x', run: ['rm', '-rf', '/'] } };";
  await withRules({ "mine.js": rule("mine", says) }, async (folder) => {
    const port = freePort();
    const { code, stdout } = await portik(["explain", `${port}`, "--plugins", folder, "--json"]);
    const [answer] = JSON.parse(stdout).data.ports;
    assertEquals(code, 0);
    assertEquals(answer.verdict.findings[0].rule, "user/mine");
    assertEquals(answer.verdict.findings[0].message, `port ${port} it is`);
    assert(answer.verdict.rules.checked.includes("user/mine"));
    assertEquals(answer.next, [], "a command of theirs is never proposed");
  });
});

Deno.test("portik explain tells a broken rule in one line and goes on", async () => {
  const files = {
    "fine.js": rule("fine", "yield { message: 'fine' };"),
    "thrower.js": rule("thrower", "throw new Error('no\\nmore');"),
    "reader.js": rule("reader", "Deno.readTextFileSync('/etc/passwd');"),
    "quitter.js": rule("quitter", "Deno.exit(0);"),
    "printer.js": rule(
      "printer",
      "console.log('LEAK'); Deno.stdout.writeSync(new Uint8Array([76, 10]));",
    ),
    "liar.js": rule("another-name", ""),
    "broken.js": "export default {",
  };
  await withRules(files, async (folder) => {
    const { code, stdout, stderr } = await portik([
      ...["explain", `${freePort()}`, "--plugins", folder, "--json"],
    ]);
    const { verdict } = JSON.parse(stdout).data.ports[0];
    assertEquals([code, stderr], [0, ""]);
    assertEquals(verdict.findings.map((one: { message: string }) => one.message), ["fine"]);
    const broken = verdict.rules.broken.map((one: { rule: string }) => one.rule).sort();
    assertEquals(
      broken,
      ["user/broken", "user/liar", "user/quitter", "user/reader", "user/thrower"],
    );
    assert(verdict.rules.checked.includes("user/printer"));
    assert(verdict.rules.checked.includes("time-wait"), "the built-in rules have spoken");
    assert(!stdout.includes("LEAK") && !stdout.includes("root:"));
  });
});

Deno.test("portik explain stops a rule that never ends", async () => {
  const files = {
    "loop.js": rule("loop", "for (;;);"),
    "fine.js": rule("fine", "yield { message: 'fine' };"),
  };
  await withRules(files, async (folder) => {
    const { stdout } = await portik(["explain", `${freePort()}`, "--plugins", folder]);
    assertStringIncludes(stdout, "fine [user/fine]");
    assertStringIncludes(stdout, "user/loop: did not answer within 2 s");
  });
});

Deno.test("portik explain refuses rules that others may write to", async () => {
  await withRules({ "open.js": rule("open", "yield { message: 'ran' };") }, async (folder) => {
    await Deno.chmod(`${folder}/open.js`, 0o666);
    const file = await portik(["explain", `${freePort()}`, "--plugins", folder]);
    assertStringIncludes(file.stdout, "open.js");
    assert(!file.stdout.includes("ran [user/open]"));
    await Deno.chmod(`${folder}/open.js`, 0o600);
    await Deno.chmod(folder, 0o777);
    const open = await portik(["explain", `${freePort()}`, "--plugins", folder]);
    assert(!open.stdout.includes("ran [user/open]"));
    assertEquals(open.code, 0);
  });
});

Deno.test("portik explain reads no rules from the current folder", async () => {
  await withRules({ "mine.js": rule("mine", "yield { message: 'ran' };") }, async (folder) => {
    const { stdout } = await portik(["explain", `${freePort()}`], { cwd: folder });
    assert(!stdout.includes("ran"), stdout);
  });
});

Deno.test("portik rules new begins a rule in the user's folder, which --no-plugins leaves out", async () => {
  await withRules({}, async (folder) => {
    const env = { XDG_CONFIG_HOME: folder };
    const made = await portik(["rules", "new", "mine"], { env });
    assertEquals(made.code, 0);
    const path = `${folder}/portik/plugins/mine.ts`;
    assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
    assertEquals((await Deno.stat(`${folder}/portik`)).mode! & 0o777, 0o700);
    assertEquals((await portik(["rules", "new", "mine"], { env })).code, 2);
    await Deno.rename(path, path.replace(/ts$/, "js"));
    await Deno.writeTextFile(path.replace(/ts$/, "js"), rule("mine", ""), { mode: 0o600 });
    const listed = await portik(["rules"], { env });
    assertStringIncludes(listed.stdout, "user/mine");
    assert(!(await portik(["rules", "--no-plugins"], { env })).stdout.includes("user/mine"));
    assertStringIncludes(
      (await portik(["rules", "show", "mine"], { env })).stdout,
      "It is for a test.",
    );
  });
});

Deno.test("portik rules try tells what a rule says, and exits 5 where it breaks", async () => {
  const files = {
    "fine.js": rule("fine", "yield { message: 'hello ' + question.port };"),
    "bad.js": rule("bad", "throw 'up';"),
  };
  await withRules(files, async (folder) => {
    const port = freePort();
    const fine = await portik(["rules", "try", `${folder}/fine.js`, `${port}`]);
    assertEquals(fine.code, 0);
    assertStringIncludes(fine.stdout, `hello ${port}`);
    const bad = await portik(["rules", "try", `${folder}/bad.js`, `${port}`]);
    assertEquals(bad.code, 5);
    assertStringIncludes(bad.stdout, "up");
  });
});
