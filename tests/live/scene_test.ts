import { assert, assertEquals, assertRejects } from "@std/assert";
import { denoHost } from "../../src/host/deno/mod.ts";
import { Machine } from "../../src/model/machine.ts";
import type { Process } from "../../src/model/process.ts";
import type { Question } from "../../src/model/question.ts";
import type { Socket } from "../../src/model/socket.ts";
import { look as lookAt } from "../../src/probe/mod.ts";
import { Actor } from "./acting.ts";
import { close, ErrnoError } from "./libc.ts";
import { makeNetns } from "./netns.ts";
import { freePort, open, type SocketSpec } from "./open.ts";
import { makePublicCopy, NOBODY } from "./public_copy.ts";
import {
  makeConnection,
  makeDeadLeader,
  makeHalfClosed,
  makeNamed,
  makePrefork,
  makeRetitled,
  makeReusePort,
  makeSocket,
  makeStopped,
  makeTimeWait,
  makeUnaccepted,
  type Scene,
} from "./scene.ts";
import { ALL_SEEING, liveTest, needs, NETNS_NEEDS } from "./tools.ts";
import { until } from "./until.ts";

function about(port: number): Question {
  return {
    facts: ["sockets", "owners", "processes"],
    ports: [{ first: port, last: port }],
    protos: ["tcp", "udp"],
    engines: "never",
  };
}

async function look(port: number): Promise<Machine> {
  return new Machine(await lookAt(denoHost, about(port), { probeTimeout: 10_000 }));
}

/** The one socket on the port of a scene, and the process that portik says it belongs to. */
async function only(scene: Scene): Promise<{ socket: Socket; process: Process }> {
  const machine = await look(scene.port);
  const [socket, ...others] = machine.snapshot.sockets;
  assertEquals(others, []);
  assert(socket);
  assertEquals(socket.holders, [{ pid: scene.actor.pid, fd: scene.fd }]);
  const process = machine.process(scene.actor.pid);
  assert(process);
  return { socket, process };
}

function states(machine: Machine): string[] {
  return machine.snapshot.sockets.map(({ state }) => state).sort();
}

liveTest("makeSocket() makes the socket that it is asked for", ["ipv6"], async () => {
  const cases = [
    [{ address: "127.0.0.1" }, { family: "ipv4", state: "LISTEN" }],
    [{ address: "0.0.0.0" }, { family: "ipv4", state: "LISTEN" }],
    [{ address: "::1" }, { family: "ipv6", state: "LISTEN" }],
    [{ address: "::" }, { family: "dual", state: "LISTEN" }],
    [{ address: "::", v6only: true }, { family: "ipv6", state: "LISTEN" }],
    [{ address: "127.0.0.1", proto: "udp" }, { family: "ipv4", state: "UNCONN" }],
    [{ address: "::", proto: "udp" }, { family: "dual", state: "UNCONN" }],
  ] as const;
  for (const [spec, { family, state }] of cases) {
    await using scene = await makeSocket(spec);
    const { socket } = await only(scene);
    assertEquals([socket.address, socket.family, socket.state], [spec.address, family, state]);
  }
});

liveTest(
  "makeSocket() ties a socket to a device, which ss shows as its zone",
  ["root", "ss"],
  async () => {
    await using scene = await makeSocket({ address: "127.0.0.1", device: "lo" });
    assertEquals((await only(scene)).socket.zone, "lo");
  },
);

liveTest(
  "makeSocket() binds without listening: no source shows such a socket",
  [],
  async () => {
    await using scene = await makeSocket({ address: "127.0.0.1", listens: false });
    assertEquals((await look(scene.port)).snapshot.sockets, []);
    assertEquals(await denoHost.tryBind("tcp", "127.0.0.1", scene.port), "EADDRINUSE");
  },
);

liveTest("makeSocket() starts a process of another user", ALL_SEEING, async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" }, { as: "nobody" });
  const { socket, process } = await only(scene);
  assertEquals([socket.uid, process.uid], [NOBODY, NOBODY]);
});

liveTest("makeSocket() passes arguments on as they are", [], async () => {
  const args = ["two words", "", "two\nlines", "-x", "\x1b[31m", "日本"];
  await using scene = await makeSocket({ address: "127.0.0.1" }, { args });
  assertEquals((await only(scene)).process.argv.slice(-args.length), args);
});

liveTest("makeReusePort() makes two sockets on one address", [], async () => {
  await using one = await makeReusePort(1);
  await using two = await makeReusePort(2);
  for (const { port, actor, second } of [one, two]) {
    const { sockets } = (await look(port)).snapshot;
    assertEquals(sockets.length, 2);
    const pids = sockets.flatMap(({ holders }) => holders.map(({ pid }) => pid)).sort();
    assertEquals(pids, [actor.pid, second.pid].sort());
  }
});

liveTest("makePrefork() makes one socket with five owners, the maker first", [], async () => {
  await using scene = await makePrefork();
  const machine = await look(scene.port);
  const [socket, ...others] = machine.snapshot.sockets;
  assert(socket);
  assertEquals(others, []);
  const owners = machine.owners(socket);
  assertEquals(owners.map(({ pid }) => pid), [scene.actor.pid, ...scene.children.toSorted()]);
  assertEquals(owners.map(({ holds }) => holds), ["listener", ...Array(4).fill("inherited")]);
});

liveTest("makeConnection() makes both ends of a connection", [], async () => {
  await using scene = await makeConnection();
  assertEquals(states(await look(scene.port)), ["ESTABLISHED", "LISTEN"]);
  assertEquals(states(await look(scene.clientPort)), ["ESTABLISHED"]);
});

