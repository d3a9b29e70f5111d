import { assertEquals, assertThrows } from "@std/assert";
import { stopTargets } from "../../src/cli/stop_targets.ts";
import { Refusal } from "../../src/model/refusal.ts";

const TCP = { proto: "tcp" } as const;

Deno.test("stopTargets() reads ports, lists and ranges, pids and names", () => {
  const words = ["80,3000-3010", "53/udp", "127.0.0.1:81", "pid:812", "PID:1", "name:node x"];
  const ports = { kind: "ports", protos: ["tcp"] };
  assertEquals(stopTargets(words, TCP) as unknown, [
    { ...ports, first: 80, last: 80 },
    { ...ports, first: 3000, last: 3010 },
    { ...ports, first: 53, last: 53, protos: ["udp"] },
    { ...ports, first: 81, last: 81, host: "127.0.0.1" },
    { kind: "pid", pid: 812 },
    { kind: "pid", pid: 1 },
    { kind: "name", text: "node x" },
  ]);
  const [both] = stopTargets(["80"], { proto: "all" });
  assertEquals(both?.kind === "ports" && both.protos, ["tcp", "udp"]);
});

Deno.test("stopTargets() refuses what names nothing", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["pid:", "bad-pid"],
    ["pid:0", "bad-pid"],
    ["pid:abc", "bad-pid"],
    ["pid:-1", "bad-pid"],
    ["pid:1.5", "bad-pid"],
    ["pid:99999999999", "bad-pid"],
    ["pid:1,2", "bad-pid"],
    ["name:", "bad-name"],
    ["name:  ", "bad-name"],
    ["node", "bad-port"],
    ["0", "bad-port"],
  ];
  for (const [word, code] of cases) {
    const error = assertThrows(() => stopTargets([word], TCP), Refusal);
    assertEquals([error.code, error.exit], [code, 2], word);
  }
});
