import { assertEquals } from "@std/assert";
import {
  judgeFree,
  judgeHttp,
  judgeListening,
  nameHolder,
  standsOtherwise,
} from "../../src/analysis/wait.ts";
import { portSentence } from "../../src/analysis/wait_words.ts";
import type { Bind } from "../../src/model/snapshot.ts";
import { process, quietMachine, socket } from "../../src/testing.ts";

const TARGET = { port: 3000, proto: "tcp" } as const;

const LISTENS = quietMachine({ processes: [process()], sockets: [socket()] });
const FREE = quietMachine({});
const BLIND = quietMachine({
  known: [],
  gaps: [{ fact: "sockets", source: "ss", reason: "ss hangs" }],
});
const LEFT = quietMachine({
  sockets: [socket({ state: "CLOSE_WAIT", peer: { address: "127.0.0.1", port: 9 }, holders: [] })],
});
const WAITS = quietMachine({
  sockets: [socket({ state: "TIME_WAIT", peer: { address: "127.0.0.1", port: 9 }, holders: [] })],
});

function bound(outcome: string) {
  const bind: Bind = { proto: "tcp", address: "127.0.0.1", port: 3000, outcome };
  return quietMachine({ binds: [bind] });
}

Deno.test("judgeListening() is met where somebody listens, and says how a port stands otherwise", () => {
  const judge = (machine: typeof FREE) => judgeListening(machine, TARGET);
  assertEquals(judge(LISTENS).met, true);
  assertEquals(judge(LISTENS).owners.map(({ pid }) => pid), [812]);
  assertEquals(portSentence(judge(LISTENS)), "3000 listens.");
  assertEquals([judge(FREE).met, portSentence(judge(FREE))], [false, "3000 is still free."]);
  assertEquals([judge(LEFT).met, judge(LEFT).state[0]], [false, "is taken, but nobody listens"]);
  assertEquals([judge(BLIND).met, judge(BLIND).unseen], [false, true]);
  assertEquals(portSentence(judge(BLIND)), "3000 could not be seen: ss hangs.");
});

Deno.test("judgeFree() is met where nothing is in the way of a bind", () => {
  const judge = (machine: typeof FREE) => judgeFree(machine, TARGET).met;
  assertEquals([judge(FREE), judge(WAITS), judge(bound("ok"))], [true, true, true]);
  assertEquals([judge(LISTENS), judge(LEFT), judge(bound("EADDRINUSE"))], [false, false, false]);
  // That this user may not bind a port says nothing about who holds it.
  assertEquals(judge(bound("EACCES")), true);
  assertEquals(judgeFree(BLIND, TARGET).unseen, true);
});

Deno.test("judgeFree() names who still holds the port", () => {
  const { detail, owners } = judgeFree(LISTENS, TARGET);
  assertEquals(owners.map(({ pid }) => pid), [812]);
  const holder = "still held by node (pid 812, user me) on 0.0.0.0";
  assertEquals(detail, [`is ${holder}`, `are ${holder}`]);
});

Deno.test("nameHolder() names who listens on a port that answers badly, if somebody does", () => {
  const port = judgeHttp(TARGET, 503);
  const holder = "held by node (pid 812, user me) on 0.0.0.0";
  const words = [`answers 503 and is ${holder}`, `answer 503 and are ${holder}`] as const;
  const { owners, ...named } = nameHolder(LISTENS, port);
  assertEquals(named.detail, words);
  assertEquals(owners.map(({ pid }) => pid), [812]);
  assertEquals(nameHolder(FREE, port), port);
});

Deno.test("judgeHttp() is met by a status below 400", () => {
  const met = [200, 204, 302, 399].map((status) => judgeHttp(TARGET, status).met);
  assertEquals(met, [true, true, true, true]);
  assertEquals(
    [400, 404, 503].map((status) => judgeHttp(TARGET, status).met),
    Array(3).fill(false),
  );
  assertEquals(judgeHttp(TARGET, 503), {
    ...TARGET,
    owners: [],
    met: false,
    state: ["answers 503", "answer 503"],
    httpStatus: 503,
  });
});

Deno.test("judgeHttp() has words for every failure", () => {
  const words = ["ECONNREFUSED", "ETIMEDOUT", "TLS", "UNASKED", "EHOSTUNREACH", "toString"]
    .map((failed) => judgeHttp(TARGET, failed).state[0]);
  assertEquals(words, [
    "refuses connections",
    "does not answer",
    "speaks TLS and not plain HTTP",
    "has not answered yet",
    "cannot be reached: EHOSTUNREACH",
    "cannot be reached: toString",
  ]);
});

Deno.test("standsOtherwise() notices another state and another process, and not that time goes by", () => {
  const by = (pid: number, age = 6) => {
    const owner = process({ pid, startedAt: `2026-01-02T03:04:0${10 - age}.000Z` });
    const sockets = [socket({ holders: [{ pid, fd: 3 }] })];
    return judgeFree(quietMachine({ processes: [owner], sockets }), TARGET);
  };
  assertEquals(portSentence(by(7)) !== portSentence(by(7, 9)), true);
  assertEquals(standsOtherwise(by(7), by(7, 9)), false);
  assertEquals(standsOtherwise(by(7), by(8)), true);
  assertEquals(standsOtherwise(by(7), judgeFree(FREE, TARGET)), true);
  assertEquals(standsOtherwise(judgeHttp(TARGET, 500), judgeHttp(TARGET, 503)), true);
});
