import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { denoHost } from "../../src/host/deno/mod.ts";
import { type Failure, isFailure, type Ran } from "../../src/host/host.ts";
import { makeNetns } from "./netns.ts";
import { freePort } from "./open.ts";
import { type Copy, HERE, makePublicCopy, NOBODY } from "./public_copy.ts";
import { makeSocket, makeTimeWait } from "./scene.ts";
import { liveTest, NETNS_NEEDS } from "./tools.ts";
import { inTime, isDead, until } from "./until.ts";

async function withFolder(work: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "portik-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** How to run a piece of JavaScript that knows `host`, in a process of its own. */
function scriptOf(code: string, { root, deno }: Copy = HERE): string[] {
  const use = `import { denoHost as host } from "file://${root}/src/host/deno/mod.ts";\n`;
  return [deno, "eval", "--no-config", "--no-lock", use + code];
}

/** What an expression gives in a process of nobody's. */
async function asNobody(expression: string, through: readonly string[] = []): Promise<unknown> {
  await using copy = await makePublicCopy();
  const argv = scriptOf(`console.log(JSON.stringify(await ${expression}))`, copy);
  const [command = "", ...args] = [...through, ...argv];
  const identity = through.length > 0 ? {} : { uid: NOBODY, gid: NOBODY };
  const { stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd: "/",
    env: copy.env,
    ...identity,
  }).output();
  const text = new TextDecoder().decode(stdout);
  assert(text !== "", new TextDecoder().decode(stderr));
  return JSON.parse(text);
}

/** The pid that a script has written to a file. */
async function pidIn(file: string): Promise<number> {
  let text = "";
  await until("the script has told its pid", () => {
    const read = denoHost.readText(file);
    return typeof read === "string" && (text = read).endsWith("\n");
  });
  return Number(text);
}

Deno.test("denoHost.run() gives code and output, in the C locale and with no input", async () => {
  const script = 'echo out "$LC_ALL"; echo err >&2; cat; exit 7';
  const ran = await denoHost.run(["sh", "-c", script], { timeout: 20_000 });
  assertEquals(ran, { code: 7, stdout: "out C\n", stderr: "err\n" });
});

Deno.test("denoHost.run() starts no shell", async () => {
  const ran = await denoHost.run(["echo", "$HOME", "; echo x", "'"], { timeout: 20_000 });
  assertEquals(ran, { code: 0, stdout: "$HOME ; echo x '\n", stderr: "" });
});

Deno.test("denoHost.run() gives the code that a shell gives for a signal", async () => {
  const ran = await denoHost.run(["sh", "-c", "kill -9 $$"], { timeout: 20_000 });
  assertEquals((ran as Ran).code, 137);
});

