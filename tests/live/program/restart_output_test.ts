import { assertEquals, assertStringIncludes } from "@std/assert";
import { holderOf } from "../launch.ts";
import { program } from "../program.ts";
import { flat, makeSite } from "../site.ts";
import { liveTest } from "../tools.ts";
import { inTime, isDead, until } from "../until.ts";

liveTest("portik restart appends to the file that the output went to", ["ss"], async () => {
  const line = (port: number, folder: string) => [
    "sh",
    "-c",
    `exec "$@" >${folder}/out 2>>${folder}/err`,
    "sh",
    ...[Deno.execPath(), "run", "-A", "--no-config", `${folder}/server.js`, `${port}`],
  ];
  await using site = await makeSite({ argv: line });
  const file = `${site.folder}/out`;
  await until("the first one has said so", () => Deno.readTextFileSync(file) === "up 0\n");
  const { code, stdout } = await site.restart("--yes");
  assertEquals([code, stdout.includes("output")], [0, false], stdout);
  assertEquals(Deno.readTextFileSync(file), "up 0\nup 0\n");
});

liveTest(
  "portik restart gives the file again that was standard input",
  ["ss", "socat"],
  async () => {
    const argv = (port: number, folder: string) => {
      Deno.writeTextFileSync(`${folder}/input`, "hello\n");
      const line = `exec socat - TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr <${folder}/input`;
      return ["sh", "-c", line];
    };
    await using site = await makeSite({ argv });
    const { code, stdout } = await site.restart("--yes");
    assertEquals([code, stdout.includes("standard input")], [0, false], stdout);
    const now = holderOf(site.port);
    assertEquals(Deno.readLinkSync(`/proc/${now}/fd/0`), `${site.folder}/input`);
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: site.port });
    const bytes = new Uint8Array(16);
    const size = await inTime("the file is read", connection.read(bytes)) ?? 0;
    assertEquals(new TextDecoder().decode(bytes.subarray(0, size)), "hello\n");
  },
);

liveTest("portik restart says where output goes that went to a pipe", ["ss"], async () => {
  await using site = await makeSite({ stdout: "piped" });
  const { code, stdout } = await site.restart("--yes", "--json");
  const [{ stdout: log, stderr, changes }] = JSON.parse(stdout).data.start;
  const said = `its output goes to ${log}, because it went to a pipe`;
  assertEquals([code, stderr, changes], [0, "/dev/null", [said]]);
  assertEquals(Deno.readTextFileSync(log), "up 0\n");
  assertEquals((Deno.statSync(log).mode ?? 0) & 0o777, 0o600);
  assertEquals((Deno.statSync(log.replace(/[^/]*$/, "")).mode ?? 0) & 0o777, 0o700);
});

liveTest("portik restart --log names the file for all output", ["ss"], async () => {
  await using site = await makeSite({ stdout: "piped" });
  assertEquals((await site.restart("--yes", "--log", "mine.log")).code, 0);
  assertEquals(Deno.readTextFileSync(`${site.folder}/mine.log`), "up 0\n");
  const missing = await site.restart("--yes", "--log", "no/such/folder.log");
  assertEquals(missing.code, 3);
  assertStringIncludes(flat(missing.stdout), "Nothing was stopped");
  assertEquals(isDead(holderOf(site.port) ?? 0), false);
});

liveTest("portik restart in a pipe ends when it is done, and its end does not end the server", [
  "ss",
], async () => {
  await using site = await makeSite({ stdout: "piped" });
  const line = [...program(), "restart", `${site.port}`, "--yes"];
  const child = new Deno.Command("sh", {
    args: ["-c", '"$@" | cat', "sh", ...line],
    env: { XDG_STATE_HOME: `${site.folder}/state`, XDG_CONFIG_HOME: "/nonexistent" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const { stdout } = await inTime("the pipe is closed", child.output());
  assertStringIncludes(flat(new TextDecoder().decode(stdout)), "is held again by deno");
  const now = holderOf(site.port) ?? 0;
  assertEquals([now !== site.pid, isDead(now)], [true, false]);
});
