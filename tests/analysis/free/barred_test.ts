import { assertEquals } from "@std/assert";
import { barredPorts, type Bars } from "../../../src/analysis/free/barred.ts";
import type { Container } from "../../../src/model/container.ts";
import type { Settings } from "../../../src/model/snapshot.ts";
import { quietMachine } from "../../../src/testing/quiet_machine.ts";
import { publishing } from "../publishing.ts";

interface Choices extends Partial<Omit<Bars, "machine">> {
  readonly settings?: Settings;
  readonly containers?: readonly Container[];
}

function bars({ settings = {}, containers = [], ...rest }: Choices = {}) {
  const machine = quietMachine({ settings, containers });
  return barredPorts({ machine, protos: ["tcp"], isLeased: () => false, ...rest });
}

Deno.test("barredPorts() bars nothing on a quiet machine but what browsers refuse", () => {
  const why = bars();
  assertEquals([why(8080), why(6000), why(4190), why(6679)], [
    undefined,
    "blocked",
    "blocked",
    "blocked",
  ]);
});

Deno.test("barredPorts() bars nothing that browsers refuse where that does not matter", () => {
  assertEquals(bars({ browserBlocked: true })(6000), undefined);
});

Deno.test("barredPorts() bars what the system has reserved", () => {
  const linux = bars({
    settings: { reservedPorts: [{ first: 3000, last: 3002 }, { first: 9, last: 9 }] },
  });
  assertEquals([linux(2999), linux(3000), linux(3002), linux(3003), linux(9)], [
    undefined,
    "reserved",
    "reserved",
    undefined,
    "reserved",
  ]);
  const settings = { excludedRanges: [{ proto: "tcp", first: 50000, last: 50059 }] } as const;
  assertEquals(bars({ settings })(50001), "reserved");
  assertEquals(bars({ settings, protos: ["udp"] })(50001), undefined);
});

Deno.test("barredPorts() bars what is leased, by the protocols that are asked for", () => {
  const asked: unknown[] = [];
  const isLeased: Bars["isLeased"] = (port, protos) => {
    asked.push([port, protos]);
    return port === 3000;
  };
  const why = bars({ isLeased, protos: ["tcp", "udp"] });
  assertEquals([why(3000), why(3001)], ["leased", undefined]);
  assertEquals(asked, [[3000, ["tcp", "udp"]], [3001, ["tcp", "udp"]]]);
});

Deno.test("barredPorts() bars what a container publishes, also one that is stopped", () => {
  for (const state of ["running", "created", "exited", "paused"]) {
    assertEquals(bars({ containers: [publishing(state)] })(8080), "published", state);
  }
  const udp = { containers: [publishing("running", { proto: "udp" })] };
  assertEquals([bars(udp)(8080), bars({ ...udp, protos: ["tcp", "udp"] })(8080)], [
    undefined,
    "published",
  ]);
  const local = { containers: [publishing("running", { hostAddress: "127.0.0.1" })] };
  assertEquals([bars(local)(8080), bars({ ...local, host: "10.0.0.1" })(8080)], [
    "published",
    undefined,
  ]);
});
