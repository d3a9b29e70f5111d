import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { rules as builtIn } from "../plugins/mod.ts";
import { run } from "../src/app.ts";
import { parseRecording } from "../src/host/recording.ts";
import { replaySight } from "../src/host/replay.ts";
import type { Rule } from "../src/plugin.ts";
import { VERSION } from "../src/version.ts";
import { type FakeChoices, fakeHost } from "./fake_host.ts";
import { machineText } from "./golden.ts";
import { problemsOfAnswer } from "./schemas.ts";

/** What one command line came to. */
interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs portik for two programs on port 3000 of a machine that is live to it, unless told otherwise. */
async function portik(argv: readonly string[], choices: FakeChoices = {}): Promise<Result> {
  const sight = { ...replaySight(parseRecording(machineText("two-programs"), "x")) };
  const files = { "two.json": machineText("two-programs"), "docker.json": machineText("docker") };
  const host = fakeHost({ sight, files, ...choices });
  const code = await run(host, () => Promise.resolve(builtIn), argv);
  return { code, out: host.taken(), err: host.complaints() };
}

/** A command line that is easy to read. */
function words(line: string): string[] {
  return line === "" ? [] : line.split(" ");
}

Deno.test("run() answers who and explain by their exit codes", async () => {
  const cases: readonly (readonly [line: string, code: number, says: string])[] = [
    ["who 3000", 0, "3000/tcp is listening"],
    ["who 3001", 1, "3001/tcp has no listener"],
    ["who 3000 3001", 1, "3001/tcp has no listener"],
    ["explain 3000", 0, "3000 is held by python3"],
    ["explain 3001", 0, "3001 is free"],
    ["why 3001", 0, "3001 is free"],
    ["3000", 0, "3000/tcp is listening"],
    [":3000", 0, "3000/tcp is listening"],
    ["127.0.0.1:3000", 0, "3000/tcp is listening"],
    ["localhost:3000", 0, "3000/tcp is listening"],
    ["rules", 0, "time-wait"],
    ["rules show time-wait", 0, "TIME_WAIT"],
    ["help", 0, "portik COMMAND --help"],
    ["help ports", 0, "5432/udp"],
    ["", 0, "portik COMMAND --help"],
  ];
  for (const [line, code, says] of cases) {
    const result = await portik(words(line));
    assertEquals([result.code, result.err], [code, ""], line);
    assertStringIncludes(result.out, says, line);
  }
});

Deno.test("run() takes flags anywhere", async () => {
  const plain = await portik(words("who 3000 --json"));
  for (
    const line of [
      "--json who 3000",
      "who --json 3000",
      "--json 3000",
      "3000 --json",
      "-o json 3000",
      "3000 -o json",
      "--output=json who 3000",
      "who --output json 3000",
      "--json who -- 3000",
    ]
  ) assertEquals(await portik(words(line)), plain, line);
});

Deno.test("run() takes nothing for a flag behind --", async () => {
  const { code, err } = await portik(words("who -- 3000 --json"));
  assertEquals(code, 2);
  assertStringIncludes(err, "'--json' is not a port");
  assertEquals((await portik(words("who -- --version"))).code, 2);
  assertStringIncludes((await portik(words("who -- -h"))).err, "'-h' is not a port");
});

Deno.test("run() knows the version, wherever it is asked for", async () => {
  for (const line of ["--version", "who --version", "who 80 --version"]) {
    assertEquals(await portik(words(line)), { code: 0, out: `portik ${VERSION}\n`, err: "" });
  }
});

Deno.test("run() shows the page of a command for --help, in text and in JSON", async () => {
  for (const line of ["who --help", "who -h", "--help who", "who 80 --json -h"]) {
    const { code, out } = await portik(words(line));
    assertEquals(code, 0, line);
    assertStringIncludes(out, "portik who PORT…", line);
  }
});

