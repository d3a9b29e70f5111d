import { assertEquals } from "@std/assert";
import { terminal } from "../../../../src/analysis/blame/detectors/terminal.ts";
import { caseFor, lineOf, SYSTEMD } from "../line.ts";

Deno.test("terminal() names the emulator and the device", () => {
  const emulator = { name: "gnome-terminal-server", argv: ["/usr/libexec/gnome-terminal-server"] };
  const line = lineOf(SYSTEMD, emulator, { name: "bash" }, { name: "node", terminal: "pts/3" });
  const cause = terminal(caseFor(line));
  assertEquals([cause?.tool, cause?.name, cause?.pid], ["gnome-terminal-server", "pts/3", 101]);
});

Deno.test("terminal() does with one of the two", () => {
  const consoles = lineOf(SYSTEMD, { name: "login", argv: ["/bin/login", "-p"] }, {}, {});
  assertEquals(terminal(caseFor(consoles))?.tool, "login");
  assertEquals(terminal(caseFor(lineOf(SYSTEMD, { terminal: "tty1" })))?.name, "tty1");
  assertEquals(terminal(caseFor(lineOf(SYSTEMD, {}))), undefined);
});
