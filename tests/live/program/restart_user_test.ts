import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { holderOf, tempFolder } from "../launch.ts";
import { makePublicProgram, portik } from "../program.ts";
import { NOBODY } from "../public_copy.ts";
import { field, flat, makeSite, socat } from "../site.ts";
import { liveTest } from "../tools.ts";

liveTest("portik restart of nobody's server by root leaves it nobody's, its log included", [
  "ss",
  "root",
  "socat",
], async () => {
  await using site = await makeSite({ uid: NOBODY, gid: NOBODY, stdout: "piped", argv: socat });
  const groups = field(site.pid, "Groups");
  assertEquals((await site.restart("--yes")).code, 3);
  assertEquals(holderOf(site.port), site.pid);
  const { code, stdout } = await site.restart("--yes", "--force", "--json");
  assertEquals(code, 0, stdout);
  const now = holderOf(site.port);
  assert(now !== site.pid);
  for (const name of ["Uid", "Gid"]) {
    assertEquals(field(now, name), Array(4).fill(NOBODY).join("\t"));
  }
  assertEquals([field(now, "Groups"), field(now, "CapEff")], [groups, "0".repeat(16)]);
  const [{ stdout: log }] = JSON.parse(stdout).data.start;
  const { uid, mode } = Deno.statSync(log);
  assertEquals([uid, (mode ?? 0) & 0o777], [NOBODY, 0o600]);
});

liveTest("portik restart as root is not led to another file by the owner of a folder", [
  "ss",
  "root",
  "socat",
], async () => {
  await using site = await makeSite({ uid: NOBODY, gid: NOBODY, argv: socat });
  await using roots = await tempFolder();
  await Deno.chmod(roots.path, 0o700);
  const his = `${site.folder}/his`;
  await Deno.mkdir(his);
  await Deno.chown(his, NOBODY, NOBODY);
  await Deno.symlink(roots.path, `${his}/logs`);
  const led = await site.restart("--yes", "--force", "--log", `${his}/logs/log`);
  assertEquals([led.code, [...Deno.readDirSync(roots.path)]], [3, []], led.stdout);
  assertStringIncludes(flat(led.stdout), "Nothing was stopped");
  const { code, stdout } = await site.restart("--yes", "--force", "--log", `${his}/log`);
  assertEquals([code, Deno.statSync(`${his}/log`).uid], [0, NOBODY], stdout);
});

liveTest("portik restart as nobody does not touch a stranger's server, with or without --force", [
  "ss",
  "root",
  "socat",
], async () => {
  await using as = await makePublicProgram();
  await using site = await makeSite({ argv: socat });
  for (const words of [["--yes"], ["--yes", "--force"]]) {
    const { code } = await portik(["restart", `${site.port}`, ...words], { as });
    assert([3, 4, 5].includes(code), `${code}`);
    assertEquals(holderOf(site.port), site.pid);
  }
});

liveTest(
  "portik restart as nobody restarts nobody's own server",
  ["ss", "root", "socat"],
  async () => {
    await using as = await makePublicProgram();
    await using site = await makeSite({ uid: NOBODY, gid: NOBODY, stdout: "piped", argv: socat });
    const { code, stdout, stderr } = await portik(["restart", `${site.port}`, "--yes"], { as });
    assertEquals(code, 0, stdout + stderr);
    assert(holderOf(site.port) !== site.pid);
  },
);
