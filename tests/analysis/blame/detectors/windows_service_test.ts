import { assertEquals } from "@std/assert";
import { windowsService } from "../../../../src/analysis/blame/detectors/windows_service.ts";
import { caseFor, lineOf } from "../line.ts";

const SERVICES = { name: "services.exe", argv: ["C:\\Windows\\system32\\services.exe"] };
const platform = "windows";

Deno.test("windowsService() names the service that svchost runs", () => {
  const argv = ["C:\\Windows\\system32\\svchost.exe", "-k", "netsvcs", "-p", "-s", "Schedule"];
  const line = lineOf({ name: "wininit.exe" }, SERVICES, { name: "svchost.exe", argv });
  const cause = windowsService(caseFor(line, { platform }));
  assertEquals([cause?.name, cause?.stopWith], ["Schedule", ["sc.exe", "stop", "Schedule"]]);
});

Deno.test("windowsService() knows a service by its parent, without its name", () => {
  const line = lineOf(SERVICES, { name: "nssm.exe" }, { name: "node.exe" });
  const cause = windowsService(caseFor(line, { platform }));
  assertEquals([cause?.name, cause?.details, cause?.stopWith, cause?.pid], [
    undefined,
    "program nssm.exe",
    undefined,
    101,
  ]);
});

Deno.test("windowsService() names the service of another program by the list of services", () => {
  const line = lineOf(SERVICES, { name: "nssm.exe" }, { name: "node.exe" });
  const named = (...names: readonly string[]) => {
    const sessions = names.map((name) => ({ by: "windows-services" as const, pid: 101, name }));
    const cause = windowsService(caseFor(line, { platform, sessions }));
    return [cause?.name, cause?.details, cause?.stopWith?.join(" ")];
  };
  assertEquals(named("web"), ["web", undefined, "sc.exe stop web"]);
  assertEquals(named("web", "api"), [undefined, "web, api", undefined]);
});

Deno.test("windowsService() believes the list where the manager cannot be seen", () => {
  const line = lineOf({ pid: 77, ppid: 5, name: "postgres.exe" });
  const sessions = [{ by: "windows-services", pid: 77, name: "postgresql-x64-16" }] as const;
  const cause = windowsService(caseFor(line, { platform, sessions }));
  assertEquals([cause?.name, cause?.pid], ["postgresql-x64-16", 77]);
});

Deno.test("windowsService() is silent about what a person started, and elsewhere", () => {
  const typed = lineOf({ name: "explorer.exe" }, { name: "cmd.exe" }, { name: "node.exe" });
  assertEquals(windowsService(caseFor(typed, { platform })), undefined);
  assertEquals(windowsService(caseFor(lineOf(SERVICES, { name: "x" }))), undefined);
});
