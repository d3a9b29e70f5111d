import excludedRange from "../../plugins/excluded-range.ts";
import type { Settings } from "../../src/plugin.ts";
import { quietMachine, socket, testRule } from "../../src/testing.ts";

type Range = NonNullable<Settings["excludedRanges"]>[number];

function machine(range: Partial<Range> = {}, platform: "windows" | "linux" = "windows") {
  const excludedRanges = [{ proto: "tcp" as const, first: 5400, last: 5499, ...range }];
  return quietMachine({ platform, settings: { excludedRanges } });
}

testRule(excludedRange, {
  silent: {
    "about the port below a range": { machine: machine(), port: 5399 },
    "about the port above a range": { machine: machine(), port: 5500 },
    "about a range of the other protocol": { machine: machine({ proto: "udp" }), port: 5432 },
    "where no ranges are known": {
      machine: quietMachine({ platform: "windows", settings: {} }),
      port: 5432,
    },
    "where somebody listens all the same": {
      machine: quietMachine({
        platform: "windows",
        settings: { excludedRanges: [{ proto: "tcp", first: 5400, last: 5499 }] },
        sockets: [socket({ port: 5432 })],
      }),
      port: 5432,
    },
    "where a bind works all the same": {
      machine: quietMachine({
        platform: "windows",
        settings: { excludedRanges: [{ proto: "tcp", first: 5400, last: 5499 }] },
        binds: [{ proto: "tcp", address: "127.0.0.1", port: 5432, outcome: "ok" }],
      }),
      port: 5432,
    },
    "on another operating system": { machine: machine({}, "linux"), port: 5432 },
  },
  speaks: {
    "about a port inside a range of the system": {
      machine: machine(),
      port: 5432,
      says: {
        message: "Windows has set 5432 aside: it is in the excluded range 5400-5499",
        severity: "error",
        port: 5432,
      },
    },
    "about the first port of a range": {
      machine: machine(),
      port: 5400,
      says: { message: "Windows has set 5400 aside: it is in the excluded range 5400-5499" },
    },
    "about the last port of a range": {
      machine: machine(),
      port: 5499,
      says: { message: "Windows has set 5499 aside: it is in the excluded range 5400-5499" },
    },
    "as a warning about a range that an administrator set": {
      machine: machine({ administered: true }),
      port: 5432,
      says: { severity: "warning" },
    },
  },
});
