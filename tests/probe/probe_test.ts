import { assertEquals } from "@std/assert";
import type { Sight } from "../../src/host/host.ts";
import {
  badExit,
  firstOf,
  loadedLate,
  type Missing,
  type Probe,
  programFailure,
  rightsNeeded,
} from "../../src/probe/probe.ts";
import { asking, onPaper } from "./paper.ts";

const OPTIONS = { probeTimeout: 2000 };

/** A probe that answers in this way, and notes that it was asked. */
function probe(
  name: string,
  answer: readonly string[] | Missing,
  asked: string[] = [],
): Probe<readonly string[]> {
  return {
    name,
    gives: "sockets",
    read: () => {
      asked.push(name);
      return Promise.resolve(answer);
    },
  };
}

/** A machine whose clock goes on by 5 ms whenever it is asked. */
function ticking(): Sight {
  let now = 1000;
  return { ...onPaper({}), now: () => now += 5 };
}

Deno.test("firstOf() takes the first answer and asks nobody after that", async () => {
  const asked: string[] = [];
  const ask = firstOf(
    probe("a", { missing: "is gone" }, asked),
    probe("b", ["x"], asked),
    probe("c", ["y"], asked),
  );
  assertEquals(await ask(ticking(), asking(), OPTIONS), {
    value: ["x"],
    asked: { fact: "sockets", source: "b", milliseconds: 5 },
    gaps: [{ fact: "sockets", source: "a", reason: "is gone" }],
  });
  assertEquals(asked, ["a", "b"]);
});

Deno.test("firstOf() takes an empty answer for an answer", async () => {
  const { value, gaps } = await firstOf(probe("a", []), probe("b", ["x"]))(
    ...[ticking(), asking(), OPTIONS] as const,
  );
  assertEquals<unknown>([value, gaps], [[], []]);
});

Deno.test("firstOf() leaves a gap for each probe where none answers", async () => {
  const ask = firstOf(probe("a", { missing: "is gone" }), probe("b", { missing: "hangs" }));
  assertEquals(await ask(ticking(), asking(), OPTIONS), {
    gaps: [
      { fact: "sockets", source: "a", reason: "is gone" },
      { fact: "sockets", source: "b", reason: "hangs" },
    ],
  });
  assertEquals(await firstOf()(ticking(), asking(), OPTIONS), { gaps: [] });
});

Deno.test("firstOf() passes question and options on", async () => {
  const seen: unknown[] = [];
  const curious: Probe<readonly string[]> = {
    ...probe("a", []),
    read: (_, question, options) => {
      seen.push(question, options);
      return Promise.resolve([]);
    },
  };
  await firstOf(curious)(onPaper({}), asking(80), OPTIONS);
  assertEquals(seen, [asking(80), OPTIONS]);
});

Deno.test("loadedLate() loads a probe when it is asked, and not before", async () => {
  let loaded = 0;
  const late = loadedLate({ name: "/proc/net", word: "proc", gives: "sockets" }, () => {
    loaded++;
    return Promise.resolve(probe("other", ["x"]));
  });
  assertEquals([late.name, late.word, late.gives, loaded], ["/proc/net", "proc", "sockets", 0]);
  assertEquals(await late.read(onPaper({}), asking(), OPTIONS), ["x"]);
  assertEquals(loaded, 1);
});

Deno.test("programFailure() says in words why a program gave no answer", () => {
  const reasons = ["ENOENT", "EACCES", "ETIMEDOUT", "NOT_RECORDED", "E2BIG"].map((failed) =>
    programFailure("ss", { failed }, 300)
  );
  assertEquals(reasons, [
    "ss is not installed",
    "ss may not be run",
    "ss did not answer within 0.3 s",
    "ss was not asked when the capture was made",
    "ss failed with E2BIG",
  ]);
});

Deno.test("badExit() tells the first line of the complaint, where there is one", () => {
  assertEquals(
    badExit("ss", 255, "\n Cannot open netlink: nope \r\nmore\n"),
    "ss exited with 255: Cannot open netlink: nope",
  );
  assertEquals(badExit("ss", 1, " \n"), "ss exited with 1");
  assertEquals(badExit("ss", 1, "x".repeat(5000)).length, "ss exited with 1: ".length + 200);
});

Deno.test("rightsNeeded() does not tell root to become root", () => {
  assertEquals(rightsNeeded({ uid: 1000 }), "needs root");
  assertEquals(rightsNeeded({}), "needs root");
  assertEquals(
    rightsNeeded({ uid: 0 }),
    "needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, outside of containers",
  );
});
