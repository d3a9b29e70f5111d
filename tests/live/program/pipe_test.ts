import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { program } from "../program.ts";
import { liveTest } from "../tools.ts";

/** What a shell's script with portik in it came to; `$@` runs portik. */
async function shell(script: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", script, "bash", ...program(), ...args],
    env: { XDG_CONFIG_HOME: "/nonexistent", NO_COLOR: "" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

for (const args of [["help"], ["who", "1"], ["rules", "--json"], ["capture"]]) {
  const words = args.join(" ");

  liveTest(`portik ${words} says no word about a pipe that nobody reads`, ["bash"], async () => {
    // The reader is gone before portik starts, and its exit code is the pipe's.
    const { code, stderr } = await shell('exec 3> >(exec true); wait $!; "$@" >&3', ...args);
    assertEquals([code === 0 || words === "who 1", stderr], [true, ""]);
  });

  liveTest(`portik ${words} says no word about a pipe that is read in part`, ["bash"], async () => {
    const { code, stdout, stderr } = await shell('set -o pipefail; "$@" | head -c 1', ...args);
    assertEquals([code === 0 || words === "who 1", stdout.length, stderr], [true, 1, ""]);
  });
}

liveTest("portik says that it cannot print where the disk is full", ["bash"], async () => {
  for (const args of [["help"], ["capture"], ["--version"]]) {
    const { code, stderr } = await shell('"$@" >/dev/full', ...args);
    assertEquals(code, 5, args.join(" "));
    assertStringIncludes(stderr, "portik: Cannot write to standard output: the disk is full\n");
    assert(!stderr.includes("bug"), stderr);
  }
});

liveTest("portik has nothing to say where nobody can hear its complaint", ["bash"], async () => {
  const { code, stderr } = await shell('"$@" 2>/dev/full', "who", "80abc");
  assertEquals([code, stderr], [2, ""]);
});

liveTest(
  "portik capture prints all of itself to a pipe that somebody made non-blocking",
  ["bash", "perl"],
  async () => {
    // F_SETPIPE_SZ: one page.
    const perl = "use Fcntl; fcntl(STDOUT, 1031, 4096); " +
      "fcntl(STDOUT, F_SETFL, O_NONBLOCK | fcntl(STDOUT, F_GETFL, 0))";
    // The reader waits until the pipe is full (FIONREAD), so that a write is sure to be refused.
    const pending = 'ioctl(STDIN, 0x541b, $n = pack("L", 0)); $n = unpack("L", $n)';
    const late = `perl -e '1 until do { ${pending} } > 3500; exec "cat"'`;
    const { code, stdout, stderr } = await shell(
      `set -o pipefail; { perl -e '${perl}'; "$@"; } | ${late}`,
      "capture",
      "--raw",
    );
    assertEquals([code, stderr], [0, ""]);
    assertEquals(JSON.parse(stdout).portik, "capture");
    assert(stdout.length > 8192, "there is more than a pipe holds");
  },
);