Deno.test("denoHost.run() tells why a program cannot be started", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/plain`, "#!/bin/sh\n", { mode: 0o644 });
    await Deno.writeTextFile(`${folder}/lost`, "#!/nonexistent/shell\n");
    await Deno.chmod(`${folder}/lost`, 0o755);
    const cases: readonly (readonly [argv: readonly string[], failed: string])[] = [
      [["/nonexistent/program"], "ENOENT"],
      [["no-program-of-this-name"], "ENOENT"],
      [[""], "ENOENT"],
      [[], "ENOENT"],
      [[`${folder}/plain`], "EACCES"],
      [[`${folder}/plain/x`], "ENOTDIR"],
      [[folder], "EACCES"],
      [[`${folder}/lost`], "ENOENT"],
      [["echo", "a\0b"], "EINVAL"],
    ];
    for (const [argv, failed] of cases) {
      assertEquals(await denoHost.run(argv, { timeout: 20_000 }), { failed }, argv.join(" "));
    }
  });
});

for (const maxBytes of [undefined, 1000]) {
  const options = { timeout: 100, ...(maxBytes === undefined ? {} : { maxBytes }) };
  const limit = maxBytes === undefined ? "" : ", with a limit on its output";

  Deno.test(`denoHost.run() kills a child that ignores TERM and is late${limit}`, async () => {
    await withFolder(async (folder) => {
      const script = `trap '' TERM INT; echo $$ > ${folder}/pid; exec sleep 1000`;
      const late = denoHost.run(["sh", "-c", script], { ...options, timeout: 500 });
      const pid = await pidIn(`${folder}/pid`);
      assertEquals(await inTime("the deadline", late), { failed: "ETIMEDOUT" });
      await until("the child is dead", () => isDead(pid));
    });
  });

  Deno.test(`denoHost.run() waits for no grandchild that holds the pipes${limit}`, async () => {
    await withFolder(async (folder) => {
      const script = `sleep 1000 & echo $! > ${folder}/pid`;
      const ran = await inTime("the deadline", denoHost.run(["sh", "-c", script], options));
      assertEquals(ran, { failed: "ETIMEDOUT" });
      Deno.kill(await pidIn(`${folder}/pid`), "SIGKILL");
    });
  });
}

Deno.test("denoHost.run() lets a program end that left a grandchild behind", async () => {
  await withFolder(async (folder) => {
    const argv = JSON.stringify(["sh", "-c", `sleep 1000 & echo $! > ${folder}/pid`]);
    const code = `console.log(await host.run(${argv}, { timeout: 50 }))`;
    const [command = "", ...args] = scriptOf(code);
    const { code: exit, stdout } = await inTime(
      "the end of the program",
      new Deno.Command(command, { args, stderr: "inherit" }).output(),
    );
    assertEquals(exit, 0);
    assertStringIncludes(new TextDecoder().decode(stdout), "ETIMEDOUT");
    Deno.kill(await pidIn(`${folder}/pid`), "SIGKILL");
  });
});

Deno.test("denoHost.run() takes no more output than it is told to", async () => {
  const options = { timeout: 20_000, maxBytes: 1000 };
  const failed: Failure = { failed: "EMSGSIZE" };
  assertEquals(await denoHost.run(["sh", "-c", "exec yes"], options), failed);
  assertEquals(await denoHost.run(["sh", "-c", "exec yes >&2"], options), failed);
  assertEquals(await denoHost.run(["head", "-c", "1001", "/dev/zero"], options), failed);
  const all = await denoHost.run(["head", "-c", "1000", "/dev/zero"], options);
  assertEquals((all as Ran).stdout.length, 1000);
});

Deno.test("denoHost.run() feeds a child, however little of it the child wants", async () => {
  const stdin = "é".repeat(500_000);
  const options = { timeout: 20_000, stdin };
  assertEquals(await denoHost.run(["cat"], options), { code: 0, stdout: stdin, stderr: "" });
  const some = await denoHost.run(["head", "-c", "4"], options);
  assertEquals(some, { code: 0, stdout: "éé", stderr: "" });
  const none = await denoHost.run(["sh", "-c", "exec <&-; echo x"], options);
  assertEquals(none, { code: 0, stdout: "x\n", stderr: "" });
  assertEquals(await denoHost.run(["true"], options), { code: 0, stdout: "", stderr: "" });
  assertEquals(await denoHost.run(["cat"], { timeout: 20_000, stdin: "" }), {
    code: 0,
    stdout: "",
    stderr: "",
  });
});

Deno.test("denoHost.run() feeds children that end before they can be fed", async () => {
  const all = await Promise.all(
    Array.from({ length: 30 }, () => denoHost.run(["true"], { timeout: 20_000, stdin: "x" })),
  );
  assertEquals(all.filter((ran) => "failed" in ran || ran.code !== 0), []);
});

Deno.test("denoHost.run() reads characters that are cut in two on their way", async () => {
  const script = "printf 'a\\303'; exec 2>/dev/null; printf '\\251b\\377'";
  for (const options of [{ timeout: 20_000 }, { timeout: 20_000, maxBytes: 100 }]) {
    const ran = await denoHost.run(["sh", "-c", script], options);
    assertEquals((ran as Ran).stdout, "aéb\ufffd");
  }
});

Deno.test("denoHost.writeText() makes a file that nobody else may read", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/x`;
    assertEquals(denoHost.writeText(path, "one\n"), undefined);
    assertEquals([await Deno.readTextFile(path), (await Deno.stat(path)).mode! & 0o777], [
      "one\n",
      0o600,
    ]);
    await Deno.chmod(path, 0o644);
    assertEquals(denoHost.writeText(path, "two\n"), undefined);
    assertEquals([await Deno.readTextFile(path), (await Deno.stat(path)).mode! & 0o777], [
      "two\n",
      0o600,
    ]);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["x"]);
  });
});