Deno.test("run() writes every form that a report can take", async () => {
  const { out: json } = await portik(words("who 3000 --json"));
  const { out: ndjson } = await portik(words("who 3000 -o ndjson"));
  assertEquals(problemsOfAnswer(JSON.parse(json)), []);
  assertEquals(JSON.parse(ndjson), JSON.parse(json));
  assertEquals(ndjson.trimEnd().split("\n").length, 1);
  const { out: csv } = await portik(words("who 3000 -o csv"));
  const [head, ...rows] = csv.trimEnd().split("\r\n");
  assertMatch(head ?? "", /^PORT,PROTO,ADDRESS,PID,/);
  assertEquals(rows.map((row) => row.split(",").slice(0, 4)), [
    ["3000", "tcp", "127.0.0.1:3000", "4001"],
    ["3000", "tcp", "[::1]:3000", "4002"],
  ]);
  const { out: markdown } = await portik(words("who 3000 -o markdown"));
  assertStringIncludes(markdown, "| ADDRESS |");
  assertStringIncludes(markdown, "| --- |");
  const { out: text } = await portik(words("who 3000 -o text"));
  assertStringIncludes(text, "ADDRESS  ");
});

Deno.test("run() says less with --quiet and --summary, and more with --verbose", async () => {
  const lines = async (line: string) => (await portik(words(line))).out.trimEnd().split("\n");
  assertEquals(await lines("who 3001 --quiet"), ["3001/tcp has no listener"]);
  assertEquals(await lines("who 3000 -q"), await lines("who 3000 --summary"));
  assert((await lines("who 3000 -q")).every((line) => !line.includes("ADDRESS")));
  const sentence = (await lines("explain 3001")).join(" ");
  assertEquals(await lines("explain 3001 --quiet"), [sentence]);
  const verbose = await lines("who 3000 --verbose");
  assert(verbose.some((line) => /^ {2}sockets +ss +answered/.test(line)), verbose.join("\n"));
});

Deno.test("run() colours for a terminal, unless somebody minds", async () => {
  const sight = replaySight(parseRecording(machineText("quiet"), "x"));
  const colours = async (
    line: string,
    env: Readonly<Record<string, string>>,
    isTerminal = true,
  ) => {
    const terminal = { out: isTerminal, err: false };
    const host = {
      ...fakeHost({ sight: { ...sight, env: (name) => env[name] } }),
      terminal,
    };
    await run(host, () => Promise.resolve(builtIn), words(line));
    return host.taken().includes("\x1b[");
  };
  assertEquals(await colours("who 80", { TERM: "xterm" }), true);
  assertEquals(await colours("who 80", { TERM: "xterm" }, false), false);
  assertEquals(await colours("who 80 --color always", {}, false), true);
  assertEquals(await colours("who 80 --color never", { TERM: "xterm" }), false);
  assertEquals(await colours("who 80", { TERM: "xterm", NO_COLOR: "1" }), false);
  assertEquals(await colours("who 80", { TERM: "dumb" }), false);
  assertEquals(await colours("who 80 --json", { TERM: "xterm" }), false);
  assertEquals(await colours("who 80 --color always", { NO_COLOR: "1" }), true);
});

Deno.test("run() fits what it says into the width of the terminal", async () => {
  for (const columns of [40, 60, 80, 200]) {
    const { out } = await portik(words("explain 3000"), { columns });
    for (const line of out.split("\n")) assert(line.length <= columns, line);
  }
});

