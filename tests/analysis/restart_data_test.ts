import { assertEquals } from "@std/assert";
import { outcomeData, planData } from "../../src/analysis/restart_data.ts";
import { PLAN } from "../actions/paper_restart.ts";

Deno.test("planData() tells everything but the environment", () => {
  const data = planData(PLAN);
  assertEquals(JSON.stringify(data).includes("s3cret"), false);
  assertEquals(data.start, [{
    replaces: 812,
    name: "node",
    user: "ada",
    exe: "/usr/bin/node",
    argv: ["node", "server.js"],
    cwd: "/srv",
    umask: "0022",
    stdin: "/dev/null",
    stdout: "/state/log",
    stderr: "/state/log",
    changes: ["its output goes to /state/log, because it went to a pipe"],
  }]);
  assertEquals(data.stop, [{ pid: 812, name: "node", why: "listens on 3000/tcp" }]);
});

Deno.test("planData() has the same keys for what others restart", () => {
  const run = [["systemctl", "restart", "web.service"]];
  assertEquals(planData({ how: "unit", names: ["web.service"], run }), {
    how: "unit",
    names: ["web.service"],
    run,
    stop: [],
    start: [],
  });
});

Deno.test("outcomeData() keeps what became of each process, and leaves the exit code to the exit", () => {
  const stop = {
    steps: [{
      kind: "process",
      pid: 812,
      name: "node",
      result: "ended",
      signals: ["SIGTERM"],
      afterSeconds: 0.1,
      exit: 0,
    }],
    ports: [],
    interrupted: false,
    exit: 0,
  } as const;
  assertEquals(outcomeData({ result: "restarted", pids: [900], lines: [], stop, exit: 0 }), {
    result: "restarted",
    pids: [900],
    lines: [],
    steps: [{ pid: 812, name: "node", result: "ended", afterSeconds: 0.1 }],
  });
});
