import { assertEquals } from "@std/assert";
import { sudo } from "../../../../src/analysis/blame/detectors/sudo.ts";
import { caseFor, lineOf, SYSTEMD } from "../line.ts";

const SUDO = { name: "sudo", argv: ["sudo", "node", "x.js"], uid: 0 };

Deno.test("sudo() names whose shell it was", () => {
  const line = lineOf(SYSTEMD, { name: "bash", uid: 1000 }, SUDO, SUDO, { name: "node", uid: 0 });
  const cause = sudo(caseFor(line));
  assertEquals([cause?.tool, cause?.name, cause?.pid], ["sudo", "me", 103]);
});

Deno.test("sudo() knows su and doas, and names nobody who stayed who he was", () => {
  const su = { name: "su", argv: ["su", "-"], uid: 0 };
  const line = lineOf(SYSTEMD, { name: "bash", uid: 0 }, su, { name: "bash", uid: 0 }, { uid: 0 });
  assertEquals([sudo(caseFor(line))?.tool, sudo(caseFor(line))?.name], ["su", undefined]);
  assertEquals(sudo(caseFor(lineOf(SYSTEMD, {}))), undefined);
});