/** Command lines that make no sense, with code and words of what is said about them. */
const BAD: readonly (readonly [line: string, code: string, says: string])[] = [
  ["wo 80", "unknown-command", "'wo' is not a command: did you mean who?"],
  ["expain 80", "unknown-command", "did you mean explain?"],
  ["frobnicate", "unknown-command", "'frobnicate' is not a command"],
  ["who", "missing-word", "who needs a port"],
  ["who 80abc", "bad-port", "'80abc' is not a port"],
  ["80abc", "bad-port", "'80abc' is not a port"],
  ["-5", "bad-port", "'-5' is not a port"],
  ["who -5", "bad-port", "'-5' is not a port"],
  ["who 10-5", "bad-port", "did you mean 5-10?"],
  ["who 1-65535", "too-many-ports", "65535 ports are too many"],
  ["who 80 --jsn", "unknown-flag", "did you mean --json?"],
  ["who 80 --proto sctp", "bad-value", "'sctp' is not a value of --proto"],
  ["who 80 --probe-timeout 5", "bad-duration", "'5' is not a duration"],
  ["who 80 --source nmap", "bad-source", "'nmap' is not a source"],
  ["explain 80 --host nowhere", "bad-host", "'nowhere' is not an IP address"],
  ["explain 80 --plugins /nowhere", "bad-plugins", "/nowhere"],
  ["rules frob", "bad-word", "'rules frob'"],
  ["rules show frob", "unknown-rule", "'frob'"],
  ["rules new Not-An-Id", "bad-rule-id", "'Not-An-Id'"],
  ["rules try nowhere.ts", "bad-rule", "'nowhere.ts'"],
  ["help frob", "unknown-topic", "'frob'"],
  ["who 80 --from nowhere.json", "bad-capture", "'nowhere.json'"],
];

for (const [line, code, says] of BAD) {
  Deno.test(`run() refuses "portik ${line}" in one sentence, and in JSON`, async () => {
    const failure = { failed: "ENOENT" };
    const sight = { readText: () => failure, stat: () => failure };
    const plain = await portik(words(line), { sight });
    assertEquals([plain.code, plain.out], [2, ""]);
    assertStringIncludes(plain.err, says);
    assert(plain.err.startsWith("portik: ") && plain.err.trimEnd().split("\n").length <= 2);
    const json = await portik(["--json", ...words(line)], { sight });
    assertEquals([json.code, json.err], [2, ""]);
    const answer = JSON.parse(json.out);
    assertEquals([answer.schema, answer.kind, answer.error.code], [1, "error", code]);
    assertStringIncludes(answer.error.message, says);
    assertEquals(problemsOfAnswer(answer), []);
  });
}

Deno.test("run() tells a failure as JSON whichever way JSON was asked for", async () => {
  for (
    const flags of ["--json", "-o json", "--output json", "--output=json", "-o ndjson"]
  ) {
    const { code, out, err } = await portik([...words(flags), "who", "80abc"]);
    assertEquals([code, err, JSON.parse(out).error.code], [2, "", "bad-port"], flags);
  }
  const behind = await portik(words("who 80abc -- --json"));
  assertEquals([behind.out, behind.code], ["", 2]);
});

/** Files that are no captures, and what is said about each. */
const FILES: readonly (readonly [what: string, text: string, says: string])[] = [
  ["empty", "", "is empty"],
  ["a text", "hello", "is not JSON"],
  ["another document", "{}", "is not a capture"],
  ["cut off", machineText("quiet").slice(0, 500), "is cut off"],
  ["of a newer portik", '{"portik":"capture","version":9}', "has version 9"],
  ["damaged", '{"portik":"capture","version":1}', "is damaged"],
];

for (const [what, text, says] of FILES) {
  Deno.test(`run() refuses a file for --from that is ${what}`, async () => {
    for (const command of ["who 80", "explain 80", "capture", "rules try rule.js"]) {
      const files = { "bad.json": text, "/srv/rule.js": "export default {}" };
      const line = words(`${command.replace("rule.js", "/srv/rule.js")} --from bad.json`);
      const stat = () => ({ type: "file", size: 10, mode: 0o600, uid: 1000 } as const);
      const { code, out, err } = await portik(line, { files, sight: { stat } });
      assertEquals([code, out], [2, ""], command);
      assertStringIncludes(err, "'bad.json'");
      assertStringIncludes(err, says);
    }
  });
}

Deno.test("run() says why it cannot read the file of --from", async () => {
  const cases: readonly (readonly [failed: string, says: string])[] = [
    ["ENOENT", "there is no such file"],
    ["EACCES", "permission denied"],
    ["EISDIR", "it is a folder"],
    ["ENOTDIR", "a part of its path is no folder"],
    ["EIO", "EIO"],
  ];
  for (const [failed, says] of cases) {
    const sight = { readText: () => ({ failed }) };
    const { code, err } = await portik(words("who 80 --from x.json"), { files: {}, sight });
    assertEquals(code, 2);
    assertStringIncludes(err, `Cannot read 'x.json': ${says}`);
  }
});

