import { assertEquals } from "@std/assert";
import {
  containerLines,
  containerOf,
  containerWords,
  insideWords,
} from "../../src/analysis/container_words.ts";
import type { Listener, PortContainer } from "../../src/model/listener.ts";
import { container } from "../../src/testing.ts";

const { publications: _, ...web } = container();

/** A container at a published port. */
function at(fields: Partial<PortContainer> = {}): PortContainer {
  const port = { hostAddress: "0.0.0.0", hostPort: 3000, containerPort: 80, proto: "tcp" } as const;
  return { ...web, ...port, ...fields };
}

function listener(fields: Partial<Listener>): Listener {
  const socket = {
    proto: "tcp",
    family: "ipv4",
    state: "LISTEN",
    address: "::",
    port: 80,
  } as const;
  return { ...socket, reach: "everyone", owners: [], ...fields };
}

Deno.test("containerWords() names a container and its image", () => {
  assertEquals(containerWords(web), "container web-1 (nginx)");
  assertEquals(containerWords({ ...web, image: "" }), "container web-1");
});

Deno.test("containerWords() names the pod where nobody knows which of its containers answers", () => {
  const pod = { engine: "podman", pod: "shop" } as const;
  assertEquals(containerWords(at(pod)), "pod shop");
  assertEquals(
    containerWords(at({ ...pod, process: { pid: 7 } })),
    "container web-1 (nginx) of pod shop",
  );
  // On the host's own network it is the container's own process that listens.
  assertEquals(containerWords({ ...web, ...pod }), "container web-1 (nginx) of pod shop");
});

Deno.test("containerOf() and insideWords() fall back on the id", () => {
  const known = listener({ container: web });
  const unknown = listener({ containerId: web.id });
  assertEquals([known, unknown, listener({})].map(containerOf), [
    ...["web-1", "c0ffee00c0ff", undefined],
  ]);
  assertEquals([known, unknown, listener({})].map(insideWords), [
    ...[" in container web-1 (nginx)", " in container c0ffee00c0ff", ""],
  ]);
});

Deno.test("containerLines() has a line for each container, with all of its addresses", () => {
  const other = { name: "db", id: "ab".repeat(32) };
  assertEquals(
    containerLines([
      ...[at(), at({ hostAddress: "::" }), at({ hostAddress: "10.0.0.5", containerPort: 81 })],
      at(other),
    ]),
    [
      "container web-1 (nginx): 0.0.0.0:3000 and [::]:3000 -> 80/tcp, 10.0.0.5:3000 -> 81/tcp",
      "container db (nginx): 0.0.0.0:3000 -> 80/tcp",
    ],
  );
});

Deno.test("containerLines() tells pod, state, compose service and the process inside", () => {
  const lines = (fields: Partial<PortContainer>) => containerLines([at(fields)])[0];
  const port = "0.0.0.0:3000 -> 80/tcp";
  assertEquals(
    lines({ pod: "shop", process: { pid: 7, name: "nginx" } }),
    `container web-1 (nginx): pod shop, ${port}, inside nginx (pid 7)`,
  );
  assertEquals(
    lines({ process: { pid: 7 } }),
    `container web-1 (nginx): ${port}, inside a process (pid 7)`,
  );
  assertEquals(lines({ state: "paused" }), `container web-1 (nginx): paused, ${port}`);
  assertEquals(lines({ state: "dead" }), `container web-1 (nginx): dead, ${port}`);
  assertEquals(
    lines({ state: "created" }),
    `container web-1 (nginx): created, wants the port, ${port}`,
  );
  assertEquals(
    lines({ composeProject: "shop", composeService: "web" }),
    `container web-1 (nginx): ${port}, compose service web of project shop`,
  );
  assertEquals(
    lines({ composeProject: "shop" }),
    `container web-1 (nginx): ${port}, compose project shop`,
  );
});

Deno.test("containerLines() has nothing but the name to tell of the host's own network", () => {
  assertEquals(containerLines([web]), ["container web-1 (nginx)"]);
  assertEquals(containerLines([]), []);
});
