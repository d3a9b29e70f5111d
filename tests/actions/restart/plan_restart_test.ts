import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Resemblance } from "../../../src/actions/restart/likeness.ts";
import type { Obstacle } from "../../../src/actions/restart/obstacles.ts";
import {
  isDeclined,
  outdated,
  planRestart,
  portWords,
  type RestartOptions,
} from "../../../src/actions/restart/plan_restart.ts";
import type { Process } from "../../../src/model/process.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import { container, process, quietMachine, socket } from "../../../src/testing.ts";
import { LIKENESS } from "../paper_restart.ts";

const INIT = process({ pid: 1, ppid: 0, name: "init", uid: 0, startTicks: 1 });
const NODE = process({ startTicks: 5 });
const faithful: Resemblance = { likeness: LIKENESS, changes: [] };

function plan(
  disturb: Partial<Snapshot>,
  options: Partial<RestartOptions> & { answer?: Resemblance | Obstacle } = {},
) {
  const { answer = faithful } = options;
  const target = { port: 3000, protos: ["tcp"] } as const;
  const resemble = () => answer;
  return planRestart(quietMachine(disturb), target, { timeout: 10_000, resemble, ...options });
}

function listening(...processes: readonly Process[]): Partial<Snapshot> {
  return { sockets: [socket()], processes: [INIT, ...processes] };
}

/** Code and exit code of a refusal, or how it would be done. */
function short(answer: ReturnType<typeof plan>): unknown {
  return isDeclined(answer) ? [answer.code, answer.exit] : answer.how;
}

Deno.test("planRestart() stops the owner and starts it again", () => {
  const answer = plan(listening(NODE));
  if (isDeclined(answer) || answer.how !== "process") throw new Error(JSON.stringify(answer));
  assertEquals(answer.stop.steps.map(({ name }) => name), ["node"]);
  assertEquals(answer.start, [{ replaces: 812, name: "node", user: "me", ...faithful }]);
});

Deno.test("planRestart() starts a master again, and leaves its workers to it", () => {
  const holders = [{ pid: 812 }, { pid: 813 }];
  const worker = process({ pid: 813, ppid: 812, startTicks: 6 });
  const answer = plan({ sockets: [socket({ holders })], processes: [INIT, NODE, worker] });
  if (isDeclined(answer) || answer.how !== "process") throw new Error(JSON.stringify(answer));
  assertEquals(answer.stop.steps.length, 2);
  assertEquals(answer.start.map(({ replaces }) => replaces), [812]);
});

Deno.test("planRestart() refuses what cannot come back as it was, with the reason", () => {
  const answer = plan(listening(NODE), { answer: { why: "it is gone", hint: "Do that" } });
  assertEquals(answer, {
    what: "3000/tcp",
    code: "unfaithful",
    message: "node (pid 812) cannot be restarted as it was: it is gone",
    hint: "Do that",
    exit: 3,
  });
});

Deno.test("planRestart() says of a free port that there is nothing to restart", () => {
  const answer = plan({});
  assertEquals(short(answer), ["nothing-to-restart", 1]);
  if (isDeclined(answer)) assertStringIncludes(answer.message, "nothing to restart");
});

Deno.test("planRestart() needs --force for a process of somebody else, also as root", () => {
  const stranger = process({ uid: 33, startTicks: 5 });
  for (const caller of [{ pid: 99, uid: 1000 }, { pid: 99, uid: 0 }]) {
    const disturb = { ...listening(stranger), caller };
    assertEquals(short(plan(disturb)), ["other-user", 3]);
    assertEquals(short(plan(disturb, { force: true })), "process");
  }
});

Deno.test("planRestart() has the engine restart a container, whoever holds the port for it", () => {
  const proxy = process({ name: "docker-proxy", uid: 0, startTicks: 5 });
  const answer = plan({ ...listening(proxy), containers: [container()] });
  assertEquals(answer, {
    how: "container",
    names: ["web-1"],
    run: [["docker", "restart", "-t", "10", "web-1"]],
  });
});

Deno.test("planRestart() has podman restart a pod, whose restart knows no time limit", () => {
  const proxy = process({ name: "conmon", uid: 0, startTicks: 5 });
  const containers = [container({ engine: "podman", pod: "shop" })];
  const answer = plan({ ...listening(proxy), containers });
  assertEquals(!isDeclined(answer) && answer.how === "container" && answer.run, [
    ["podman", "pod", "restart", "shop"],
  ]);
});

