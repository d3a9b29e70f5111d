import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { freePort } from "../open.ts";
import { portik } from "../program.ts";
import { makePrefork, makeSocket, makeTimeWait } from "../scene.ts";
import { liveTest } from "../tools.ts";

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "portik-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** An answer without what passes: ages, and whether a process had the processor at that instant. */
function timeless(stdout: string): unknown {
  const ageless = stdout.replaceAll(/started \d+ (s|min) ago/g, "started some time ago");
  return JSON.parse(ageless, (key, value) => {
    return key === "ageSeconds" || value === "running" || value === "sleeping" ? undefined : value;
  });
}

/** What is said of binds that a capture has not tried, as it is said of those that were. */
function asTried(answer: string): string {
  return answer.replace(", as far as the capture tells", "").replace("should all work", "all work")
    .replaceAll(/,\s*"inferred": true/g, "");
}

liveTest("portik --from answers as the captured machine did", ["ss"], async () => {
  await using one = await makeSocket({ address: "127.0.0.1" });
  await using many = await makePrefork(2);
  const { port: waiting } = await makeTimeWait();
  const free = freePort();
  await withFolder(async (folder) => {
    const file = `${folder}/machine.json`;
    assertEquals((await portik(["capture", file])).code, 0);
    assertEquals((await Deno.stat(file)).mode! & 0o777, 0o600);
    const ports = [one.port, many.port, waiting, free].map(String);
    for (const command of ["who", "explain"]) {
      const live = await portik([command, ...ports, "--json"]);
      const there = await portik([command, ...ports, "--json", "--from", file]);
      assertEquals(timeless(asTried(there.stdout)), timeless(live.stdout), command);
      assertEquals(there.code, live.code);
    }
  });
});

liveTest("portik --from needs nothing of the machine it runs on", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  await withFolder(async (folder) => {
    const file = `${folder}/machine.json`;
    await portik(["capture", file]);
    await scene[Symbol.asyncDispose]();
    const env = { PATH: "/nonexistent" };
    const { code, stdout } = await portik(["who", `${scene.port}`, "--from", file], { env });
    assertEquals(code, 0);
    assertStringIncludes(stdout, `${scene.actor.pid}`);
  });
});

liveTest("portik capture leaves secrets out unless it is told to keep them", ["ss"], async () => {
  const args = ["--password", "hunter2", "--token=s3cr3t", "DB_URL=postgres://me:swordfish@db/x"];
  await using scene = await makeSocket({ address: "127.0.0.1" }, { args });
  const secrets = ["hunter2", "s3cr3t", "swordfish"];
  const redacted = (await portik(["capture"])).stdout;
  const raw = (await portik(["capture", "--raw"])).stdout;
  for (const secret of secrets) {
    assert(!redacted.includes(secret), secret);
    assert(raw.includes(secret), secret);
  }
  assertStringIncludes(redacted, `${scene.port}`);
});

Deno.test("portik capture says why it cannot write, and leaves nothing behind", async () => {
  await withFolder(async (folder) => {
    const { code, stderr } = await portik(["capture", `${folder}/missing/x.json`]);
    assertEquals(code, 5);
    assertStringIncludes(stderr, "there is no such file or folder");
    assertEquals([...Deno.readDirSync(folder)].length, 0);
    assertEquals((await portik(["capture", folder])).code, 5);
  });
});

Deno.test("portik capture writes to a device and leaves it there", async () => {
  assertEquals((await portik(["capture", "/dev/null"])).code, 0);
  assert((await Deno.stat("/dev/null")).isCharDevice);
});

Deno.test("portik --from refuses empty, foreign, cut and newer files", async () => {
  await withFolder(async (folder) => {
    const { stdout: whole } = await portik(["capture"]);
    const cases: readonly (readonly [text: string, says: string])[] = [
      ["", "is empty"],
      ["hello", "not JSON"],
      ["[]", "not a capture"],
      ["null", "not a capture"],
      ['{"portik":"else"}', "not a capture"],
      [whole.slice(0, whole.length / 2), "cut off"],
      [whole.replace('"version": 1', '"version": 2'), "version 2"],
      [whole.replace('"runs"', '"ruins"'), "damaged"],
    ];
    for (const [text, says] of cases) {
      await Deno.writeTextFile(`${folder}/x.json`, text);
      const { code, stdout, stderr } = await portik(["who", "80", "--from", `${folder}/x.json`]);
      assertEquals([code, stdout], [2, ""], says);
      assertStringIncludes(stderr, says);
    }
  });
});
