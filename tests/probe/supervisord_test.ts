import { assertEquals } from "@std/assert";
import { parseStatus, readSupervised } from "../../src/probe/supervisord.ts";
import { process } from "../../src/testing.ts";
import { onPaper } from "./paper.ts";

const STATUS = `db                               STOPPED   Not started
shop:web_00                      RUNNING   pid 21663, uptime 0:00:05
`;

const PARENT = process({
  name: "supervisord",
  argv: ["python3", "/usr/bin/supervisord", "-c", "/x"],
});
const RUN = ["supervisorctl", "-c", "/x", "status"];

Deno.test("parseStatus() reads what runs, and nothing of what does not", () => {
  assertEquals(parseStatus(STATUS), [{ by: "supervisord", pid: 21663, name: "shop:web_00" }]);
  assertEquals(parseStatus("unix:///run/x.sock no such file\n"), []);
});

async function read(answer: { code: number; stdout: string; stderr: string }, uid = 1000) {
  const sight = onPaper({ runs: [{ argv: RUN, answer }] });
  return await readSupervised(sight, { processes: [PARENT, PARENT], caller: { uid } }, {
    probeTimeout: 2000,
  });
}

Deno.test("readSupervised() asks the caller's own, also where a program is stopped", async () => {
  const answer = { code: 3, stdout: STATUS, stderr: "" };
  assertEquals((await read(answer)).sessions.map(({ name }) => name), ["shop:web_00"]);
  assertEquals(await read(answer, 0), { sessions: [], missing: [] });
});

Deno.test("readSupervised() says why there was no answer", async () => {
  const stdout = "unix:///run/x.sock refused connection\n";
  assertEquals((await read({ code: 4, stdout, stderr: "" })).missing, [
    "supervisorctl exited with 4: unix:///run/x.sock refused connection",
  ]);
});
