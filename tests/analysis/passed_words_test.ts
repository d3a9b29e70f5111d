import { assertEquals } from "@std/assert";
import { type PassedFacts, passedSentence } from "../../src/analysis/passed_words.ts";
import type { Lease } from "../../src/model/lease.ts";
import { quietMachine } from "../../src/testing/quiet_machine.ts";
import { publishing } from "./publishing.ts";

const QUIET: PassedFacts = { machine: quietMachine(), protos: ["tcp"], now: 0 };

Deno.test("passedSentence() names who holds a port", () => {
  const machine = quietMachine({
    sockets: [{
      proto: "tcp",
      family: "ipv4",
      address: "127.0.0.1",
      port: 3000,
      state: "LISTEN",
      holders: [{ pid: 812 }],
    }],
  });
  const sentence = passedSentence({ port: 3000, why: "held" }, { ...QUIET, machine });
  assertEquals(
    sentence.startsWith("3000 is held by a process (pid 812) on 127.0.0.1"),
    true,
    sentence,
  );
  assertEquals(sentence.endsWith("."), false);
});

Deno.test("passedSentence() says what a bind says where nobody is seen, or that it is over", () => {
  const bind = (outcome: string) =>
    quietMachine({ binds: [{ proto: "tcp", address: "0.0.0.0", port: 80, outcome }] });
  const told = (why: "held" | "denied", outcome: string) =>
    passedSentence({ port: 80, why }, { ...QUIET, machine: bind(outcome) });
  assertEquals(told("held", "EADDRINUSE").startsWith("80 is taken"), true);
  assertEquals(told("denied", "EACCES").includes("you may not bind it"), true);
  assertEquals(passedSentence({ port: 80, why: "denied" }, QUIET), "80 is not yours to bind");
  assertEquals(told("held", "ok"), "80 was held a moment ago");
});

Deno.test("passedSentence() names who has a lease", () => {
  const lease: Lease = {
    ...{ proto: "tcp", port: 3000, kind: "promised", by: "use", name: "web" } as const,
    ...{ since: 0, lasting: false, owner: { pid: 7, started: "x" } },
  };
  const leased = { port: 3000, why: "leased" } as const;
  assertEquals(
    passedSentence(leased, { ...QUIET, lease }),
    "3000 is leased to web by portik use (pid 7)",
  );
  assertEquals(passedSentence(leased, QUIET), "3000 is leased");
});

Deno.test("passedSentence() names the container that has a port, or that wants it", () => {
  const told = (...states: readonly string[]) => {
    const machine = quietMachine({ containers: states.map((state) => publishing(state)) });
    return passedSentence({ port: 8080, why: "published" }, { ...QUIET, machine });
  };
  assertEquals(told("running"), "8080 is published by container web (web:1)");
  assertEquals(told("exited"), "8080 is wanted by container web (web:1), which is exited");
  assertEquals(told("created", "running"), "8080 is published by container web (web:1)");
  assertEquals(told(), "8080 is published by a container");
});

Deno.test("passedSentence() says who refuses a port", () => {
  const told = (why: "blocked" | "reserved") => passedSentence({ port: 6000, why }, QUIET);
  assertEquals(
    told("blocked"),
    "6000 is blocked by browsers: they open no page that is served there",
  );
  assertEquals(told("reserved"), "6000 is reserved by the system");
});
