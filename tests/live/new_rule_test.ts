import { assertEquals, assertStringIncludes } from "@std/assert";

const ROOT = new URL("../../", import.meta.url);

/** What the rule, its test and their tools need of the project. */
const PARTS = ["deno.json", "deno.lock", "main.ts", "src", "plugins", "scripts"];

/** A copy of the project in which files may be written. */
class Copy implements AsyncDisposable {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async make(): Promise<Copy> {
    const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "portik-" }));
    for (const part of PARTS) await copy(new URL(part, ROOT), `${root}/${part}`);
    return new Copy(root);
  }

  /** Runs Deno in the copy; returns the exit code and everything that it printed. */
  async deno(...args: readonly string[]): Promise<{ code: number; said: string }> {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...args],
      cwd: this.root,
      env: { NO_COLOR: "1" },
      stdin: "null",
      signal: AbortSignal.timeout(120_000),
    }).output();
    const decoder = new TextDecoder();
    return { code, said: decoder.decode(stdout) + decoder.decode(stderr) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

async function copy(from: URL, to: string): Promise<void> {
  if ((await Deno.stat(from)).isFile) return await Deno.copyFile(from, to);
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) {
    await copy(new URL(`${from.href}/${name}`), `${to}/${name}`);
  }
}

Deno.test("new_rule.ts writes a rule that passes every check, and that portik knows at once", async () => {
  await using project = await Copy.make();
  const made = await project.deno("run", "-A", "scripts/new_rule.ts", "slow-start");
  assertEquals(made.code, 0, made.said);
  const files = ["plugins/slow-start.ts", "tests/plugins/slow-start_test.ts", "plugins/mod.ts"];
  for (const file of files) assertStringIncludes(made.said, file);
  for (const check of ["check", "lint"]) {
    const { code, said } = await project.deno(check, ...files);
    assertEquals(code, 0, said);
  }
  const formed = await project.deno("fmt", "--check", ...files);
  assertEquals(formed.code, 0, formed.said);
  const tested = await project.deno("test", "--no-prompt", "--allow-read=.", files[1] ?? "");
  assertEquals(tested.code, 0, tested.said);
  assertStringIncludes(tested.said, "0 failed");
  const shown = await project.deno("run", "-A", "main.ts", "rules", "show", "slow-start");
  assertEquals(shown.code, 0, shown.said);
  const layers = await project.deno("run", "-A", "scripts/layers.ts");
  assertEquals(layers.code, 0, layers.said);
});

Deno.test("new_rule.ts refuses a bad id and a rule that is there, and touches nothing then", async () => {
  await using project = await Copy.make();
  const list = `${project.root}/plugins/mod.ts`;
  const before = await Deno.readTextFile(list);
  const refused = async (...words: readonly string[]) => {
    const { code, said } = await project.deno("run", "-A", "scripts/new_rule.ts", ...words);
    assertEquals([code, await Deno.readTextFile(list)], [2, before], said);
    return said;
  };
  assertStringIncludes(await refused("Slow Start"), "is not an id for a rule");
  assertStringIncludes(await refused(), "is not an id for a rule");
  assertStringIncludes(await refused("a", "b"), "One rule at a time");
  assertStringIncludes(await refused("time-wait"), "plugins/time-wait.ts is there already");
  await Deno.mkdir(`${project.root}/tests/plugins`, { recursive: true });
  await Deno.writeTextFile(`${project.root}/tests/plugins/mine_test.ts`, "");
  assertStringIncludes(await refused("mine"), "tests/plugins/mine_test.ts is there already");
  assertEquals(
    [...Deno.readDirSync(`${project.root}/plugins`)].some(({ name }) => name === "mine.ts"),
    false,
  );
});
