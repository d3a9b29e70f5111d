import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { portik } from "../program.ts";

/** Words that make no sense, and what the one sentence about them must name. */
const CASES: readonly (readonly [args: readonly string[], names: string])[] = [
  [["who", "0"], "'0'"],
  [["who", "70000"], "'70000'"],
  [["who", "80abc"], "'80abc'"],
  [["80abc"], "'80abc'"],
  [["who", "-5"], "'-5'"],
  [["-5"], "'-5'"],
  [["who", "5-"], "'5-'"],
  [["who", "10-5"], "did you mean 5-10?"],
  [["who", ""], "empty"],
  [[""], "empty"],
  [["who", "22,,80"], "'22,,80'"],
  [["who", "80/sctp"], "'80/sctp'"],
  [["who", "example.com:80"], "'example.com'"],
  [["who", "::1:80"], "'::1:80'"],
  [["who"], "who needs a port"],
  [["explain"], "explain needs a port"],
  [["explain", "80", "--host", "nowhere"], "'nowhere'"],
  [["explain", "1-65535"], "65535 ports"],
  [["wo", "80"], "did you mean who?"],
  [["expain", "80"], "did you mean explain?"],
  [["who", "80", "--jsn"], "did you mean --json?"],
  [["who", "80", "-x"], "'-x'"],
  [["who", "80", "--proto", "sctp"], "'sctp'"],
  [["who", "80", "--proto"], "--proto needs a value"],
  [["who", "80", "--output", "yaml"], "'yaml'"],
  [["who", "80", "--probe-timeout", "5"], "'5'"],
  [["who", "80", "--probe-timeout", "soon"], "'soon'"],
  [["who", "80", "--from", "/nonexistent/file"], "'/nonexistent/file'"],
  [["who", "80", "--from", "/"], "'/'"],
  [["explain", "80", "--plugins", "/nonexistent"], "/nonexistent"],
  [["explain", "80", "--plugins", "/etc/passwd"], "/etc/passwd"],
  [["who", "80", "--follow", "--interval", "5"], "'5'"],
  [["who", "80", "--follow", "--interval", "5ms"], "'5ms'"],
  [["who", "80", "--follow", "--from", "/etc/passwd"], "--follow"],
  [["list", "80"], "'80'"],
  [["list", "--state", "happy"], "'happy'"],
  [["list", "--state", "establised"], "did you mean ESTABLISHED?"],
  [["list", "--listening", "--all"], "--all"],
  [["list", "--columns", "port,adress"], "did you mean address?"],
  [["list", "--columns", "port,,pid"], "'port,,pid'"],
  [["list", "--sort", "-agee"], "did you mean age?"],
  [["list", "--sort"], "--sort needs a value"],
  [["list", "--pid", "0"], "'0'"],
  [["list", "--pid", "me"], "'me'"],
  [["list", "--user", ""], "empty"],
  [["list", "--save", "list.yaml"], "'list.yaml'"],
  [["check"], "check needs a port"],
  [["check", "80abc", "--free"], "'80abc'"],
  [["scan", "0"], "'0'"],
  [["scan", "80", "--all"], "'80'"],
  [["scan", "80", "--concurrency", "0"], "'0'"],
  [["scan", "80", "--concurrency", "many"], "'many'"],
  [["conn"], "conn needs a port"],
  [["conn", "80", "--top", "-3"], "'-3'"],
  [["conn", "80", "--state", "listening"], "LISTEN"],
  [["top", "--clients", "1.5"], "'1.5'"],
  [["top", "10-5"], "did you mean 5-10?"],
  [["rules", "frob"], "'rules frob'"],
  [["rules", "show"], "'rules show'"],
  [["rules", "show", "frob"], "'frob'"],
  [["rules", "new", "Not An Id"], "'Not An Id'"],
  [["rules", "try", "/nonexistent/rule.ts"], "'/nonexistent/rule.ts'"],
  [["rules", "try", "/etc/passwd"], "'/etc/passwd'"],
  [["help", "frob"], "'frob'"],
];

for (const [args, names] of CASES) {
  const words = args.map((word) => word === "" || word.includes(" ") ? `'${word}'` : word).join(
    " ",
  );
  Deno.test(`portik ${words} is refused with one sentence and exit code 2`, async () => {
    const { code, stdout, stderr } = await portik(args);
    assertEquals([code, stdout], [2, ""]);
    const [sentence = "", ...hints] = stderr.trimEnd().split("\n");
    assertStringIncludes(sentence, names);
    assert(sentence.startsWith("portik: ") && hints.length <= 1, stderr);
    assert(!/\bat .*:\d+:\d+|Error:|undefined|\[object/.test(stderr), stderr);
  });

  Deno.test(`portik ${words} --json is refused as JSON on stdout`, async () => {
    const { code, stdout, stderr } = await portik(["--json", ...args]);
    assertEquals([code, stderr], [2, ""]);
    const { schema, kind, error } = JSON.parse(stdout);
    assertEquals([schema, kind, typeof error.code], [1, "error", "string"]);
    assertStringIncludes(error.message, names);
  });
}

Deno.test("portik alone prints the help and exits 0", async () => {
  const { code, stdout, stderr } = await portik([]);
  assertEquals([code, stderr], [0, ""]);
  assertStringIncludes(stdout, "portik COMMAND --help");
});

Deno.test("portik --help of every command fits 80 columns", async () => {
  for (
    const command of [
      "",
      "who",
      "explain",
      "why",
      "list",
      "check",
      "scan",
      "conn",
      "top",
      "capture",
      "rules",
      "help",
    ]
  ) {
    const { code, stdout } = await portik([...command ? [command] : [], "--help"]);
    assertEquals(code, 0, command);
    for (const line of stdout.split("\n")) assert(line.length <= 80, line);
  }
});

Deno.test("portik --version prints its version", async () => {
  const { code, stdout } = await portik(["--version"]);
  assertEquals(code, 0);
  assert(/^portik \d+\.\d+\.\d+\n$/.test(stdout), stdout);
});

Deno.test("portik help exit-codes tells every exit code", async () => {
  const { stdout } = await portik(["help", "exit-codes"]);
  for (const code of [0, 1, 2, 3, 4, 5]) assert(stdout.includes(`\n   ${code}  `), `${code}`);
});

Deno.test("portik says that it could not see, and exits 4, where no source answers", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const recording = {
      portik: "capture",
      version: 1,
      takenAt: "2026-01-01T00:00:00.000Z",
      platform: "linux",
      pid: 1,
      redacted: true,
      ...{ env: {}, runs: [], texts: {}, links: {}, folders: {}, stats: {}, binds: {} },
    };
    await Deno.writeTextFile(`${dir}/blind.json`, JSON.stringify(recording));
    for (const command of ["who", "explain"]) {
      const { code, stdout } = await portik([command, "80", "--from", `${dir}/blind.json`]);
      assertEquals(code, 4);
      assertStringIncludes(stdout, "/proc/net cannot be read");
      assert(!/is free|has no listener/.test(stdout), stdout);
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
