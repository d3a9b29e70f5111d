import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { kill } from "../../src/commands/kill/mod.ts";
import type { StopPlan } from "../../src/model/plan.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { powershellCommand } from "../../src/probe/windows/powershell.ts";
import { SCRIPT as SERVICES } from "../../src/probe/windows/services.ts";
import { SCRIPT as PROCESSES } from "../../src/probe/windows/win32_process.ts";
import { machine, type Printed } from "../probe/machine.ts";
import { recorded } from "../probe/paper.ts";
import { FLAGS, oneReport, paperWorld, textOf } from "./paper_world.ts";

/** Programs by their words, and what they printed. */
type Runs = readonly (readonly [line: string | readonly string[], printed: Printed])[];

/** The plan to kill something on a machine of this system whose programs print this. */
async function planned(
  os: "darwin" | "windows",
  runs: Runs,
  ...words: readonly string[]
): Promise<{ readonly plan: StopPlan; readonly text: string }> {
  const from = { from: "machine" };
  const asked = runs.map(([line, printed]) =>
    [typeof line === "string" ? line.split(" ") : line, printed] as const
  );
  const world = paperWorld({
    files: { machine: JSON.stringify(machine(os, asked)) },
    flags: from,
  });
  const choices = { timeout: 5000, force: false, tree: false, container: false };
  const flags = { ...FLAGS, ...from, ...choices, dryRun: true, yes: true };
  const report = await oneReport(kill.run(world, flags, ...words));
  return { plan: (report.data as { plan: StopPlan }).plan, text: textOf(report) };
}

/** A Mac of alice's; `jobs` is what `launchctl list` prints. */
function mac(jobs: Printed): Runs {
  const ps = "env LC_ALL=en_US.UTF-8 ps -axww -o pid= -o";
  return [
    ["id -u", "501\n"],
    ["lsof -b -w -nP -iTCP -iUDP -Tqs -FpftdPnT", recorded("macos-lsof/macos15_as_alice.txt")],
    ["netstat -anvlW -p tcp", recorded("macos-netstat/macos15_tcp.txt")],
    ["netstat -anvlW -p udp", recorded("macos-netstat/macos15_udp.txt")],
    [
      "env TZ=UTC0 ps -axww -o pid= -o ppid= -o uid= -o stat= -o lstart= -o ucomm=",
      recorded("macos-ps/table.txt"),
    ],
    [`${ps} comm=`, recorded("macos-ps/programs.txt")],
    [`${ps} args=`, recorded("macos-ps/commands.txt")],
    ["ps -axww -o uid= -o user=", recorded("macos-ps/users.txt")],
    ["launchctl list", jobs],
  ];
}

const JOBS = `PID\tStatus\tLabel
742\t0\tcom.apple.rapportd
1044\t0\thomebrew.mxcl.postgresql@16
-\t0\tcom.example.idle
`;

Deno.test("kill offers on macOS what stops a job of launchd for good", async () => {
  const { plan, text } = await planned("darwin", mac(JOBS), "5432", "name:rapportd", "5000");
  const stops = plan.comebacks.map(({ stopWith }) => stopWith?.join(" "));
  assertEquals(stops, [
    "brew services stop postgresql@16",
    "launchctl bootout gui/501/com.apple.rapportd",
    undefined,
  ]);
  assertStringIncludes(text, "ControlCenter (pid 629): launchd may start it again.");
});

Deno.test("kill on macOS knows masters, clients, and who belongs to somebody else", async () => {
  const { plan, text } = await planned("darwin", mac(JOBS), "3000", "8000", "80");
  assertEquals(
    plan.steps.map((step) => step.kind === "process" && [step.pid, step.endsWith]),
    [[812, undefined], [901, undefined], [902, 901], [903, 901]],
  );
  assertEquals(plan.spared.map(({ pid }) => pid), [855]);
  assertStringIncludes(text, "httpd (pid 388) belongs to user root");
});

Deno.test("kill says what it knows where launchctl has no answer", async () => {
  const { plan } = await planned("darwin", mac({ code: 1, stderr: "no session" }), "5432");
  assertEquals(plan.comebacks[0]?.stopWith, ["brew", "services", "stop", "postgresql@16"]);
});

/** A PC whose postgres is a service. */
const PC: Runs = [
  [["netstat", "-ano"], recorded("windows-netstat/german_cp850.txt")],
  [["tasklist", "/FO", "CSV", "/NH"], recorded("windows-tasklist/german_cp850.csv")],
  [powershellCommand(PROCESSES), recorded("windows-powershell/processes.json")],
  [powershellCommand(SERVICES), '[{"ProcessId":6040,"Name":"postgresql-x64-16"}]'],
];

Deno.test("kill offers on Windows what stops a service for good", async () => {
  const { plan } = await planned("windows", PC, "5432");
  assertEquals(plan.comebacks.map(({ stopWith }) => stopWith?.join(" ")), [
    "sc.exe stop postgresql-x64-16",
  ]);
});

Deno.test("kill never touches the system of Windows, or what hosts its services", async () => {
  for (const [port, code] of [["135", "service-host"], ["80", "first-process"]] as const) {
    const error = await assertRejects(() => planned("windows", PC, port), Refusal);
    assertEquals([error.code, error.exit], [code, 3]);
  }
});
