import { assertEquals, assertStringIncludes } from "@std/assert";
import { problemsOfAnswer } from "../../schemas.ts";
import { portik } from "../program.ts";
import {
  makeConnection,
  makeHalfClosed,
  makeSocket,
  makeTimeWait,
  makeUnaccepted,
} from "../scene.ts";
import { liveTest } from "../tools.ts";

// deno-lint-ignore no-explicit-any -- what is asserted of the JSON is its shape
async function connJson(...args: string[]): Promise<any> {
  const { stdout, code } = await portik(["conn", ...args, "--json"]);
  const document = JSON.parse(stdout);
  assertEquals([code, problemsOfAnswer(document)], [0, []]);
  return document.data;
}

liveTest("portik conn shows a client of this machine once, with its process", ["ss"], async () => {
  await using scene = await makeConnection();
  assertEquals(await connJson(`${scene.port}`), {
    ...{ port: scene.port, proto: "tcp", total: 1, addresses: 1 },
    clients: [{
      ...{ address: "127.0.0.1", total: 1, states: { ESTABLISHED: 1 } },
      pids: [scene.client.pid],
      samples: [`127.0.0.1:${scene.clientPort}`],
    }],
  });
  const { stdout } = await portik(["conn", `${scene.port}`]);
  assertStringIncludes(stdout, `${scene.port}/tcp has 1 connection from 1 address`);
  assertStringIncludes(stdout, `(${scene.client.pid})`);
});

liveTest("portik conn counts clients that wait to be accepted", ["ss"], async () => {
  await using scene = await makeUnaccepted(3);
  const { total, clients } = await connJson(`${scene.port}`);
  assertEquals([total, clients.length, clients[0].samples.length], [3, 1, 3]);
});

liveTest("portik conn keeps to states, however they are written", ["ss"], async () => {
  await using scene = await makeHalfClosed("client");
  for (const word of ["close-wait", "CLOSE_WAIT", "CloseWait,estab"]) {
    assertEquals((await connJson(`${scene.port}`, "--state", word)).total, 1, word);
  }
  assertEquals((await connJson(`${scene.port}`, "--state", "ESTABLISHED")).total, 0);
  const { port } = await makeTimeWait();
  assertEquals((await connJson(`${port}`, "--state", "time-wait")).total, 1);
});

liveTest("portik conn counts connected sockets of UDP", ["ss"], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1", proto: "udp" });
  const connectTo = { address: "127.0.0.1", port: scene.port };
  await scene.actor.open({ address: "127.0.0.1", proto: "udp", connectTo });
  const { total, clients } = await connJson(`${scene.port}/udp`);
  assertEquals([total, clients[0].pids], [1, [scene.actor.pid]]);
});

liveTest("portik conn answers for several ports in a list", ["ss"], async () => {
  await using one = await makeConnection();
  await using two = await makeConnection("::1");
  const { ports } = await connJson(`${one.port},${two.port}`);
  assertEquals(
    ports.map((port: { port: number; clients: { address: string }[] }) => [
      port.port,
      port.clients[0]?.address,
    ]),
    [[one.port, "127.0.0.1"], [two.port, "::1"]],
  );
});
