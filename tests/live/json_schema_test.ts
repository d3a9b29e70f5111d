import { assertEquals } from "@std/assert";
import { problems, problemsOfAnswer } from "../schemas.ts";
import { portik, type RunChoices } from "./program.ts";

/** A rule that has something to say about every port. */
const TALKER = `export default {
  id: "talker",
  title: "Talks",
  docs: "Says hello to every port.",
  severity: "info",
  platforms: ["linux", "darwin", "windows"],
  needs: ["sockets"],
  *check({ question }) {
    yield {
      message: "hello " + question.port,
      evidence: ["a port"],
      fix: { say: "Say hello back", run: ["true"] },
      port: question.port,
    };
  },
};
`;

/** Runs portik, takes stdout for one JSON document, and holds it against the schema of its kind. */
async function check(
  args: readonly string[],
  expected: { readonly code: number; readonly kind: string },
  choices: RunChoices = {},
): Promise<void> {
  const { code, stdout, stderr } = await portik([...args, "--json"], choices);
  const shown = `portik ${args.join(" ")}: ${stdout}${stderr}`;
  const document = JSON.parse(stdout);
  assertEquals([code, document.kind, stderr], [expected.code, expected.kind, ""], shown);
  assertEquals(problemsOfAnswer(document), [], shown);
}

function listenOn(address: string): { readonly port: string; [Symbol.dispose](): void } {
  const listener = Deno.listen({ hostname: address, port: 0 });
  return {
    port: String((listener.addr as Deno.NetAddr).port),
    [Symbol.dispose]: () => listener.close(),
  };
}

async function tempFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "portik-" }));
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("portik who --json keeps to its schema, whatever stands on the port", async () => {
  using held = listenOn("127.0.0.1");
  using open = listenOn("0.0.0.0");
  const free = listenOn("127.0.0.1");
  free[Symbol.dispose]();
  await check(["who", held.port], { code: 0, kind: "who" });
  await check(["who", free.port], { code: 1, kind: "who" });
  const all = [`${held.port},${free.port}`, open.port, "22", "53/udp", `localhost:${held.port}`];
  await check(["who", ...all, "--proto", "all"], { code: 1, kind: "who" });
  await check([held.port, "--no-docker", "--summary", "--verbose"], { code: 0, kind: "who" });
});

Deno.test("portik explain --json keeps to its schema, whatever stands on the port", async () => {
  using held = listenOn("127.0.0.1");
  const client = await Deno.connect({ hostname: "127.0.0.1", port: Number(held.port) });
  const free = listenOn("127.0.0.1");
  free[Symbol.dispose]();
  await check(["explain", held.port, free.port, "22"], { code: 0, kind: "explain" });
  await check(["why", held.port, "--host", "192.0.2.1"], { code: 0, kind: "explain" });
  await check(["explain", `${free.port}/udp`, "--host", "::1"], { code: 0, kind: "explain" });
  client.close();
  await check(["explain", held.port, "--docker", "--proto", "all"], { code: 0, kind: "explain" });
});

Deno.test("portik explain --json keeps to its schema with a user's rule, a broken one and a file that is none", async () => {
  await using folder = await tempFolder();
  await Deno.writeTextFile(`${folder.path}/talker.js`, TALKER);
  await Deno.writeTextFile(`${folder.path}/broken.js`, "const = 1;");
  await Deno.writeTextFile(`${folder.path}/No Id.js`, TALKER);
  using held = listenOn("127.0.0.1");
  const words = ["explain", held.port, "--plugins", folder.path];
  await check(words, { code: 0, kind: "explain" });
  const { stdout } = await portik([...words, "--json"]);
  const { verdict } = JSON.parse(stdout).data.ports[0];
  const said = verdict.findings.map(({ rule }: { rule: string }) => rule);
  assertEquals([said.includes("user/talker"), verdict.rules.broken.length], [true, 2], stdout);
});

Deno.test("portik rules --json keeps to its schema: the list, one rule, and one that is begun", async () => {
  await using folder = await tempFolder();
  await Deno.writeTextFile(`${folder.path}/talker.js`, TALKER);
  await Deno.writeTextFile(`${folder.path}/broken.js`, "const = 1;");
  await check(["rules"], { code: 0, kind: "rules" });
  await check(["rules", "--plugins", folder.path], { code: 0, kind: "rules" });
  await check(["rules", "show", "time-wait"], { code: 0, kind: "rules" });
  await check(["rules", "show", "talker", "--plugins", folder.path], { code: 0, kind: "rules" });
  const env = { XDG_CONFIG_HOME: folder.path };
  await check(["rules", "new", "mine"], { code: 0, kind: "rules" }, { env });
  await check(["rules", "new", "mine"], { code: 2, kind: "error" }, { env });
});

Deno.test("portik rules try --json keeps to its schema, whether the rule works or not", async () => {
  await using folder = await tempFolder();
  const [good, broken] = [`${folder.path}/talker.js`, `${folder.path}/broken.js`];
  await Deno.writeTextFile(good, TALKER);
  await Deno.writeTextFile(broken, "const = 1;");
  using held = listenOn("127.0.0.1");
  await check(["rules", "try", good, held.port], { code: 0, kind: "rules-try" });
  await check(["rules", "try", good], { code: 0, kind: "rules-try" });
  await check(["rules", "try", broken, held.port], { code: 5, kind: "rules-try" });
});

Deno.test("portik help --json keeps to its schema, on every page", async () => {
  for (const topic of [[], ["exit-codes"], ["ports"], ["json"]]) {
    await check(["help", ...topic], { code: 0, kind: "help" });
  }
});

Deno.test("portik capture --json keeps to its schema, and so does the file, from which the rest answers", async () => {
  await using folder = await tempFolder();
  using held = listenOn("127.0.0.1");
  const file = `${folder.path}/capture.json`;
  await check(["capture", file], { code: 0, kind: "capture" });
  assertEquals(problems("recording", JSON.parse(await Deno.readTextFile(file))), []);
  await check(["who", held.port, "--from", file], { code: 0, kind: "who" });
  await check(["explain", held.port, "9", "--from", file], { code: 0, kind: "explain" });
  const { stdout } = await portik(["capture", "--raw", "--no-docker"]);
  assertEquals(problems("recording", JSON.parse(stdout)), []);
});

Deno.test("portik --json keeps to the schema of errors, whatever is wrong with the words", async () => {
  await using folder = await tempFolder();
  const damaged = `${folder.path}/damaged.json`;
  await Deno.writeTextFile(damaged, '{"portik":"capture"');
  const wrong = [
    ["who", "0"],
    ["who"],
    ["who", "80", "--bogus"],
    ["who", "80", "--proto", "sctp"],
    ["who", "80", "--probe-timeout", "5"],
    ["who", "80", "--from", `${folder.path}/none.json`],
    ["who", "80", "--from", damaged],
    ["explain", "80", "--host", "example"],
    ["explain", "1-65535"],
    ["explain", "80", "--plugins", `${folder.path}/none`],
    ["rules", "show", "no-such-rule"],
    ["rules", "try", damaged],
    ["help", "no-such-topic"],
    ["wo", "80"],
    ["-5"],
  ];
  for (const words of wrong) await check(words, { code: 2, kind: "error" });
  await check(["capture", `${folder.path}/no/such/folder`], { code: 5, kind: "error" });
});