Deno.test("run() answers from a captured machine and asks nothing of this one", async () => {
  const nothing = () => {
    throw new Error("this machine was asked");
  };
  const sight = {
    ...{ run: nothing, readText: nothing, readLink: nothing, readDir: nothing },
    ...{ tryBind: nothing },
  };
  const { code, out } = await portik(words("who 8080 --from docker.json --no-plugins"), { sight });
  assertEquals(code, 0);
  assertStringIncludes(out, "shop-web-1");
});

Deno.test("run() says that it could not see, and exits 4, where no source answers", async () => {
  const failure = { failed: "ENOENT" };
  const sight = {
    run: () => Promise.resolve(failure),
    readText: () => failure,
    readDir: () => failure,
    tryBind: () => Promise.resolve("NOT_RECORDED"),
  };
  for (const command of ["who", "explain"]) {
    const { code, out } = await portik([command, "80"], { sight });
    assertEquals(code, 4);
    assertStringIncludes(out, "ss is not installed");
    assert(!out.includes("free"), out);
  }
});

Deno.test("run() tells a bug in one sentence, asks for a capture, and shows no stack", async () => {
  const bugs: readonly (readonly [thrown: unknown, says: string])[] = [
    [new TypeError("x is not a function\n    at secret.ts:1:1"), "TypeError: x is not a function"],
    [new Error(""), "Error"],
    ["a string", "a string"],
    [undefined, "undefined"],
  ];
  for (const [thrown, says] of bugs) {
    const sight = {
      now: () => {
        throw thrown;
      },
    };
    const plain = await portik(words("who 80"), { sight });
    assertEquals([plain.code, plain.out], [5, ""]);
    const [sentence = "", hint = "", ...more] = plain.err.trimEnd().split("\n");
    assertStringIncludes(sentence, says);
    assertStringIncludes(sentence, "bug in portik");
    assertStringIncludes(hint, "portik capture");
    assertEquals([more, plain.err.includes("secret.ts")], [[], false]);
    const json = await portik(words("who 80 --json"), { sight });
    assertEquals([json.code, json.err, JSON.parse(json.out).error.code], [5, "", "bug"]);
  }
});

Deno.test("run() makes what it repeats of the words harmless", async () => {
  for (const word of ["80\x1b[31m", "80\x1b]0;x\x07", "\u202e80", "80\n81"]) {
    const { err } = await portik(["who", word]);
    // deno-lint-ignore no-control-regex -- they are what must not come out
    assert(!/[\x00-\x09\x0b-\x1f\x7f\u202e]/.test(err), JSON.stringify(err));
    const { out } = await portik(["who", word, "--json"]);
    // deno-lint-ignore no-control-regex -- as above
    assert(!/[\x00-\x09\x0b-\x1f\x7f\u202e]/.test(out), JSON.stringify(out));
  }
});

Deno.test("run() loads the rules for explain alone", async () => {
  let loaded = 0;
  const loadRules = (): Promise<readonly Rule[]> => {
    loaded++;
    return Promise.resolve(builtIn);
  };
  const sight = replaySight(parseRecording(machineText("quiet"), "x"));
  await run(fakeHost({ sight }), loadRules, ["who", "80"]);
  assertEquals(loaded, 0);
  await run(fakeHost({ sight }), loadRules, ["explain", "80"]);
  assertEquals(loaded, 1);
});

Deno.test("run() proposes commands that call this very portik", async () => {
  const sight = replaySight(parseRecording(machineText("strangers"), "x"));
  const next = async (self: readonly string[]) => {
    const { out } = await portik(words("explain 6379 --json"), { sight, self });
    return JSON.parse(out).data.ports[0].next[0].join(" ");
  };
  assertEquals(await next(["/opt/bin/portik"]), "sudo portik explain 6379");
  const deno = ["/usr/bin/deno", "run", "--quiet", "file:///srv/my%20portik/main.ts"];
  assertEquals(await next(deno), "sudo deno run -A /srv/my portik/main.ts explain 6379");
});
