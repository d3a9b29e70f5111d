import { assert, assertEquals, assertMatch } from "@std/assert";
import { problemsOfAnswer } from "../../schemas.ts";
import { freePort } from "../open.ts";
import { program } from "../program.ts";
import { makeConnection, makeSocket } from "../scene.ts";
import { liveTest } from "../tools.ts";
import { inTime, until } from "../until.ts";

/** A `portik who --follow` that runs. */
class Following implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #ended: Promise<void>;
  /** Everything it has printed so far. */
  text = "";

  constructor(args: readonly string[]) {
    const [command = "", ...words] = [...program(), "who", "--follow", "--interval", "100ms"];
    this.#child = new Deno.Command(command, {
      args: [...words, ...args],
      env: { XDG_CONFIG_HOME: "/nonexistent", NO_COLOR: "" },
      ...{ stdin: "null", stdout: "piped", stderr: "inherit" },
    }).spawn();
    this.#ended = this.#read();
  }

  async #read(): Promise<void> {
    for await (const chunk of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      this.text += chunk;
    }
  }

  /** Waits until it has printed this as often. */
  async prints(part: string, times = 1): Promise<void> {
    const what = `${part} stands there ${times} times: ${this.text}`;
    await until(what, () => this.text.split(part).length - 1 >= times);
  }

  /** Sends a signal, and returns the exit code. */
  async end(signal: Deno.Signal): Promise<number> {
    this.#child.kill(signal);
    const { code } = await inTime("the end of portik", this.#child.status);
    await this.#ended;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      // It has ended by itself.
      if (!(error instanceof TypeError)) throw error;
    }
    await this.#child.status;
    await this.#ended;
  }
}

liveTest(
  "portik who --follow prints the first state and what changes, and nothing else",
  ["ss"],
  async () => {
    const port = freePort();
    await using following = new Following([`${port}`]);
    await following.prints(`${port}/tcp is free`);
    {
      await using _server = await makeSocket({ address: "127.0.0.1", port });
      await following.prints(`${port}/tcp is listening`);
    }
    await following.prints(`${port}/tcp is free`, 2);
    assertEquals(following.text.split(`${port}/tcp is `).length - 1, 3, following.text);
    assertMatch(following.text, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n/);
  },
);

liveTest("portik who --follow --json prints a document on each line, and none for a connection", [
  "ss",
], async () => {
  await using server = await makeSocket({ address: "127.0.0.1" });
  await using following = new Following([`${server.port}`, "--json"]);
  await following.prints("\n");
  const connectTo = { address: "127.0.0.1", port: server.port };
  await server.actor.open({ address: "127.0.0.1", connectTo });
  await using second = await makeSocket({ address: "::1", port: server.port });
  await following.prints("\n", 2);
  const documents = following.text.trimEnd().split("\n").map((line) => JSON.parse(line));
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
      const following = new Following([`${first.port}`]);
      await following.prints(`${first.actor.pid}`);
      return following;
    })();
    await following.prints("is free");
  },
);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  liveTest(`portik who --follow ends with 0 when it gets ${signal}`, ["ss"], async () => {
    await using following = new Following(["1"]);
    await following.prints("1/tcp is");
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
