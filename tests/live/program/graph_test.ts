import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Edge, type Graph, labelOf } from "../../../src/analysis/graph/node.ts";
import { gatherCrowd } from "../../../scripts/crowd.ts";
import { Actor } from "../acting.ts";
import { problemsOfAnswer } from "../../schemas.ts";
import { makeNetns } from "../netns.ts";
import { makePublicProgram, portik, type RunChoices } from "../program.ts";
import { makeConnection, makeNamed, makePrefork, makeTimeWait } from "../scene.ts";
import { ALL_SEEING, liveTest, NETNS_NEEDS } from "../tools.ts";

/** The graph of some ports. */
async function graph(args: readonly (string | number)[], choices: RunChoices = {}) {
  const { code, stdout } = await portik(["graph", ...args.map(String), "--json"], choices);
  const answer = JSON.parse(stdout);
  assertEquals(problemsOfAnswer(answer), [], stdout);
  const { nodes, edges }: Graph = answer.data;
  const node = (id: string) => nodes.find((one) => one.id === id);
  const ends = (edge: Edge | undefined) => [node(edge?.from ?? "")?.pid, node(edge?.to ?? "")?.pid];
  return { code, nodes, edges, node, ends };
}

liveTest(
  "portik graph tells a connection on loopback once, from client to server",
  ["ss"],
  async () => {
    await using scene = await makeConnection();
    const { code, edges, ends } = await graph([scene.port]);
    assertEquals([code, edges.length], [0, 1]);
    const [edge] = edges;
    assertEquals([edge?.port, edge?.count, edge?.states], [scene.port, 1, { ESTABLISHED: 1 }]);
    assertEquals(ends(edge), [scene.client.pid, scene.actor.pid]);
  },
);

liveTest("portik graph takes a server on 0.0.0.0 and [::] for one", ["ss", "ipv6"], async () => {
  await using server = await Actor.start();
  await using client = await Actor.start();
  const { port, fd } = await server.open({ address: "0.0.0.0" });
  const six = await server.open({ address: "::", v6only: true, port });
  for (const address of ["127.0.0.1", "::1"]) {
    await client.open({ address, connectTo: { address, port } });
    await server.tell({ do: "accept", fd: address === "::1" ? six.fd : fd });
  }
  const { edges, ends } = await graph([port]);
  assertEquals(edges.map(({ count }) => count), [2]);
  assertEquals(ends(edges[0]), [client.pid, server.pid]);
});

liveTest("portik graph folds those that share a listener into the maker", ["ss"], async () => {
  await using scene = await makePrefork(3);
  await using client = await Actor.start();
  const address = "127.0.0.1";
  await client.open({ address, connectTo: { address, port: scene.port } });
  const { nodes, edges, ends } = await graph([scene.port]);
  assertEquals([nodes.length, edges.length], [2, 1]);
  assertEquals(ends(edges[0]), [client.pid, scene.actor.pid]);
});

liveTest("portik graph tells what is gone as gone", ["ss"], async () => {
  const { port } = await makeTimeWait();
  const { edges } = await graph([port]);
  assertEquals(edges.map(({ states }) => states), [{ TIME_WAIT: 1 }]);
});

liveTest("portik graph has clients of other machines by address", [
  "ss",
  ...NETNS_NEEDS,
], async () => {
  await using here = await makeNetns();
  await using there = await makeNetns();
  await here.ip(
    "link",
    "add",
    "veth-a",
    "type",
    "veth",
    "peer",
    "name",
    "veth-b",
    "netns",
    there.name,
  );
  for (
    const [netns, device, address] of [[here, "veth-a", "10.99.0.1"], [
      there,
      "veth-b",
      "10.99.0.2",
    ]] as const
  ) {
    await netns.ip("address", "add", `${address}/24`, "dev", device);
    await netns.ip("link", "set", device, "up");
  }
  await using server = await Actor.start({ netns: here });
  await using client = await Actor.start({ netns: there });
  const { port, fd } = await server.open({ address: "0.0.0.0" });
  await client.open({ address: "10.99.0.2", connectTo: { address: "10.99.0.1", port } });
  await server.tell({ do: "accept", fd });
  const choices = { through: here.command([]) };
  const { edges, node } = await graph([port], choices);
  const [edge] = edges;
  assertEquals(edges.length, 1);
  const from = node(edge?.from ?? "");
  assertEquals([from?.kind, from?.name, from?.outside], ["address", "10.99.0.2", true]);
  assertEquals(node(edge?.to ?? "")?.pid, server.pid);
  assertEquals((await graph([port, "--local-only"], choices)).edges, []);
});

liveTest("portik graph shows nobody the user of what it may not see", ["ss", "root"], async () => {
  await using scene = await makeConnection();
  await using as = await makePublicProgram();
  const { code, edges, node } = await graph([scene.port], { as });
  assertEquals([code, edges.length], [0, 1]);
  for (const end of ["from", "to"] as const) {
    const seen = node(edges[0]?.[end] ?? "");
    assertEquals([seen?.kind, seen && labelOf(seen)], ["hidden", "user root"]);
  }
});

liveTest(
  "portik graph draws in DOT and Mermaid, whatever a process is called",
  ["ss"],
  async () => {
    for (const name of ['"];x[', "a\\", "\x1b]0;x\x07", "`#<b>"]) {
      await using scene = await makeNamed(name);
      await using client = await Actor.start();
      const address = "127.0.0.1";
      await client.open({ address, connectTo: { address, port: scene.port } });
      const dot = (await portik(["graph", `${scene.port}`, "--dot"])).stdout;
      const mermaid = (await portik(["graph", `${scene.port}`, "--mermaid"])).stdout;
      for (const drawn of [dot, mermaid]) {
        // deno-lint-ignore no-control-regex -- they are what must not come out
        assert(!/[\x00-\x09\x0b-\x1f\x7f]/.test(drawn), JSON.stringify(drawn));
      }
      const strings = [...dot.matchAll(/label="((?:[^"\\]|\\.)*)"[\],]/g)].map(([, text]) => text);
      assertEquals(strings.length, 3, dot);
      assertEquals(dot.split("\n").length, 3 + 2 + 1 + 1 + 1, dot);
      assertEquals([...mermaid.matchAll(/"[^"]*"/g)].length, 3, mermaid);
      assertStringIncludes(mermaid, "flowchart LR\n");
    }
  },
);

liveTest("portik graph refuses two drawings at once", [], async () => {
  const { code, stderr } = await portik(["graph", "--dot", "--mermaid"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "choose one");
  const table = await portik(["graph", "--mermaid", "-o", "csv"]);
  assertEquals([table.code, table.stdout], [2, ""]);
  assertStringIncludes(table.stderr, "--mermaid and csv are two forms");
});

liveTest("portik graph counts ten thousand connections", ["ss", ...ALL_SEEING], async () => {
  await using crowd = await gatherCrowd({ connections: 10_000 });
  const { stdout, code } = await portik([
    "graph",
    "--json",
    "--no-docker",
    "--probe-timeout",
    "30s",
  ]);
  const { nodes, edges }: Graph = JSON.parse(stdout).data;
  assertEquals(code, 0);
  const own = edges.filter(({ from, to, count }) => from === to && count > 1000);
  assertEquals(own.reduce((sum, { count }) => sum + count, 0) >= crowd.connections, true);
  assert(nodes.length > 0);
});
