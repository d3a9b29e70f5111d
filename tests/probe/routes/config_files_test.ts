import { assertEquals } from "@std/assert";
import { ConfigFiles, resolvePath } from "../../../src/probe/routes/config_files.ts";
import { onPaper, type Paper } from "../paper.ts";

const FILE = { type: "file", size: 5, mode: 0o644 } as const;

function files(paper: Paper): ConfigFiles {
  return new ConfigFiles(onPaper(paper));
}

Deno.test("ConfigFiles.read() reads a small regular file", () => {
  const config = files({ stats: { "/etc/x": FILE }, texts: { "/etc/x": "hello" } });
  assertEquals([config.read("/etc/x"), config.unread], ["hello", []]);
});

Deno.test("ConfigFiles.read() reads no pipe, no device, no folder and nothing large", () => {
  const stats = {
    "/pipe": { type: "other", size: 0, mode: 0o644 },
    "/folder": { type: "directory", size: 4096, mode: 0o755 },
    "/large": { type: "file", size: 300 * 1024, mode: 0o644 },
  } as const;
  const texts = { "/pipe": "x", "/folder": "x", "/large": "x" };
  const config = files({ stats, texts });
  for (const path of Object.keys(stats)) assertEquals(config.read(path), undefined, path);
  assertEquals(config.unread.map(({ reason }) => reason), [
    "it is no regular file",
    "it is no regular file",
    "it is larger than 256 KiB",
  ]);
});

Deno.test("ConfigFiles.read() does not open what says that it is empty, as /proc/kmsg does", () => {
  const stats = { "/proc/kmsg": { type: "file", size: 0, mode: 0o400 } as const };
  const config = files({ stats, texts: { "/proc/kmsg": "blocks for ever" } });
  assertEquals(config.read("/proc/kmsg"), "");
});

Deno.test("ConfigFiles.read() follows links to a file, and not for ever", () => {
  const link = { type: "link", size: 9, mode: 0o777 } as const;
  const config = files({
    stats: { "/etc/a": link, "/etc/b": link, "/srv/c": FILE, "/loop": link },
    links: { "/etc/a": "b", "/etc/b": "../srv/c", "/loop": "/loop" },
    texts: { "/srv/c": "hello", "/etc/../srv/c": "hello" },
  });
  assertEquals(config.read("/loop"), undefined);
  assertEquals(config.unread, [{ file: "/loop", reason: "too many links" }]);
});

Deno.test("ConfigFiles.read() says why it could not", () => {
  const config = files({
    stats: { "/x": FILE, "/y": { failed: "ENOENT" } },
    texts: { "/x": { failed: "EACCES" } },
  });
  assertEquals([config.read("/x"), config.read("/y")], [undefined, undefined]);
  assertEquals(config.unread, [
    { file: "/x", reason: "permission denied" },
    { file: "/y", reason: "there is no such file or folder" },
  ]);
});

Deno.test("ConfigFiles.read() reads so many files and no more", () => {
  const config = files({ stats: { "/x": FILE }, texts: { "/x": "hello" } });
  const read = Array.from({ length: 150 }, () => config.read("/x"));
  assertEquals(read.filter((text) => text !== undefined).length, 100);
});

Deno.test("ConfigFiles.readFirst() takes the first that is there", () => {
  const config = files({ stats: { "/b": FILE }, texts: { "/b": "hello" } });
  assertEquals(config.readFirst(["/a", "/b"]), { file: "/b", text: "hello" });
  assertEquals([config.readFirst(["/a"]), config.unread], [undefined, []]);
});

Deno.test("ConfigFiles.readUnlessFolder() is silent about a folder", () => {
  const config = files({ stats: { "/d": { type: "directory", size: 9, mode: 0o755 } } });
  assertEquals([config.readUnlessFolder("/d"), config.unread], [undefined, []]);
});

Deno.test("ConfigFiles.glob() matches names as a shell does, sorted", () => {
  const names = ["b.conf", "a.conf", ".hidden.conf", "c.conf.bak", "ab.conf"];
  const config = files({ folders: { "/etc/nginx": names } });
  assertEquals(config.glob("/etc/nginx/*.conf").map((path) => path.split("/").at(-1)), [
    "a.conf",
    "ab.conf",
    "b.conf",
  ]);
  assertEquals(config.glob("/etc/nginx/?.conf").length, 2);
  assertEquals(config.glob("/etc/nginx/a+.conf"), ["/etc/nginx/a+.conf"]);
  assertEquals(config.glob("/none/*"), []);
});

Deno.test("resolvePath() takes a path as it is meant in a folder", () => {
  assertEquals([resolvePath("/etc", "x"), resolvePath("/etc", "/x")], ["/etc/x", "/x"]);
});
