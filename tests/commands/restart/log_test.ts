import { assertEquals, assertThrows } from "@std/assert";
import { restartLog } from "../../../src/commands/restart/log.ts";
import type { Failure } from "../../../src/host/host.ts";
import { Refusal } from "../../../src/model/refusal.ts";
import { fakeHost } from "../../fake_host.ts";

const HOME = { env: { HOME: "/home/ada" }, uid: 1000 };
const FOLDER = { type: "directory", size: 0, mode: 0o755, uid: 0 } as const;

Deno.test("restartLog() takes the file that a person names, from here where it is no whole path", () => {
  const host = { ...fakeHost({ ...HOME, cwd: "/srv/app" }), stat: () => FOLDER };
  const cases = [["/var/log/x", "/var/log/x"], ["x", "/srv/app/x"], ["/x", "/x"]] as const;
  for (const [named, path] of cases) {
    assertEquals(restartLog(host, { port: 80, named }), { path, opener: "portik" });
  }
});

Deno.test("restartLog() leaves a file to the process where root could be led astray", () => {
  const openerOf = (stat: object, realPath = (path: string): string | Failure => path) => {
    const stats = () => ({ ...FOLDER, ...stat });
    const host = { ...fakeHost({ ...HOME, uid: 0 }), stat: stats, realPath };
    return restartLog(host, { port: 80, named: "/var/log/x" }).opener;
  };
  assertEquals(openerOf({}), "portik");
  assertEquals(openerOf({ uid: 1000 }), "process");
  assertEquals(openerOf({ mode: 0o1777 }), "process");
  assertEquals(openerOf({}, () => "/var/other"), "process");
  assertEquals(openerOf({}, () => ({ failed: "ENOENT" })), "process");
});

Deno.test("restartLog() names a file of its own for each time and port", () => {
  const host = {
    ...fakeHost(HOME),
    stat: () => ({ ...FOLDER, mode: 0o700, uid: 1000 }),
    now: () => Date.parse("2026-01-02T03:04:05.678Z"),
  };
  assertEquals(restartLog(host, { port: 3000 }), {
    path: "/home/ada/.local/state/portik/logs/3000-20260102T030405Z.log",
    opener: "portik",
  });
});

Deno.test("restartLog() refuses where there is no place for it, and --log would help", () => {
  const host = fakeHost({ ...HOME, writeFailure: { failed: "EROFS" } });
  const error = assertThrows(() => restartLog(host, { port: 3000 }), Refusal);
  assertEquals(error.hint, "--log FILE names another place for its output");
});
