import { assert, assertEquals, assertMatch } from "@std/assert";
import { problemsOfAnswer } from "../../schemas.ts";
import { freePort } from "../open.ts";
import { program } from "../program.ts";
import { Running } from "../running.ts";
import { makeConnection, makeSocket } from "../scene.ts";
import { liveTest } from "../tools.ts";
import { inTime } from "../until.ts";

/** A `portik who --follow` that runs. */
function follow(...args: readonly string[]): Running {
  return new Running(["who", "--follow", "--interval", "100ms", ...args]);
}

liveTest(
  "portik who --follow prints the first state and what changes, and nothing else",
  ["ss"],
  async () => {
    const port = freePort();
    await using following = follow(`${port}`);
    await following.prints(/has no listener/);
    {
      await using _server = await makeSocket({ address: "127.0.0.1", port });
      await following.prints(/is listening/);
    }
    await following.prints(/is listening[^]*has no listener/);
    assertEquals(following.stdout.split(`${port}/tcp `).length - 1, 3, following.stdout);
    assertMatch(following.stdout, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n/);
  },
);

liveTest("portik who --follow --json prints a document on each line, and none for a connection", [
  "ss",
], async () => {
  await using server = await makeSocket({ address: "127.0.0.1" });
  await using following = follow(`${server.port}`, "--json");
  await following.prints(/\n/);
  const connectTo = { address: "127.0.0.1", port: server.port };
  await server.actor.open({ address: "127.0.0.1", connectTo });
  await using second = await makeSocket({ address: "::1", port: server.port });
  await following.prints(/\n.*\n/);
  const documents = following.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(documents.flatMap(problemsOfAnswer), []);
  assertEquals(documents.map(({ data }) => data.ports[0].listeners.length), [1, 2]);
  assert(documents[0].data.takenAt < documents[1].data.takenAt);
  assertEquals(second.port, server.port);
});

liveTest(
  "portik who --follow sees that another process has taken the port over",
  ["ss"],
  async () => {
    await using following = await (async () => {
      await using first = await makeConnection();
      const following = follow(`${first.port}`);
      await following.prints(new RegExp(`${first.actor.pid}`));
      return following;
    })();
    await following.prints(/has no listener/);
  },
);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  liveTest(`portik who --follow ends with 0 when it gets ${signal}`, ["ss"], async () => {
    await using following = follow("1");
    await following.prints(/1\/tcp /);
    assertEquals(await following.end(signal), 0);
  });
}

liveTest("portik who --follow ends when nobody reads it any more, although nothing changes", [
  "ss",
  "bash",
], async () => {
  const [command = "", ...words] = program();
  const script = 'set -o pipefail; "$@" | head -1';
  const { code, stdout, stderr } = await inTime(
    "the end of the pipe",
    new Deno.Command("bash", {
      args: ["-c", script, "bash", command, ...words, "who", "1", "--follow", "--json"],
      env: { XDG_CONFIG_HOME: "/nonexistent" },
      stdin: "null",
    }).output(),
  );
  const decoder = new TextDecoder();
  assertEquals([code, decoder.decode(stderr)], [0, ""]);
  assertEquals(JSON.parse(decoder.decode(stdout)).kind, "who");
});