Deno.test("denoHost.writeText() writes a file whose name is as long as names can be", async () => {
  await withFolder((folder) => {
    const path = `${folder}/${"x".repeat(255)}`;
    assertEquals(denoHost.writeText(path, "a"), undefined);
    assertEquals(denoHost.writeText(path, "b"), undefined);
    assertEquals(denoHost.writeText(`${path}x`, "c"), { failed: "ENAMETOOLONG" });
  });
});

Deno.test("denoHost.writeText() writes into the current folder", async () => {
  await withFolder(async (folder) => {
    const [command = "", ...args] = scriptOf('console.log(host.writeText("x", "text"))');
    await new Deno.Command(command, { args, cwd: folder }).output();
    assertEquals(await Deno.readTextFile(`${folder}/x`), "text");
  });
});

Deno.test("denoHost.writeText() leaves the old text or the new one when it is killed", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/x`;
    const code = `for (let i = 0;; i++) {
      host.writeText(${JSON.stringify(path)}, (i % 2 ? "A" : "B").repeat(3_000_000));
    }`;
    const [command = "", ...args] = scriptOf(code);
    for (let round = 0; round < 12; round++) {
      const child = new Deno.Command(command, { args, stdout: "null" }).spawn();
      await until("it is writing", () => [...Deno.readDirSync(folder)].length > 1);
      child.kill("SIGKILL");
      await child.status;
      const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
      if (names.includes("x")) assert(/^(A*|B*)$/.test(wholeText(path)));
      for (const name of names) if (name !== "x") await Deno.remove(`${folder}/${name}`);
    }
  });
});

function wholeText(path: string): string {
  const text = Deno.readTextFileSync(path);
  assertEquals(text.length, 3_000_000);
  return text;
}

Deno.test("denoHost.writeText() lets many write at once, and readers see whole texts", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/x`;
    assertEquals(denoHost.writeText(path, "-".repeat(3_000_000)), undefined);
    const writers = [..."ABCD"].map((letter) => {
      const text = `"${letter}".repeat(3_000_000)`;
      const code = `for (let i = 0; i < 10; i++) {
        const failure = host.writeText(${JSON.stringify(path)}, ${text});
        if (failure) throw new Error(failure.failed);
      }`;
      const [command = "", ...args] = scriptOf(code);
      return new Deno.Command(command, { args }).output();
    });
    const all = Promise.all(writers).then((outputs) => outputs.map(({ code }) => code));
    let codes: number[] | undefined;
    all.then((ended) => codes = ended);
    await until("all have written", () => {
      assert(/^([-ABCD])\1*$/.test(wholeText(path)));
      return codes !== undefined;
    });
    assertEquals(codes, [0, 0, 0, 0]);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["x"]);
  });
});

