import { assertEquals, assertStringIncludes } from "@std/assert";
import { problemsOfAnswer } from "../../schemas.ts";
import { freePort } from "../open.ts";
import { makePublicProgram, portik } from "../program.ts";
import { makeConnection, makeSocket, makeTimeWait } from "../scene.ts";
import { liveTest } from "../tools.ts";

/** The exit codes of `check` without and with `--free`. */
async function codes(...ports: readonly (number | string)[]): Promise<[number, number]> {
  const words = ports.map(String);
  const [inUse, free] = await Promise.all([
    portik(["check", ...words]),
    portik(["check", ...words, "--free"]),
  ]);
  return [inUse.code, free.code];
}

liveTest(
  "portik check exits 0 for a port in use and 1 for a free one, and --free the other way round",
  ["ss"],
  async () => {
    await using scene = await makeSocket({ address: "127.0.0.1" });
    const free = freePort();
    assertEquals(await codes(scene.port), [0, 1]);
    assertEquals(await codes(free), [1, 0]);
    assertEquals(await codes(free, scene.port), [1, 1]);
    assertEquals(await codes(`${scene.port}/udp`), [1, 0]);
  },
);

liveTest("portik check looks at UDP and at one address where that is asked", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1", proto: "udp" });
  assertEquals(await codes(`${scene.port}/udp`), [0, 1]);
  await using tcp = await makeSocket({ address: "127.0.0.1" });
  assertEquals(await codes(`127.0.0.1:${tcp.port}`), [0, 1]);
  assertEquals(await codes(`127.0.0.2:${tcp.port}`), [1, 0]);
});

liveTest("portik check --free says of a bound socket that does not listen what check cannot see", [
  "ss",
], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1", listens: false });
  assertEquals((await portik(["check", `${scene.port}`, "--free"])).code, 1);
});

liveTest("portik check is not put off by TIME_WAIT, but by a connection", ["ss"], async () => {
  const { port } = await makeTimeWait();
  assertEquals(await codes(port), [1, 0]);
  await using scene = await makeConnection();
  assertEquals((await portik(["check", `${scene.clientPort}`])).code, 0);
});

liveTest("portik check says why, nothing with -q, and JSON with --json", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const port = `${scene.port}`;
  assertStringIncludes(
    (await portik(["check", port])).stdout.replaceAll("\n", " "),
    `${port} is held by`,
  );
  assertEquals(await portik(["check", port, "-q"]), { code: 0, stdout: "", stderr: "" });
  assertEquals((await portik(["check", port, "-q", "--free"])).stdout, "");
  const { stdout, code } = await portik(["check", port, "--free", "--json"]);
  const document = JSON.parse(stdout);
  assertEquals([code, problemsOfAnswer(document)], [1, []]);
  assertEquals([document.data.for, document.data.ports[0].answer], ["bindable", false]);
});

liveTest("portik check answers an ordinary user, also for ports that he may not bind", [
  "ss",
  "root",
], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  await using as = await makePublicProgram();
  assertEquals((await portik(["check", `${scene.port}`], { as })).code, 0);
  const { code, stdout } = await portik(["check", "1", "--free"], { as });
  assertEquals(code, 1);
  const start = await Deno.readTextFile("/proc/sys/net/ipv4/ip_unprivileged_port_start");
  if (Number(start) > 1) assertStringIncludes(stdout.replaceAll("\n", " "), "you may not bind it");
});
