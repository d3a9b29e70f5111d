import { assertEquals, assertStringIncludes } from "@std/assert";
import { conn } from "../../src/commands/conn.ts";
import { renderJson } from "../../src/render/json.ts";
import { problemsOfAnswer } from "../schemas.ts";
import { FLAGS, oneReport, paperWorld, textOf } from "./paper_world.ts";

function ask(machine: string | undefined, ports: readonly string[], flags: object = {}) {
  const world = paperWorld({ flags, ...(machine === undefined ? {} : { machine }) });
  return oneReport(conn.run(world, { ...FLAGS, top: 10, ...flags }, ...ports));
}

Deno.test("conn counts a connection of this machine once, by the port that is named", async () => {
  const server = await ask("connection", ["5432"]);
  assertEquals(server.data, {
    ...{ port: 5432, proto: "tcp", total: 1, addresses: 1 },
    clients: [{
      ...{ address: "127.0.0.1", total: 1, states: { ESTABLISHED: 1 }, pids: [4002] },
      samples: ["127.0.0.1:43210"],
    }],
  });
  assertStringIncludes(textOf(server), "5432/tcp has 1 connection from 1 address");
});

Deno.test("conn has a list in its JSON where several ports are named", async () => {
  const { data } = await ask("connection", ["5432,43210"]);
  const { ports } = data as { ports: { port: number; total: number }[] };
  assertEquals(ports.map(({ port, total }) => [port, total]), [[5432, 1], [43210, 1]]);
});

Deno.test("conn counts only the states that are asked for", async () => {
  const report = await ask("connection", ["5432"], { state: ["TIME_WAIT"] });
  assertEquals(report.data, {
    ...{ port: 5432, proto: "tcp", total: 0, addresses: 0, clients: [] },
  });
  assertEquals(textOf(report), "5432/tcp has no connections in TIME_WAIT\n");
});

Deno.test("conn exits 0 whatever it counts, and 4 where no source answers", async () => {
  for (const machine of ["connection", "quiet", "udp"]) {
    assertEquals((await ask(machine, ["5432"])).exit, 0);
  }
  const blind = await ask(undefined, ["5432"]);
  assertEquals(blind.exit, 4);
  assertStringIncludes(textOf(blind), "Who is connected to 5432/tcp could not be seen");
});

Deno.test("conn --json keeps to its schema", async () => {
  for (const machine of ["connection", "time-wait", "quiet", undefined]) {
    for (const ports of [["5432"], ["5432", "43210,8080/udp"]]) {
      const report = await ask(machine, ports);
      assertEquals(problemsOfAnswer(JSON.parse(renderJson(report))), [], machine);
    }
  }
});