Deno.test("denoHost.writeText() writes through a symbolic link and leaves it one", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/far`);
    await Deno.writeTextFile(`${folder}/far/file`, "old");
    await Deno.symlink("far/file", `${folder}/link`);
    assertEquals(denoHost.writeText(`${folder}/link`, "new"), undefined);
    assertEquals(await Deno.readTextFile(`${folder}/far/file`), "new");
    assert((await Deno.lstat(`${folder}/link`)).isSymlink);
    await Deno.symlink("loop", `${folder}/loop`);
    assertEquals(denoHost.writeText(`${folder}/loop`, "new"), { failed: "ELOOP" });
  });
});

Deno.test("denoHost.writeText() puts a file in the place of a link that leads nowhere", async () => {
  await withFolder(async (folder) => {
    await Deno.symlink(`${folder}/nowhere`, `${folder}/link`);
    assertEquals(denoHost.writeText(`${folder}/link`, "new"), undefined);
    assert((await Deno.lstat(`${folder}/link`)).isFile);
    assertEquals(await Deno.readTextFile(`${folder}/link`), "new");
  });
});

Deno.test("denoHost.writeText() writes to devices and pipes, and leaves them there", async () => {
  assertEquals(denoHost.writeText("/dev/null", "x"), undefined);
  assert((await Deno.stat("/dev/null")).isCharDevice);
  await withFolder(async (folder) => {
    const fifo = `${folder}/fifo`;
    await new Deno.Command("mkfifo", { args: [fifo] }).output();
    const reader = new Deno.Command("cat", { args: [fifo] }).output();
    assertEquals(denoHost.writeText(fifo, "text"), undefined);
    assertEquals(new TextDecoder().decode((await reader).stdout), "text");
  });
});

Deno.test("denoHost.writeText() says why it cannot write, and leaves nothing behind", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "old");
    const cases: readonly (readonly [path: string, failed: string])[] = [
      [folder, "EISDIR"],
      [`${folder}/missing/x`, "ENOENT"],
      [`${folder}/new/`, "ENOENT"],
      [`${folder}/file/x`, "ENOTDIR"],
      ["", "ENOENT"],
      ["a\0b", "EINVAL"],
    ];
    for (const [path, failed] of cases) {
      assertEquals(denoHost.writeText(path, "new"), { failed }, path);
    }
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["file"]);
    assertEquals(await Deno.readTextFile(`${folder}/file`), "old");
  });
});

liveTest("denoHost.writeText() says that the disk is full", [], () => {
  assertEquals(denoHost.writeText("/dev/full", "x"), { failed: "ENOSPC" });
  return Promise.resolve();
});

liveTest("denoHost.writeText() says that a folder may not be written to", ["root"], async () => {
  await withFolder(async (folder) => {
    await Deno.chmod(folder, 0o755);
    const path = JSON.stringify(`${folder}/x`);
    const fresh = `host.writeText(${path}, "x", { fresh: true })`;
    assertEquals(await asNobody(`[host.writeText(${path}, "x"), ${fresh}]`), [
      { failed: "EACCES" },
      { failed: "EACCES" },
    ]);
    assertEquals([...Deno.readDirSync(folder)].length, 0);
  });
});

Deno.test("denoHost.writeText() with fresh writes no file that is there already", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/x`;
    assertEquals(denoHost.writeText(path, "one", { fresh: true }), undefined);
    assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
    assertEquals(denoHost.writeText(path, "two", { fresh: true }), { failed: "EEXIST" });
    assertEquals(await Deno.readTextFile(path), "one");
    await Deno.symlink(`${folder}/nowhere`, `${folder}/link`);
    assertEquals(denoHost.writeText(`${folder}/link`, "x", { fresh: true }), { failed: "EEXIST" });
  });
});

Deno.test("denoHost.makeDir() makes folders that nobody else may enter", async () => {
  await withFolder(async (folder) => {
    assertEquals(denoHost.makeDir(`${folder}/a/b`), undefined);
    assertEquals((await Deno.stat(`${folder}/a`)).mode! & 0o777, 0o700);
    assertEquals((await Deno.stat(`${folder}/a/b`)).mode! & 0o777, 0o700);
    assertEquals(denoHost.makeDir(`${folder}/a/b`), undefined);
    await Deno.writeTextFile(`${folder}/file`, "");
    assertEquals(denoHost.makeDir(`${folder}/file`), { failed: "EEXIST" });
    assertEquals(denoHost.makeDir(`${folder}/file/x`), { failed: "ENOTDIR" });
  });
});

Deno.test("denoHost.print() writes all of a long text, and says when the disk is full", async () => {
  const text = '"x".repeat(300_000) + "\\n".repeat(300_000) + "y"';
  const [command = "", ...args] = scriptOf(`host.print("out", ${text})`);
  const { stdout } = await new Deno.Command(command, { args }).output();
  assertEquals(stdout.length, 600_001);
  const full = scriptOf('host.print("err", "x"); host.print("out", "x")');
  const { code, stderr } = await new Deno.Command("sh", {
    args: ["-c", 'exec "$@" >/dev/full', "sh", ...full],
  }).output();
  assertEquals(code, 1);
  assertStringIncludes(new TextDecoder().decode(stderr), "standard output: the disk is full");
});

