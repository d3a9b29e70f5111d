import { assertEquals, assertStringIncludes } from "@std/assert";
import { firewallFailure } from "../../../src/actions/firewall/failed.ts";
import { nftables } from "../../../src/actions/firewall/nftables.ts";
import { blockOf } from "./paper_firewall.ts";

const failed = { step: { argv: ["nft", "x"] }, why: "exits with 1: Operation not supported" };

const NOTHING = { done: [], how: "blocked" } as const;

Deno.test("firewallFailure() says what failed and what is left of it, with exit code 5", () => {
  const said = [{}, { undone: true }, { undone: false }].map((left) =>
    firewallFailure({ done: [], failed: { ...failed, step: { argv: ["x"] } }, ...left }, NOTHING)
  );
  assertEquals(said.map(({ message, exit }) => `${exit} ${message}`), [
    "5 x exits with 1: Operation not supported; nothing was changed",
    "5 x exits with 1: Operation not supported; what had been done was taken back",
    "5 x exits with 1: Operation not supported; what had been done could not be taken back, see portik blocks",
  ]);
  assertEquals(said[0]?.hint, undefined);
});

Deno.test("firewallFailure() knows what an old kernel cannot do", () => {
  assertEquals(firewallFailure({ done: [], failed }, NOTHING).hint?.includes("--drop"), true);
});

Deno.test("firewallFailure() goes by what the firewalls have in the end", () => {
  const done = [80, 81].map((port) => ({ block: blockOf(port), firewall: nftables }));
  const said = [done, done.slice(1)].map((done) =>
    firewallFailure({ done: [], failed, undone: true }, { done, how: "open again" }).message
  );
  assertStringIncludes(
    said[0] ?? "",
    "; 80/tcp from everyone, 81/tcp from everyone are open again all the same",
  );
  assertStringIncludes(said[1] ?? "", "; 81/tcp from everyone is open again all the same");
});

Deno.test("firewallFailure() has the exit code of the signal that ended it", () => {
  const exits = (["SIGINT", "SIGTERM"] as const).map((interrupted) =>
    firewallFailure({ done: [], failed, interrupted }, NOTHING).exit
  );
  assertEquals(exits, [130, 143]);
});
