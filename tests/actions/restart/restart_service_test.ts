import { assertEquals } from "@std/assert";
import { restartService } from "../../../src/actions/restart/restart_service.ts";
import type { Failure, Ran } from "../../../src/host/host.ts";
import type { RestartEvent } from "../../../src/model/restart_outcome.ts";
import { process, quietMachine, socket } from "../../../src/testing.ts";
import { PLAN } from "../paper_restart.ts";

const RUN = ["systemctl", "restart", "web.service"];
const NEVER = new Promise<never>(() => {});
const GOOD: Ran = { code: 0, stdout: "", stderr: "" };

interface Choices {
  readonly comesBack?: boolean;
  readonly stopped?: Promise<"SIGINT">;
  readonly told?: RestartEvent[];
}

async function restart(ran: Ran | Failure | Promise<never>, choices: Choices = {}) {
  const { comesBack = true, stopped = NEVER, told = [] } = choices;
  const asked: (readonly string[])[] = [];
  let now = 0;
  const machine = quietMachine(
    comesBack ? { sockets: [socket()], processes: [process({ name: "web" })] } : {},
  );
  const host = {
    pid: 99,
    now: () => now,
    sleep: (ms: number) => Promise.resolve(void (now += ms)),
    stopped: () => stopped,
    run(argv: readonly string[]) {
      asked.push(argv);
      return Promise.resolve(ran);
    },
  };
  const lookAtPort = () => Promise.resolve(machine);
  const plan = { how: "unit", names: ["web.service"], run: [RUN] } as const;
  const { ports } = PLAN.stop;
  const tell = (event: RestartEvent) => void told.push(event);
  const outcome = await restartService({ host, lookAtPort, tell }, plan, { ports, timeout: 1000 });
  assertEquals(asked, [RUN]);
  return outcome;
}

Deno.test("restartService() runs the command and waits until the port is held", async () => {
  const { result, by, exit } = await restart(GOOD);
  assertEquals([result, by, exit], ["restarted", { pid: 812, name: "web" }, 0]);
  const silent = await restart(GOOD, { comesBack: false });
  assertEquals([silent.result, silent.exit], ["silent", 5]);
});

Deno.test("restartService() says why the command did not work", async () => {
  const cases: readonly (readonly [Ran | Failure, string])[] = [
    [{ failed: "ENOENT" }, "systemctl is not installed"],
    [{ failed: "ETIMEDOUT" }, "systemctl did not answer in time"],
    [{ code: 1, stdout: "", stderr: "Hint\nUnit not found.\n" }, "systemctl says: Unit not found."],
    [{ code: 4, stdout: "", stderr: "" }, "systemctl says: code 4"],
  ];
  for (const [ran, words] of cases) {
    const { result, reason, exit } = await restart(ran);
    assertEquals([result, reason, exit], ["failed", words, 5]);
  }
});

Deno.test("restartService() tells what it asks for, and when the port is held", async () => {
  const told: RestartEvent[] = [];
  await restart(GOOD, { told });
  assertEquals(told.map(({ event }) => event), ["restarting", "held"]);
});

Deno.test("restartService() does not wait for a command when somebody interrupts", async () => {
  const { result, reason, exit } = await restart(NEVER, { stopped: Promise.resolve("SIGINT") });
  assertEquals([result, reason, exit], ["interrupted", "systemctl may not be done yet", 5]);
});