liveTest("denoHost reads nothing that is forbidden", ["root"], async () => {
  assertEquals(
    await asNobody(`[
      host.readText("/etc/shadow"),
      host.readLink("/proc/1/exe"),
      host.readDir("/proc/1/fd"),
      "type" in host.stat("/etc/shadow"),
      host.realPath("/root/x"),
    ].map((one) => one.failed ?? one)`),
    ["EACCES", "EACCES", "EACCES", true, "EACCES"],
  );
});

Deno.test("denoHost.stat() looks at a link itself, and realPath() follows it", async () => {
  await withFolder(async (folder) => {
    const real = await Deno.realPath(folder);
    await Deno.symlink("/dev/null", `${real}/link`);
    const link = denoHost.stat(`${real}/link`);
    assert(!isFailure(link) && link.type === "link");
    const device = denoHost.stat("/dev/null");
    assert(!isFailure(device) && device.type === "other" && device.uid === 0);
    assertEquals(denoHost.realPath(`${real}/link`), "/dev/null");
    assertEquals(denoHost.realPath(`${real}/missing`), { failed: "ENOENT" });
  });
});

for (const proto of ["tcp", "udp"] as const) {
  Deno.test(`denoHost.tryBind() binds ${proto} and lets go at once`, async () => {
    const port = freePort();
    for (const address of ["127.0.0.1", "0.0.0.0", "127.0.0.1"]) {
      assertEquals(await denoHost.tryBind(proto, address, port), "ok");
    }
    await using scene = await makeSocket({ address: "127.0.0.1", proto, port });
    assertEquals(scene.port, port);
  });

  liveTest(`denoHost.tryBind() tells that ${proto} is taken`, ["ipv6"], async () => {
    await using scene = await makeSocket({ address: "127.0.0.1", proto });
    const taken = "EADDRINUSE";
    for (
      const [address, outcome] of [
        ["127.0.0.1", taken],
        ["0.0.0.0", taken],
        ["::", taken],
        ["::1", "ok"],
        ["127.0.0.2", "ok"],
      ] as const
    ) assertEquals(await denoHost.tryBind(proto, address, scene.port), outcome, address);
  });

  Deno.test(`denoHost.tryBind() tells that an address is another machine's, for ${proto}`, async () => {
    assertEquals(await denoHost.tryBind(proto, "192.0.2.1", 0), "EADDRNOTAVAIL");
    assertEquals(await denoHost.tryBind(proto, "2001:db8::1", 0), "EADDRNOTAVAIL");
  });

  liveTest(`denoHost.tryBind() tells that ${proto} may not be bound`, NETNS_NEEDS, async () => {
    await using netns = await makeNetns();
    const through = netns.command([], NOBODY);
    const outcomes = await asNobody(
      `Promise.all([host.tryBind("${proto}", "127.0.0.1", 80), host.tryBind("${proto}", "::1", 80),
        host.tryBind("${proto}", "127.0.0.1", 1024)])`,
      through,
    );
    assertEquals(outcomes, ["EACCES", "EACCES", "ok"]);
  });
}

liveTest("denoHost.tryBind() binds through TIME_WAIT, as servers do", ["ss"], async () => {
  const { port } = await makeTimeWait();
  assertEquals(await denoHost.tryBind("tcp", "127.0.0.1", port), "ok");
});

liveTest(
  "denoHost.outputClosed() tells a pipe that nobody reads from one that is read",
  ["bash"],
  async () => {
    const argv = scriptOf('await host.sleep(500); console.error("closed:", host.outputClosed());');
    const cases = [['"$@" | true', true], ['"$@" | cat', false], [
      '"$@" >/dev/null',
      false,
    ]] as const;
    for (const [script, closed] of cases) {
      const { stderr } = await new Deno.Command("bash", {
        args: ["-c", script, "bash", ...argv],
        env: { NO_COLOR: "1" },
        stdin: "null",
      }).output();
      assertStringIncludes(new TextDecoder().decode(stderr), `closed: ${closed}`, script);
    }
  },
);

Deno.test("denoHost.sleep() takes at least as long as it is told", async () => {
  const start = performance.now();
  await denoHost.sleep(50);
  // Timers are rounded to whole milliseconds.
  assert(performance.now() - start > 48);
});
