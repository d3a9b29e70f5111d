import { assertEquals } from "@std/assert";
import { COMMANDS } from "../src/commands/mod.ts";
import { complete } from "../src/complete.ts";
import type { Failure, Ran } from "../src/host/host.ts";
import { fakeHost } from "./fake_host.ts";

/** The files of a process with this name. */
function named(pid: number, name: string): Record<string, string> {
  const rest = "S 1 1 1 0 -1 0 1 2 3 4 5 6 7 8 20 0 3 0 1 9 10";
  return { [`/proc/${pid}/stat`]: `${pid} (${name}) ${rest}` };
}

const TABLE = [
  "tcp LISTEN 0 511 0.0.0.0:8080 0.0.0.0:* ino:66 sk:3 <->",
  'tcp LISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:(("nginx",pid=7,fd=6)) ino:64 sk:1 <->',
  'tcp LISTEN 0 511 [::]:80 [::]:* users:(("nginx",pid=7,fd=7)) ino:65 sk:2 v6only:1 <->',
  'tcp ESTAB 0 0 127.0.0.1:50000 127.0.0.1:80 users:(("curl",pid=9,fd=3)) ino:67 sk:4 <->',
  'udp UNCONN 0 0 0.0.0.0:80 0.0.0.0:* users:(("quic",pid=8,fd=3)) ino:68 sk:5 <->',
  'udp UNCONN 0 0 0.0.0.0:5353 0.0.0.0:* users:(("avahi",pid=8,fd=4)) ino:69 sk:6 <->',
].join("\n");

/** The lines that a shell gets for these words, on a machine where `ss` answers so. */
async function lines(
  words: readonly string[],
  ran: Ran | Failure = { code: 0, stdout: TABLE, stderr: "" },
  texts: Record<string, string> = { ...named(7, "nginx"), ...named(8, "avahi") },
): Promise<string[]> {
  const host = fakeHost({ texts, sight: { run: () => Promise.resolve(ran) } });
  assertEquals(await complete(host, words), 0);
  assertEquals(host.complaints(), "");
  return host.taken().split("\n").slice(0, -1);
}

Deno.test("complete() prints every command with what it does, behind a tab", async () => {
  assertEquals(await lines([""]), COMMANDS.map(({ name, brief }) => `${name}\t${brief}`));
  assertEquals(await lines(["compl"]), [
    "completions\tCompletion of commands, flags and live ports for your shell",
  ]);
});

Deno.test("complete() prints each port once with its owner, in order, UDP where nothing else is", async () => {
  const ports = ["80\tnginx", "5353/udp\tavahi", "8080"];
  assertEquals(await lines(["who", ""]), ports);
  assertEquals(await lines(["why", ""]), ports);
  assertEquals(await lines(["--json", "explain", "--host", "::1", "80", ""]), ports);
  assertEquals(await lines(["80", ""]), ports);
  assertEquals(await lines(["8"]), ["80\tnginx", "8080"]);
});

Deno.test("complete() prints no tab where there is nothing to say", async () => {
  assertEquals(await lines(["who", "-o", "c"]), ["csv"]);
  assertEquals(await lines(["who", "--from", ""]), ["<file>"]);
  assertEquals(await lines(["capture", "x"]), ["<file>"]);
  assertEquals(await lines(["completions", "b"]), ["bash"]);
});

Deno.test("complete() prints nothing behind a word that is no command, or that is refused", async () => {
  for (const words of [["frob", ""], ["frob", "--"], ["-5", ""], ["--", "who", ""]]) {
    assertEquals(await lines(words), [], words.join(" "));
  }
});

Deno.test("complete() goes without ports where none can be seen", async () => {
  assertEquals(await lines(["who", ""], { failed: "ENOENT" }), []);
  assertEquals(await lines(["who", "--su"], { failed: "ENOENT" }), [
    "--summary\tOne line for each port",
  ]);
});

Deno.test("complete() makes the names of processes harmless, so that no line or tab is forged", async () => {
  const stdout = 'tcp LISTEN 0 5 0.0.0.0:80 0.0.0.0:* users:(("x",pid=7,fd=6)) ino:64 sk:1 <->';
  const ran = { code: 0, stdout, stderr: "" };
  const evil = { "a\nb\tc": "a\\nb\\tc", "\x1b[31m": "\\x1b[31m", "<file>": "<file>" };
  for (const [name, shown] of Object.entries(evil)) {
    assertEquals(await lines(["who", ""], ran, named(7, name)), [`80\t${shown}`]);
  }
});