liveTest(
  "makeHalfClosed() leaves CLOSE_WAIT on the side that does not close",
  [],
  async () => {
    await using server = await makeHalfClosed("server");
    assertEquals(states(await look(server.port)), ["FIN_WAIT_2", "LISTEN"]);
    assertEquals(states(await look(server.clientPort)), ["CLOSE_WAIT"]);
    await using client = await makeHalfClosed("client");
    assertEquals(states(await look(client.port)), ["CLOSE_WAIT", "LISTEN"]);
    assertEquals(states(await look(client.clientPort)), ["FIN_WAIT_2"]);
  },
);

liveTest(
  "makeTimeWait() leaves a port that SO_REUSEADDR on both sides can have",
  [],
  async () => {
    for (const old of [true, false]) {
      const { port } = await makeTimeWait(old);
      const [socket, ...others] = (await look(port)).snapshot.sockets;
      assertEquals(others, []);
      assertEquals([socket?.state, socket?.inode, socket?.holders], ["TIME_WAIT", undefined, []]);
      const spec = { address: "127.0.0.1", port };
      assertEquals(attempt(spec), "EADDRINUSE");
      assertEquals(attempt({ ...spec, reuseAddress: true }), old ? "ok" : "EADDRINUSE");
    }
  },
);

function attempt(spec: SocketSpec): string {
  try {
    close(open(spec));
    return "ok";
  } catch (error) {
    if (!(error instanceof ErrnoError)) throw error;
    return error.code;
  }
}

liveTest(
  "makeUnaccepted() leaves clients in the backlog that belong to nobody",
  [],
  async () => {
    await using scene = await makeUnaccepted(2);
    const { sockets } = (await look(scene.port)).snapshot;
    const listener = sockets.find(({ state }) => state === "LISTEN");
    assertEquals(listener?.backlog?.queued, 2);
    const waiting = sockets.filter(({ state }) => state === "ESTABLISHED");
    assertEquals(waiting.map(({ holders, inode }) => [holders, inode]), [[[], undefined], [
      [],
      undefined,
    ]]);
  },
);

liveTest("makeStopped() stops the process", [], async () => {
  await using scene = await makeStopped();
  assertEquals((await only(scene)).process.state, "stopped");
});

liveTest("makeDeadLeader() is still found, through the other threads", ALL_SEEING, async () => {
  await using scene = await makeDeadLeader();
  assertEquals((await only(scene)).process.state, "zombie");
});

liveTest(
  "makeNamed() gives any name, and the sockets stay those of the right pid",
  [],
  async () => {
    const names = [
      '"quotes"',
      '",pid=1,fd=9',
      '",pid=1,fd=9)',
      '",pid=1,fd=9),(',
      '",pid=1,fd=9)) ',
      "a) S 1 (b",
      ")",
      "two\nlines",
      "\ntcp LISTEN 0 0",
      "\x1b[31mred\x07",
      "日本語デス",
      " ",
    ];
    await using scene = await makeNamed("deno");
    for (const name of names) {
      await scene.actor.tell({ do: "rename", name });
      assertEquals((await only(scene)).process.name, name);
    }
  },
);

liveTest("makeRetitled() overwrites the arguments", [], async () => {
  await using scene = await makeRetitled("postgres: checkpointer ");
  assertEquals((await only(scene)).process.argv, ["postgres: checkpointer "]);
});

liveTest(
  "makeNetns() makes a namespace whose listeners are its own",
  NETNS_NEEDS,
  async () => {
    await using netns = await makeNetns();
    await using scene = await makeSocket({ address: "0.0.0.0" }, { netns });
    await using inside = await Actor.start({ netns });
    assertEquals((await look(scene.port)).snapshot.sockets, []);
    const { sockets } = await inside.look(about(scene.port));
    assertEquals(sockets.map(({ holders }) => holders), [[{ pid: scene.actor.pid, fd: scene.fd }]]);
  },
);

liveTest("Actor.tell() fails as the step does, with its errno", [], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const again = scene.actor.open({ address: "127.0.0.1", port: scene.port });
  assertEquals(await again.catch((error) => error.code), "EADDRINUSE");
});

liveTest(
  "Actor ends, with its children, when the scene's block is left by an error",
  [],
  async () => {
    const pids: number[] = [];
    await assertRejects(
      async () => {
        await using scene = await makePrefork();
        pids.push(scene.actor.pid, ...scene.children);
        await scene.actor.signal("SIGSTOP", "T");
        throw new RangeError("a test that fails");
      },
      RangeError,
    );
    assertEquals(pids.filter((pid) => isAlive(pid)), []);
  },
);

function isAlive(pid: number): boolean {
  const stat = denoHost.readText(`/proc/${pid}/stat`);
  return typeof stat === "string" && !stat.includes(") Z ");
}

liveTest("freePort() is free for both protocols and families", ["ipv6"], async () => {
  const port = freePort();
  for (const proto of ["tcp", "udp"] as const) {
    for (const address of ["0.0.0.0", "::"]) {
      assertEquals(await denoHost.tryBind(proto, address, port), "ok");
    }
  }
});

liveTest("makePublicCopy() leaves nothing behind", ["root"], async () => {
  const { root, [Symbol.asyncDispose]: dispose } = await makePublicCopy();
  await dispose();
  assertEquals(denoHost.stat(root), { failed: "ENOENT" });
});

liveTest("until() gives up on what does not come", [], async () => {
  let asked = 0;
  await until("three questions", () => ++asked === 3);
  await assertRejects(() => until("never", () => false, 20), Error, "Waited in vain until never");
});

liveTest("needs() says which program is missing", [], () => {
  assertEquals(needs("no-such-program"), "no-such-program is not installed");
  assertEquals(needs(), undefined);
  return Promise.resolve();
});
