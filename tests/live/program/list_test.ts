import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { problemsOfAnswer } from "../../schemas.ts";
import { makePublicProgram, portik } from "../program.ts";
import { makeConnection, makeNamed, makeSocket } from "../scene.ts";
import { liveTest } from "../tools.ts";

// deno-lint-ignore no-explicit-any -- what is asserted of the JSON is its shape
async function listJson(...args: string[]): Promise<any[]> {
  const { stdout, code } = await portik(["list", ...args, "--json"]);
  const document = JSON.parse(stdout);
  assertEquals([code, problemsOfAnswer(document)], [0, []]);
  return document.data.sockets;
}

liveTest("portik list shows every listener that ss shows, and who holds it", ["ss"], async () => {
  await using one = await makeSocket({ address: "127.0.0.1" });
  await using two = await makeSocket({ address: "::", v6only: false });
  const { stdout } = await new Deno.Command("ss", { args: ["-Htln"] }).output();
  const sockets = await listJson();
  const seen: readonly string[] = new TextDecoder().decode(stdout).match(/:(\d+)(?= +\S+:\*)/g) ??
    [];
  const ports = sockets.map(({ port }) => `:${port}`);
  for (const scene of [one, two]) {
    const mine = sockets.filter(({ port }) => port === scene.port);
    assertEquals(mine.map(({ owners }) => owners[0].pid), [scene.actor.pid]);
    assert(seen.includes(`:${scene.port}`));
  }
  // Others come and go on a shared machine, but not all of them at once.
  assert(seen.filter((port) => ports.includes(port)).length > 1, `${seen} and ${ports}`);
  assert(sockets.every(({ proto, state }) => proto === "tcp" && state === "LISTEN"));
});

liveTest("portik list shows connections with --all and by their state", ["ss"], async () => {
  await using scene = await makeConnection();
  const ends = (sockets: { port: number; peer?: { port: number } }[]) =>
    sockets.filter(({ port, peer }) => port === scene.port || peer?.port === scene.port)
      .map(({ port, peer }) => [port, peer?.port]).sort();
  const all = [[scene.port, undefined], [scene.port, scene.clientPort], [
    scene.clientPort,
    scene.port,
  ]];
  assertEquals(ends(await listJson("--all")), all.sort());
  for (const word of ["ESTAB", "established", "Established"]) {
    const found = ends(await listJson("--state", word));
    assertEquals(found, [[scene.port, scene.clientPort], [scene.clientPort, scene.port]].sort());
  }
  assertEquals(ends(await listJson("--state", "time-wait,close_wait")), []);
  const { stdout } = await portik(["list", "--state", "estab", "--pid", `${scene.client.pid}`]);
  assertStringIncludes(stdout, `127.0.0.1:${scene.port}`);
});

liveTest("portik list is narrowed by pid, user and name", ["ss"], async () => {
  await using scene = await makeNamed("portik-tested");
  const pid = `${scene.actor.pid}`;
  const ports = async (...args: string[]) => (await listJson(...args)).map(({ port }) => port);
  assertEquals(await ports("--pid", pid), [scene.port]);
  assertEquals(await ports("--pid", pid, "--name", "K-TEST"), [scene.port]);
  assertEquals(await ports("--pid", pid, "--user", `${Deno.uid()}`), [scene.port]);
  assertEquals(await ports("--pid", pid, "--user", "nobody"), []);
  assertEquals(await ports("--pid", pid, "--name", "nginx"), []);
});

liveTest("portik list shows UDP with --proto, and says where it does not", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1", proto: "udp" });
  const pid = `${scene.actor.pid}`;
  const plain = await portik(["list", "--pid", pid]);
  assertEquals([plain.code, plain.stdout], [
    0,
    "No TCP socket fits.\n1 UDP socket is not shown: ask with --proto all\n",
  ]);
  for (const proto of ["udp", "all"]) {
    const [socket] = await listJson("--pid", pid, "--proto", proto);
    assertEquals([socket.port, socket.state], [scene.port, "UNCONN"]);
  }
});

liveTest(
  "portik list shows the columns that are asked for, in the order of one of them",
  ["ss"],
  async () => {
    await using one = await makeSocket({ address: "127.0.0.1" });
    await using two = await makeSocket({ address: "127.0.0.1" });
    const pids = [one, two].map(({ actor }) => actor.pid).sort((a, b) => b - a);
    const who = ["--pid", pids.join(",")];
    for (const order of [["--sort", "-pid"], ["--sort=-pid"]]) {
      const { stdout } = await portik(["list", ...who, "--columns", "pid,state", ...order]);
      assertEquals(stdout.split("\n").map((line) => line.trim().split(/ +/)[0]), [
        "PID",
        ...pids.map(String),
        "",
      ]);
    }
    const { stdout } = await portik(["list", ...who, "--columns", "pid,port", "-o", "csv"]);
    assertMatch(stdout, /^PID,PORT\r\n\d+,\d+\r\n\d+,\d+\r\n$/);
  },
);

liveTest("portik list saves what it found, for nobody else to read", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const folder = await Deno.makeTempDir({ prefix: "portik-" });
  try {
    for (const ending of ["json", "ndjson", "csv", "md", "txt"]) {
      const file = `${folder}/list.${ending}`;
      const { code, stdout } = await portik([
        ...["list", "--pid", `${scene.actor.pid}`, "--save", file],
      ]);
      const { size, mode } = await Deno.stat(file);
      assertEquals([code, stdout], [0, `Wrote 1 socket to ${file} (${size} bytes).\n`]);
      assertEquals((mode ?? 0) & 0o777, 0o600);
      const text = await Deno.readTextFile(file);
      assertStringIncludes(text, `${scene.port}`);
      if (ending === "json") assertEquals(problemsOfAnswer(JSON.parse(text)), []);
    }
    assertEquals([...Deno.readDirSync(folder)].length, 5);
    const refused = await portik(["list", "--save", `${folder}/list.yaml`]);
    assertEquals([refused.code, refused.stdout], [2, ""]);
    const lost = await portik(["list", "--save", `${folder}/none/list.json`]);
    assertEquals(lost.code, 5);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

liveTest("portik list shows strangers' listeners with their users", ["ss", "root"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  await using as = await makePublicProgram();
  const { code, stdout } = await portik(["list", "--user", "root", "-o", "csv"], { as });
  assertEquals(code, 0);
  const row = stdout.split("\r\n").find((line) => line.startsWith(`${scene.port},`));
  assertEquals(row, `${scene.port},tcp,127.0.0.1,,root,,,,`);
  const blind = await portik(["list", "--all-namespaces"], { as });
  assertEquals(blind.code, 4);
  assertStringIncludes(blind.stdout, "Could not see other network namespaces: needs root.");
});

liveTest("portik list is as wide as the terminal is, and full in a pipe", ["ss"], async () => {
  const long = "x".repeat(300);
  await using scene = await makeSocket({ address: "127.0.0.1" }, { args: [long] });
  const { stdout } = await portik(["list", "--pid", `${scene.actor.pid}`]);
  assertStringIncludes(stdout, long);
});
