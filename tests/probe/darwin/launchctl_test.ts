import { assertEquals } from "@std/assert";
import { parseJobs, readJobs } from "../../../src/probe/darwin/launchctl.ts";
import { onPaper } from "../paper.ts";

const LIST = `PID\tStatus\tLabel
-\t0\tcom.apple.SafariHistoryServiceAgent
412\t0\tcom.example.web
1803\t0\tapplication.com.apple.Safari.77.82
-\t78\tcom.example.broken
`;

Deno.test("parseJobs() reads what runs, but nothing that a person has opened", () => {
  assertEquals(parseJobs(LIST), [{ by: "launchd", pid: 412, name: "com.example.web" }]);
  assertEquals(parseJobs(""), []);
});

function read(uid: number, answer: { code: number; stdout: string; stderr: string }) {
  const sight = onPaper({ runs: [{ argv: ["launchctl", "list"], answer }] });
  return readJobs(sight, { uid }, { probeTimeout: 2000 });
}

Deno.test("readJobs() names a job as launchctl does: by the domain of whoever asks", async () => {
  const answer = { code: 0, stdout: LIST, stderr: "" };
  for (const [uid, name] of [[501, "gui/501/com.example.web"], [0, "system/com.example.web"]]) {
    const { sessions, missing } = await read(Number(uid), answer);
    assertEquals([sessions.map((one) => one.name), missing], [[name], []]);
  }
});

Deno.test("readJobs() says why there was no answer", async () => {
  const { sessions, missing } = await read(501, { code: 1, stdout: "", stderr: "no session\n" });
  assertEquals([sessions, missing], [[], ["launchctl exited with 1: no session"]]);
});
