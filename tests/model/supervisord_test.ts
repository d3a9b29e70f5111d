import { assertEquals } from "@std/assert";
import { supervisordConfig } from "../../src/model/supervisord.ts";

Deno.test("supervisordConfig() reads -c in every form", () => {
  const of = (...argv: string[]) =>
    supervisordConfig({ argv: ["/usr/bin/python3", "/usr/bin/supervisord", ...argv], cwd: "/srv" });
  assertEquals(of("-n", "-c", "/etc/x.conf"), "/etc/x.conf");
  assertEquals(of("-cown.conf"), "/srv/own.conf");
  assertEquals(of("--configuration=own.conf"), "/srv/own.conf");
  assertEquals(of("--configuration", "/etc/x.conf"), "/etc/x.conf");
  assertEquals(of("-n"), "/etc/supervisor/supervisord.conf");
  assertEquals(supervisordConfig({ argv: ["supervisord", "-c", "own.conf"] }), undefined);
});
