import { assertEquals } from "@std/assert";
import { windowsService } from "../../../../src/analysis/blame/detectors/windows_service.ts";
import { caseFor, lineOf } from "../line.ts";

const SERVICES = { name: "services.exe", argv: ["C:\\Windows\\system32\\services.exe"] };
const platform = "windows";

Deno.test("windowsService() names the service that svchost runs", () => {
  const argv = ["C:\\Windows\\system32\\svchost.exe", "-k", "netsvcs", "-p", "-s", "Schedule"];
  const line = lineOf({ name: "wininit.exe" }, SERVICES, { name: "svchost.exe", argv });
  const cause = windowsService(caseFor(line, { platform }));
  assertEquals([cause?.name, cause?.stopWith], ["Schedule", ["sc", "stop", "Schedule"]]);
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

Deno.test("windowsService() is silent about what a person started, and elsewhere", () => {
  const typed = lineOf({ name: "explorer.exe" }, { name: "cmd.exe" }, { name: "node.exe" });
  assertEquals(windowsService(caseFor(typed, { platform })), undefined);
  assertEquals(windowsService(caseFor(lineOf(SERVICES, { name: "x" }))), undefined);
});
