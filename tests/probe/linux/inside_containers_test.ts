import { assert, assertEquals } from "@std/assert";
import type { Container } from "../../../src/model/container.ts";
import { lookIntoContainers } from "../../../src/probe/linux/inside_containers.ts";
import { container } from "../../../src/testing.ts";
import { asking, onPaper, type Paper } from "../paper.ts";

const ID = container().id;
const OWN = "net:[4026531840]";
const INNER = "net:[4026532281]";

/** A row of `/proc/PID/net/tcp` for a listener on every address. */
function listening(port: number, inode: number): string {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return `   0: 00000000:${hex} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        ` +
    `0 ${inode} 1 0000000000000000 100 0 0 10 0\n`;
}

/** A machine with one container: httpd, pid 812, which listens on port 80 of its own namespace. */
function machine(more: Paper = {}): Paper {
  const { texts, links, folders } = more;
  return {
    texts: {
      "/proc/812/cgroup": `0::/system.slice/docker-${ID}.scope\n`,
      "/proc/812/stat": "812 (httpd) S 700 812 812 0 -1",
      "/proc/812/net/tcp": `  sl  local_address\n${listening(80, 640)}${listening(81, 641)}`,
      ...texts,
    },
    links: {
      "/proc/self/ns/net": OWN,
      "/proc/1/ns/net": OWN,
      "/proc/812/ns/net": INNER,
      "/proc/812/fd/3": "socket:[640]",
      ...links,
    },
    folders: { "/proc": ["1", "812", "self"], "/proc/812/fd": ["0", "3"], ...folders },
  };
}

function look(paper: Paper, fields: Partial<Container> = {}, ...ports: number[]): Container {
  const one = container({ pid: 812, ...fields });
  const question = asking(...(ports.length > 0 ? ports : [3000]));
  const [found] = lookIntoContainers(onPaper(paper), question, [one]);
  assert(found);
  return found;
}

function listeners({ listeners }: Container): unknown {
  return listeners?.map(({ port, holders }) => [port, ...holders.map(({ pid }) => pid)]);
}

Deno.test("lookIntoContainers() finds who listens in a container's own network", () => {
  const found = look(machine());
  assertEquals(listeners(found), [[80, 812], [81]]);
  assertEquals([found.pid, found.remote], [812, undefined]);
});

Deno.test("lookIntoContainers() looks only into containers that publish a port in question", () => {
  const found = look(machine(), {}, 4000);
  assertEquals([found.pid, found.listeners], [812, undefined]);
  assertEquals(listeners(look(machine(), { publications: [] })), undefined);
});

Deno.test("lookIntoContainers() finds a process of the same network that is not the first one", () => {
  const found = look(machine({
    folders: { "/proc": ["812", "900"], "/proc/812/fd": [], "/proc/900/fd": ["7"] },
    links: { "/proc/900/ns/net": INNER, "/proc/900/fd/7": "socket:[641]" },
  }));
  assertEquals(listeners(found), [[80], [81, 900]]);
});

Deno.test("lookIntoContainers() leaves the host's own network alone: its listeners are seen anyway", () => {
  assertEquals(look(machine({ links: { "/proc/812/ns/net": OWN } })).listeners, undefined);
});

Deno.test("lookIntoContainers() says nothing of a network that it may not look into", () => {
  const paper = machine({ links: { "/proc/812/ns/net": { failed: "EACCES" } } });
  const found = look(paper);
  assertEquals([found.pid, found.listeners, found.remote], [812, undefined, undefined]);
});

Deno.test("lookIntoContainers() knows a container without cgroups by the conmon that started it", () => {
  const texts = {
    "/proc/812/cgroup": "0::/\n",
    "/proc/700/cmdline": ["/usr/bin/conmon", "-c", ID, "-n", "web", ""].join("\0"),
  };
  assertEquals(look(machine({ texts })).pid, 812);
  const other = { ...texts, "/proc/700/cmdline": "bash\0" };
  assertEquals(look(machine({ texts: other })).pid, undefined);
});

Deno.test("lookIntoContainers() does not take a process for one of a virtual machine's container", () => {
  const texts = { "/proc/812/cgroup": "0::/user.slice\n" };
  const found = look(machine({ texts }));
  assertEquals([found.pid, found.remote, found.listeners], [undefined, true, undefined]);
  assertEquals(look({}).remote, true);
  assertEquals(look(machine(), { pid: 9999 }).remote, true);
});

Deno.test("lookIntoContainers() does not call a container remote that does not run", () => {
  const [found] = lookIntoContainers(onPaper({}), asking(3000), [container({ state: "exited" })]);
  assertEquals([found?.pid, found?.remote], [undefined, undefined]);
});
