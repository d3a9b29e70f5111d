import { assertEquals } from "@std/assert";
import { unitStop } from "../../../src/analysis/blame/unit_stop.ts";
import { caseFor, lineOf, SYSTEMD } from "./line.ts";

Deno.test("unitStop() has systemctl stop the unit, and no other command", () => {
  const unit = { unit: "web.service", cgroup: "/system.slice/web.service" };
  const held = caseFor(lineOf(SYSTEMD, unit));
  assertEquals(unitStop(held.machine, held.listener), [
    ...["sudo", "systemctl", "stop"],
    "web.service",
  ]);
  const typed = caseFor(lineOf(SYSTEMD, {}));
  assertEquals(unitStop(typed.machine, typed.listener), undefined);
});
