import { assertEquals } from "@std/assert";
import {
  added,
  isInForce,
  parseChain,
  reverse,
  setUp,
  takeDown,
} from "../../../src/actions/firewall/iptables_chain.ts";
import { targetText } from "../../../src/actions/firewall/port_block.ts";
import { printed } from "./paper_firewall.ts";

const TEXT = printed("iptables").stdout;
const runs = (lines: readonly { readonly run: string }[]) => lines.map(({ run }) => run);

Deno.test("parseChain() tells portik's rules from those of others", () => {
  const chain = parseChain(TEXT);
  assertEquals(chain.rules.map(({ block }) => targetText(block)), [
    "8080/tcp from everyone",
    "3000-3010/tcp from everyone",
    "53/udp from everyone",
    "22/tcp from 10.0.0.0/8",
  ]);
  assertEquals([chain.exists, chain.passesReplies, chain.foreign, chain.docker], [
    true,
    true,
    false,
    false,
  ]);
  assertEquals(chain.jumps.length, 2);
  assertEquals(parseChain("-P INPUT ACCEPT\n").exists, false);
});

Deno.test("isInForce() goes by the way from INPUT", () => {
  assertEquals(isInForce(parseChain(TEXT)), true);
  assertEquals(isInForce(parseChain(TEXT.replace("-A INPUT -j PORTIK\n", ""))), false);
});

Deno.test("setUp() makes what is missing, and takeDown() takes it away again", () => {
  assertEquals(setUp(parseChain(TEXT)), []);
  const all = setUp(parseChain(""));
  assertEquals(runs(all), [
    "-N PORTIK",
    "-I PORTIK 1 -m conntrack --ctdir REPLY -j RETURN",
    "-I INPUT 1 -j PORTIK",
    "-I FORWARD 1 -m conntrack --ctstate DNAT -j PORTIK",
  ]);
  assertEquals(takeDown(parseChain(TEXT)), all.map(reverse).toReversed());
  const flushed = parseChain("-N PORTIK\n-A INPUT -j PORTIK\n-N DOCKER-USER\n");
  assertEquals(runs(setUp(flushed)), [
    "-I PORTIK 1 -m conntrack --ctdir REPLY -j RETURN",
    "-I DOCKER-USER 1 -m conntrack --ctstate DNAT -j PORTIK",
  ]);
});

Deno.test("takeDown() leaves a chain alone that others have put rules into", () => {
  const foreign = parseChain(`${TEXT}-A PORTIK -p tcp -j ACCEPT\n`);
  assertEquals([foreign.foreign, takeDown(foreign)], [true, []]);
});

Deno.test("added() and reverse() are each other's way back", () => {
  const line = added("-p tcp -j DROP");
  assertEquals(line, { run: "-A PORTIK -p tcp -j DROP", undo: "-D PORTIK -p tcp -j DROP" });
  assertEquals(reverse(reverse(line)), line);
});
