import { assertEquals } from "@std/assert";
import { readRoutes } from "../../../src/probe/routes/mod.ts";
import { process } from "../../../src/testing.ts";
import { onPaper, type Paper } from "../paper.ts";

const CONFIG = "listen web\n bind :80\n server one 127.0.0.1:3000";
const PAPER: Paper = {
  stats: { "/etc/h.cfg": { type: "file", size: CONFIG.length, mode: 0o644 } },
  texts: { "/etc/h.cfg": CONFIG },
  links: { "/proc/self/ns/mnt": "mnt:[1]", "/proc/7/ns/mnt": "mnt:[1]" },
};
const HAPROXY = process({ pid: 7, name: "haproxy", argv: ["haproxy", "-f", "/etc/h.cfg"] });

Deno.test("readRoutes() reads the configuration of each proxy, for each of its processes", () => {
  const { routes, missing } = readRoutes(onPaper(PAPER), [process(), HAPROXY, {
    ...HAPROXY,
    pid: 8,
  }]);
  assertEquals(missing, []);
  assertEquals(routes.map(({ pid, program, port, to }) => [pid, program, port, to]), [
    [7, "haproxy", 80, "127.0.0.1:3000"],
    [8, "haproxy", 80, "127.0.0.1:3000"],
  ]);
});

Deno.test("readRoutes() reads no file here for a process that means another one", () => {
  const inside = { ...HAPROXY, containerId: "4f".repeat(32) };
  assertEquals(readRoutes(onPaper(PAPER), [inside]).routes, []);
  const links = { ...PAPER.links, "/proc/7/ns/mnt": "mnt:[2]" };
  assertEquals(readRoutes(onPaper({ ...PAPER, links }), [HAPROXY]).routes, []);
});

Deno.test("readRoutes() reads where it cannot tell whose files those are", () => {
  const links = { ...PAPER.links, "/proc/7/ns/mnt": { failed: "EACCES" } };
  assertEquals(readRoutes(onPaper({ ...PAPER, links }), [HAPROXY]).routes.length, 1);
});

Deno.test("readRoutes() says which file it could not read, once", () => {
  const texts = { "/etc/h.cfg": { failed: "EACCES" } };
  const { routes, missing } = readRoutes(onPaper({ ...PAPER, texts }), [HAPROXY, {
    ...HAPROXY,
    pid: 8,
  }]);
  assertEquals([routes, missing], [[], [{ file: "/etc/h.cfg", reason: "permission denied" }]]);
});

Deno.test("readRoutes() looks into folders of haproxy's configuration", () => {
  const sight = onPaper({
    ...PAPER,
    stats: { ...PAPER.stats, "/etc/d": { type: "directory", size: 9, mode: 0o755 } },
    folders: { "/etc/d": ["h.cfg", "note.txt"] },
    texts: { "/etc/d/h.cfg": CONFIG },
  });
  const argv = ["haproxy", "-f", "/etc/d"];
  const { routes, missing } = readRoutes(sight, [{ ...HAPROXY, argv }]);
  assertEquals([routes.length, missing.map(({ file }) => file)], [0, ["/etc/d/h.cfg"]]);
});
