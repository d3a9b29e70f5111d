import { assertEquals, assertStringIncludes } from "@std/assert";
import { executeStop } from "../../../src/actions/stop/execute.ts";
import type { StopTools } from "../../../src/actions/stop/stopper.ts";
import type { StopSignal } from "../../../src/host/host.ts";
import type { ProcessStep, StopPlan, StopPort } from "../../../src/model/plan.ts";
import type { Socket } from "../../../src/model/socket.ts";
import type { StopEvent } from "../../../src/model/stop_outcome.ts";
import { process, quietMachine, socket } from "../../../src/testing.ts";

/** A process of a world on paper. */
interface Life {
  readonly start: number;
  readonly parent?: number;
  state: string;
  threads?: number;
  /** What it does when it is signalled; left out: it ends. */
  readonly hears?: (signal: string, world: Paper) => void;
}

/** A world in which time passes only when portik waits. */
class Paper {
  readonly lives = new Map<number, Life>();
  readonly signals: string[] = [];
  readonly events: StopEvent[] = [];
  sockets: Socket[] = [];
  now = Date.parse("2026-01-01T00:00:00Z");
  /** Errors of signals, by pid. */
  readonly errors = new Map<number, string>();
  stop: (signal: StopSignal) => void = () => {};
  bind: (address: string, port: number) => string = (_, port) =>
    this.sockets.some((one) => one.port === port) ? "EADDRINUSE" : "ok";

  end(pid: number): void {
    this.lives.delete(pid);
    this.sockets = this.sockets.map((one) => ({
      ...one,
      holders: one.holders.filter((holder) => holder.pid !== pid),
    })).filter(({ holders }) => holders.length > 0);
  }

  tools(): StopTools {
    const stopped = new Promise<StopSignal>((resolve) => this.stop = resolve);
    return {
      host: {
        os: "linux",
        now: () => this.now,
        sleep: (ms) => {
          this.now += ms;
          return Promise.resolve();
        },
        stopped: () => stopped,
        run: () => Promise.resolve({ code: 0, stdout: "", stderr: "" }),
        readText: (path) => this.#stat(Number(path.split("/")[2])),
        tryBind: (_, address, port) => Promise.resolve(this.bind(address, port)),
      },
      hands: { signal: (pid, signal) => this.#signal(pid, signal) },
      look: () =>
        Promise.resolve(quietMachine({
          sockets: this.sockets,
          processes: [...this.lives].map(([pid, { start, parent = 1 }]) =>
            process({
              pid,
              ppid: parent,
              startTicks: start,
              startedAt: new Date(this.now).toISOString(),
            })
          ),
        })),
      tell: (event) => this.events.push(event),
    };
  }

  #stat(pid: number) {
    const life = this.lives.get(pid);
    if (!life) return { failed: "ENOENT" };
    const zeros = Array.from({ length: 16 }, () => "0").join(" ");
    return `${pid} (a) b) ${life.state} ${zeros} ${life.threads ?? 1} 0 ${life.start} 0`;
  }

  #signal(pid: number, signal: string) {
    this.signals.push(`${signal} ${pid}`);
    const failed = this.errors.get(pid);
    if (failed !== undefined) return { failed };
    const life = this.lives.get(pid);
    if (!life) return { failed: "ESRCH" };
    if (signal === "SIGKILL" || (!life.hears && signal !== "SIGCONT")) this.end(pid);
    else life.hears?.(signal, this);
    return undefined;
  }
}

function step(pid: number, fields: Partial<ProcessStep> = {}): ProcessStep {
  return {
    kind: "process",
    pid,
    startTicks: pid * 10,
    name: "node",
    argv: ["node"],
    why: "",
    ...fields,
  };
}

const PORT: StopPort = {
  port: 3000,
  proto: "tcp",
  address: "0.0.0.0",
  inode: 1,
  clients: 0,
  asked: true,
  freed: true,
};

