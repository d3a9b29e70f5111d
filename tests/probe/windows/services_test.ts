import { assertEquals } from "@std/assert";
import { powershellCommand } from "../../../src/probe/windows/powershell.ts";
import { parseServices, readServices, SCRIPT } from "../../../src/probe/windows/services.ts";
import { onPaper } from "../paper.ts";

const TWO = [{ ProcessId: 1044, Name: "W32Time" }, { ProcessId: 2310, Name: "nginx service" }];

Deno.test("parseServices() reads one service or several, and passes over nonsense", () => {
  assertEquals(parseServices(TWO), [
    { by: "windows-services", pid: 1044, name: "W32Time" },
    { by: "windows-services", pid: 2310, name: "nginx service" },
  ]);
  assertEquals(parseServices(TWO[0]).length, 1);
  assertEquals(parseServices([{ ProcessId: "x" }, null, 7]), []);
});

function read(answer: { code: number; stdout: string; stderr: string }) {
  const sight = onPaper({ runs: [{ argv: powershellCommand(SCRIPT), answer }] });
  return readServices(sight, { probeTimeout: 2000 });
}

Deno.test("readServices() asks PowerShell, and says why there was no answer", async () => {
  const { sessions } = await read({ code: 0, stdout: JSON.stringify(TWO), stderr: "" });
  assertEquals(sessions.map(({ pid }) => pid), [1044, 2310]);
  const none = await read({ code: 1, stdout: "", stderr: "no\n" });
  assertEquals([none.sessions, none.missing.length], [[], 1]);
});