Deno.test("planRestart() restarts no process where a container was asked for", () => {
  assertEquals(short(plan(listening(NODE), { container: true })), ["no-container", 3]);
});

Deno.test("planRestart() has systemd restart a unit, and names the command where that takes more rights", () => {
  const unit = { unit: "web.service", cgroup: "/system.slice/web.service", session: 812 };
  const web = process({ ...unit, startTicks: 5 });
  const systemd = { ...INIT, name: "systemd" };
  const disturb = { sockets: [socket()], processes: [systemd, web] };
  const root = { pid: 99, uid: 0 };
  assertEquals(plan({ ...disturb, caller: root }), {
    how: "unit",
    names: ["web.service"],
    run: [["systemctl", "restart", "web.service"]],
  });
  const answer = plan(disturb);
  assertEquals(short(answer), ["unit", 3]);
  assertEquals(isDeclined(answer) && answer.run, ["sudo", "systemctl", "restart", "web.service"]);
});

Deno.test("planRestart() leaves a supervised process to its supervisor", () => {
  const runsv = process({ pid: 90, name: "runsv", argv: ["runsv", "web"], cwd: "/etc/sv/web" });
  const answer = plan(listening(runsv, { ...NODE, ppid: 90 }));
  assertEquals(short(answer), ["supervisor", 3]);
  assertEquals(isDeclined(answer) && answer.run, ["sv", "restart", "/etc/sv/web"]);
});

const NPM = process({ pid: 90, name: "npm", argv: ["npm", "run", "dev"], startTicks: 4 });

Deno.test("planRestart() proposes --tree for what a launcher has started, and restarts that then", () => {
  const machine = listening(NPM, { ...NODE, ppid: 90 });
  const answer = plan(machine);
  assertEquals(short(answer), ["launcher", 3]);
  assertEquals(
    isDeclined(answer) && answer.hint,
    "--tree restarts npm run dev (pid 90) with everything below it",
  );
  const tree = plan(machine, { tree: true });
  if (isDeclined(tree) || tree.how !== "process") throw new Error(JSON.stringify(tree));
  assertEquals(tree.start.map(({ replaces }) => replaces), [90]);
  assertEquals(tree.stop.steps.length, 2);
});

Deno.test("planRestart() leaves out a runner that has forgotten its arguments, and says so", () => {
  const resemble = ({ pid }: { pid: number }) => pid === 90 ? { why: "it has a title" } : faithful;
  const answer = plan(listening(NPM, { ...NODE, ppid: 90 }), { resemble });
  if (isDeclined(answer) || answer.how !== "process") throw new Error(JSON.stringify(answer));
  assertEquals(answer.start.map(({ replaces, changes }) => [replaces, changes]), [[812, [
    "what started it, npm run dev (pid 90), ends with it and is not started again: it has a title",
  ]]]);
});

Deno.test("planRestart() takes a launcher above portik itself for no more than the place", () => {
  const me = process({ pid: 99, ppid: 90, name: "portik", startTicks: 6 });
  assertEquals(short(plan(listening(NPM, { ...NODE, ppid: 90 }, me))), "process");
});

Deno.test("planRestart() never touches pid 1 or what has started portik", () => {
  const holders = [{ pid: 1 }];
  assertEquals(short(plan({ sockets: [socket({ holders })], processes: [INIT] })), [
    "first-process",
    3,
  ]);
  const me = process({ pid: 99, ppid: 812, name: "portik", startTicks: 6 });
  assertEquals(short(plan(listening(NODE, me))), ["own-ancestor", 3]);
});

Deno.test("outdated() notices what has come in the way while a person thought about it", () => {
  const answer = plan(listening(NODE));
  if (isDeclined(answer)) throw new Error(answer.message);
  const what = "3000/tcp";
  assertEquals(outdated(answer, { what, resemble: () => faithful }), undefined);
  const late = outdated(answer, { what, resemble: () => ({ why: "its program was replaced" }) });
  assertEquals([late?.code, late?.exit], ["unfaithful", 3]);
});

Deno.test("portWords() names the port with its protocols", () => {
  assertEquals(portWords({ port: 53, protos: ["tcp", "udp"] }), "53/tcp and udp");
});