function plan(fields: Partial<StopPlan> = {}): StopPlan {
  return {
    steps: [step(812)],
    signal: "SIGTERM",
    escalates: true,
    timeoutSeconds: 5,
    ports: [PORT],
    spared: [],
    comebacks: [],
    declined: [],
    ...fields,
  };
}

/** A world with these processes, which share the socket of the port. */
function world(...pids: readonly number[]): Paper {
  const paper = new Paper();
  for (const pid of pids) paper.lives.set(pid, { start: pid * 10, state: "S" });
  paper.sockets = [socket({ inode: 1, holders: pids.map((pid) => ({ pid })) })];
  return paper;
}

async function run(paper: Paper, fields: Partial<StopPlan> = {}) {
  const outcome = await executeStop(paper.tools(), plan(fields));
  return {
    ...outcome,
    results: outcome.steps.map(({ result }) => result),
    free: outcome.ports.map(({ result }) => result),
  };
}

Deno.test("executeStop() signals, waits until the process is dead, and proves the port free", async () => {
  const paper = world(812);
  const { results, free, exit } = await run(paper);
  assertEquals([paper.signals, results, free, exit], [["SIGTERM 812"], ["ended"], ["free"], 0]);
  assertEquals(paper.events.map(({ event }) => event), ["signalled", "process", "port"]);
});

Deno.test("executeStop() never signals a process that has taken the pid in between", async () => {
  const paper = world(812);
  paper.lives.set(812, { start: 99, state: "S" });
  paper.sockets = [];
  const { steps, results, exit } = await run(paper);
  assertEquals([paper.signals, results, exit], [[], ["replaced"], 0]);
  assertStringIncludes(steps[0]?.reason ?? "", "another process has its pid");
});

Deno.test("executeStop() compares the start time again before SIGKILL", async () => {
  const paper = world(812);
  const hears = (_: string, { lives }: Paper) =>
    void lives.set(812, { start: 99, state: "S", hears: () => {} });
  paper.lives.set(812, { start: 8120, state: "S", hears });
  paper.bind = () => "ok";
  const { results } = await run(paper);
  assertEquals([paper.signals, results], [["SIGTERM 812"], ["ended"]]);
  assertEquals(paper.lives.get(812)?.start, 99);
});

Deno.test("executeStop() kills what does not heed the first signal, when the time is over", async () => {
  const paper = world(812);
  paper.lives.set(812, { start: 8120, state: "S", hears: () => {} });
  const begun = paper.now;
  const { results, exit, steps } = await run(paper);
  assertEquals([paper.signals, results, exit], [["SIGTERM 812", "SIGKILL 812"], ["killed"], 0]);
  assertEquals(paper.now - begun >= 5000 && paper.now - begun < 6000, true);
  assertEquals((steps[0]?.afterSeconds ?? 0) >= 5, true);
});

Deno.test("executeStop() does not kill after a signal that asks for something else", async () => {
  const paper = world(812);
  paper.lives.set(812, { start: 8120, state: "S", hears: () => {} });
  const { results, exit, free } = await run(paper, { signal: "SIGHUP", escalates: false });
  assertEquals([paper.signals, results, free, exit], [["SIGHUP 812"], ["alive"], ["held"], 5]);
});

Deno.test("executeStop() says at once that it may not, and that the port is still held", async () => {
  const paper = world(812);
  paper.errors.set(812, "EPERM");
  const begun = paper.now;
  const { results, ports, exit } = await run(paper);
  assertEquals([results, exit, paper.now - begun < 1000], [["not-permitted"], 5, true]);
  assertEquals(ports.map(({ result, by }) => [result, by?.pid]), [["held", 812]]);
});

Deno.test("executeStop() counts a zombie as dead, but not one whose threads live on", async () => {
  const paper = world(812);
  const hears = (signal: string, one: Paper) => {
    if (signal === "SIGTERM") one.lives.set(812, { start: 8120, state: "Z" });
    one.sockets = [];
  };
  paper.lives.set(812, { start: 8120, state: "S", hears });
  assertEquals((await run(paper)).results, ["ended"]);
  const threads = world(812);
  threads.lives.set(812, { start: 8120, state: "Z", threads: 3 });
  assertEquals([(await run(threads)).results, threads.signals], [["ended"], ["SIGTERM 812"]]);
});

