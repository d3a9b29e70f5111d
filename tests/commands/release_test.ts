import { assertEquals, assertRejects } from "@std/assert";
import { release } from "../../src/commands/release.ts";
import { Refusal } from "../../src/model/refusal.ts";
import type { Report } from "../../src/model/report.ts";
import { renderJson } from "../../src/render/json.ts";
import { problemsOfAnswer } from "../schemas.ts";
import { type LeaseBox, leaseBox, leaseOn, lifeIn } from "./lease_box.ts";
import { FLAGS, oneReport, textOf } from "./paper_world.ts";

async function ask(
  { world }: LeaseBox,
  words: readonly string[],
  flags: object = {},
): Promise<Report> {
  const report = await oneReport(release.run(world, { ...FLAGS, all: false, ...flags }, ...words));
  assertEquals(problemsOfAnswer(JSON.parse(renderJson(report))), []);
  return report;
}

async function portsIn({ leases }: LeaseBox): Promise<string[]> {
  return (await leases.current()).map(({ port, proto }) => `${port}/${proto}`);
}

async function boxOfFour(): Promise<LeaseBox> {
  const box = await leaseBox();
  box.leases.take([
    leaseOn(5000, { by: "free", kind: "promised", name: "web" }),
    leaseOn(5000, { proto: "udp", by: "free", kind: "promised" }),
    leaseOn(5001, { by: "free", kind: "promised", name: "web" }),
    leaseOn(5002, { by: "free", kind: "promised", name: "5000" }),
  ]);
  return box;
}

Deno.test("release ends leases by name, by port, by range and by protocol", async () => {
  const left: readonly (readonly [readonly string[], object, string])[] = [
    [["web"], {}, "5000/udp 5002/tcp"],
    [["5000/udp"], {}, "5000/tcp 5001/tcp 5002/tcp"],
    [["5001-5002"], {}, "5000/tcp 5000/udp"],
    [[":5000", "5001"], { proto: "udp" }, "5000/tcp 5001/tcp 5002/tcp"],
    [["5001", "web"], {}, "5000/udp 5002/tcp"],
    [[], { all: true }, ""],
    // A name is a name, whatever else it could be.
    [["5000"], {}, "5000/tcp 5000/udp 5001/tcp"],
  ];
  for (const [words, flags, ports] of left) {
    const box = await boxOfFour();
    assertEquals((await ask(box, words, flags)).exit, 0);
    assertEquals((await portsIn(box)).join(" "), ports, words.join(" "));
  }
});

Deno.test("release says what has ended, and whose command goes on", async () => {
  const box = await leaseBox();
  box.processes.set(812, 7);
  box.leases.take([
    leaseOn(5000, { by: "use", kind: "promised", name: "web", owner: lifeIn(box, 812) }),
  ]);
  const report = await ask(box, ["web"]);
  assertEquals(
    textOf(report),
    "The lease of web on 5000 has ended; its command (pid 812) goes on.\n",
  );
  assertEquals(box.signals, []);
});

Deno.test("release ends a holder that holds nothing else", async () => {
  const box = await leaseBox();
  box.processes.set(812, 7);
  const owner = lifeIn(box, 812);
  box.leases.take([leaseOn(5000, { owner }), leaseOn(5001, { owner })]);
  await ask(box, ["5000"]);
  assertEquals(box.signals, []);
  assertEquals((await ask(box, ["5001"])).exit, 0);
  assertEquals(box.signals, ["812 SIGTERM"]);
});

Deno.test("release kills a holder that does not let go, and says where that is in vain", async () => {
  for (const [deafTo, exit] of [["SIGTERM", 0], ["", 5]] as const) {
    const box = await leaseBox({
      onSignal: ({ processes }, pid, name) => {
        if (deafTo !== "" && name !== deafTo) processes.delete(pid);
      },
    });
    box.processes.set(812, 7);
    box.leases.take([leaseOn(5000, { owner: lifeIn(box, 812) })]);
    const report = await ask(box, ["5000"]);
    assertEquals(box.signals, ["812 SIGTERM", "812 SIGKILL"]);
    assertEquals([report.exit, report.notes], [
      exit,
      exit === 0 ? [] : ["pid 812 does not let go"],
    ]);
  }
});

Deno.test("release signals nobody who has the pid of a holder by now", async () => {
  const box = await leaseBox();
  box.processes.set(812, 9);
  box.leases.take([leaseOn(5000, { lasting: true, owner: { pid: 812, started: "boot 7" } })]);
  assertEquals((await ask(box, ["5000"])).exit, 0);
  assertEquals([box.signals, await portsIn(box)], [[], []]);
});

Deno.test("release says where there is no such lease", async () => {
  const box = await boxOfFour();
  for (const word of ["api", "6000"]) {
    const report = await ask(box, [word]);
    assertEquals([report.exit, textOf(report)], [1, "There is no such lease.\n"]);
  }
  assertEquals((await ask(await leaseBox(), [], { all: true })).exit, 0);
});

Deno.test("release refuses what makes no sense", async () => {
  const box = await leaseBox();
  const cases: readonly (readonly [readonly string[], object])[] = [
    [[], {}],
    [["web"], { all: true }],
    [["web"], { from: "x.json" }],
    [["5-1"], {}],
    [["80abc"], {}],
  ];
  for (const [words, flags] of cases) {
    assertEquals((await assertRejects(() => ask(box, words, flags), Refusal)).exit, 2);
  }
});