Deno.test("executeStop() lets a stopped process hear its signal", async () => {
  const paper = world(812);
  const hears = (signal: string, one: Paper) => signal === "SIGCONT" && one.end(812);
  paper.lives.set(812, { start: 8120, state: "T", hears });
  const { results } = await run(paper);
  assertEquals([paper.signals, results], [["SIGTERM 812", "SIGCONT 812"], ["ended"]]);
});

Deno.test("executeStop() signals workers only when they outlive their master", async () => {
  const steps = [step(812), step(813, { endsWith: 812 }), step(814, { endsWith: 812 })];
  const paper = world(812, 813, 814);
  const hears = (_: string, one: Paper) => (one.end(812), one.end(813));
  paper.lives.set(812, { start: 8120, state: "S", hears });
  const { results, free } = await run(paper, { steps });
  assertEquals(paper.signals, ["SIGTERM 812", "SIGTERM 814"]);
  assertEquals([results, free], [["ended", "ended", "ended"], ["free"]]);
});

Deno.test("executeStop() never signals another user's worker, and says that it is left", async () => {
  const steps = [step(812), step(813, { endsWith: 812, untouched: true })];
  const paper = world(812, 813);
  const { results, exit } = await run(paper, { steps });
  assertEquals([paper.signals, results, exit], [["SIGTERM 812"], ["ended", "left"], 5]);
});

Deno.test("executeStop() runs after processes that got the very socket meanwhile", async () => {
  const paper = world(812);
  let born = 900;
  const bear = (one: Paper) => {
    const pid = born++;
    const hears = () => {};
    one.lives.set(pid, { start: pid * 10, state: "S", hears });
    one.sockets = [socket({ inode: 1, uid: 1000, holders: [{ pid }] })];
  };
  const hears = (_: string, one: Paper) => (one.end(812), bear(one));
  paper.lives.set(812, { start: 8120, state: "S", hears });
  const { results, free, exit } = await run(paper);
  assertEquals([results, free, exit], [["ended", "killed"], ["free"], 0]);
  assertEquals(paper.signals, ["SIGTERM 812", "SIGKILL 900"]);
});

Deno.test("executeStop() names who took the port again, and does not touch him", async () => {
  const paper = world(812);
  const hears = (_: string, one: Paper) => {
    one.end(812);
    one.lives.set(900, { start: 9000, state: "S" });
    one.sockets = [socket({ inode: 2, holders: [{ pid: 900 }] })];
  };
  paper.lives.set(812, { start: 8120, state: "S", hears });
  const { ports, exit } = await run(paper);
  assertEquals([ports[0]?.result, ports[0]?.by, exit], [
    "taken-again",
    { pid: 900, name: "node" },
    5,
  ]);
  assertEquals(paper.signals, ["SIGTERM 812"]);
});

Deno.test("executeStop() watches for a while what a supervisor may bring back", async () => {
  const paper = world(812);
  const tools = paper.tools();
  const start = paper.now;
  const look = () => {
    if (paper.now > start + 1000) {
      paper.lives.set(900, { start: 9000, state: "S" });
      paper.sockets = [socket({ inode: 2, holders: [{ pid: 900 }] })];
    }
    return tools.look();
  };
  const comebacks = [{ message: "runsv will", stopWith: ["sv", "down", "web"] }];
  const { ports } = await executeStop({ ...tools, look }, plan({ comebacks }));
  assertEquals(ports[0]?.result, "taken-again");
});

Deno.test("executeStop() watches while a parent lives on, and names it where it starts another", async () => {
  const paper = world(812);
  paper.lives.set(700, { start: 7000, state: "S" });
  const tools = paper.tools();
  const start = paper.now;
  const look = async () => {
    if (paper.now > start + 300) {
      paper.lives.set(900, { start: 9000, state: "S", parent: 700 });
      paper.sockets = [socket({ inode: 2, holders: [{ pid: 900 }] })];
    }
    return await tools.look();
  };
  const watched = [process({ pid: 700, startTicks: 7000 })];
  const { ports } = await executeStop({ ...tools, look }, plan(), { watched });
  const [port] = ports;
  assertEquals([port?.result, port?.by?.pid, port?.startedBy], ["taken-again", 900, {
    pid: 700,
    name: "node",
  }]);
  assertEquals(port?.stopWith, ["portik", "kill", "pid:700", "--tree"]);
});

Deno.test("executeStop() watches nothing once the parent has ended, or is another by now", async () => {
  for (const start of [undefined, 99]) {
    const paper = world(812);
    if (start !== undefined) paper.lives.set(700, { start, state: "S" });
    const begun = paper.now;
    const watched = [process({ pid: 700, startTicks: 7000 })];
    const { ports } = await executeStop(paper.tools(), plan(), { watched });
    assertEquals([ports[0]?.result, paper.now - begun < 100], ["free", true]);
  }
});

Deno.test("executeStop() tells remains of connections from a listener", async () => {
  const paper = world(812);
  const tools = paper.tools();
  paper.bind = () => "EADDRINUSE";
  const hears = (_: string, one: Paper) => {
    one.end(812);
    one.sockets = [socket({ state: "FIN_WAIT_1", holders: [] })];
  };
  paper.lives.set(812, { start: 8120, state: "S", hears });
  const { ports, exit } = await executeStop(tools, plan());
  assertEquals([ports[0]?.result, exit], ["closing", 5]);
});

Deno.test("executeStop() believes its eyes where a bind needs rights", async () => {
  const paper = world(812);
  paper.bind = () => "EACCES";
  const { ports, exit } = await run(paper);
  assertEquals([ports[0]?.result, ports[0]?.proof, exit], ["free", "look", 0]);
});

Deno.test("executeStop() gives up when it is asked to end, and says what was done and what not", async () => {
  const paper = world(812, 813);
  paper.lives.set(813, { start: 8130, state: "S", hears: (_, one) => one.stop("SIGINT") });
  const { steps, results, free, interrupted, exit } = await run(paper, {
    steps: [step(812), step(813)],
  });
  assertEquals([results, free, interrupted, exit], [
    ["ended", "interrupted"],
    ["unchecked"],
    true,
    130,
  ]);
  assertStringIncludes(steps[1]?.reason ?? "", "it was sent SIGTERM, and had not ended yet");
  assertEquals(paper.signals, ["SIGTERM 812", "SIGTERM 813"]);
});

Deno.test("executeStop() has an engine stop a container, and says what it said where it could not", async () => {
  const container = {
    kind: "container",
    engine: "docker",
    id: "c0ffee",
    name: "web",
    run: ["docker", "stop", "-t", "5", "web"],
    start: ["docker", "start", "web"],
    why: "",
  } as const;
  const cases = [
    [{ code: 0, stdout: "", stderr: "" }, "stopped", 0],
    [{ code: 1, stdout: "", stderr: "no such container\nmore" }, "failed", 5],
    [{ failed: "ENOENT" }, "failed", 5],
  ] as const;
  for (const [answer, result, exit] of cases) {
    const paper = world();
    paper.sockets = [];
    const tools = paper.tools();
    const asked: string[] = [];
    const run = (argv: readonly string[]) => {
      asked.push(argv.join(" "));
      return Promise.resolve(answer);
    };
    const outcome = await executeStop({ ...tools, host: { ...tools.host, run } }, {
      ...plan(),
      steps: [container],
    });
    assertEquals([outcome.steps[0]?.result, outcome.exit], [result, exit]);
    assertEquals(asked, ["docker stop -t 5 web"]);
  }
});
