import { assertEquals, assertThrows } from "@std/assert";
import type { FirewallName } from "../../../src/actions/firewall/firewall.ts";
import { refuseUnseen, survey, troubles, TRY_SUDO } from "../../../src/actions/firewall/survey.ts";
import type { Failure, Ran } from "../../../src/host/host.ts";
import type { Platform } from "../../../src/model/snapshot.ts";
import { Refusal } from "../../../src/model/refusal.ts";
import { complained, NONE, said } from "./paper_firewall.ts";

function machine(os: Platform, answers: Readonly<Record<string, Ran | Failure>>) {
  const asked: string[] = [];
  const run = (argv: readonly string[], { timeout }: { readonly timeout: number }) => {
    asked.push(`${argv.join(" ")} ${timeout}`);
    return Promise.resolve(answers[argv[0] ?? ""] ?? NONE);
  };
  return { os, run, asked };
}

const NFT = { nft: said("") };

Deno.test("survey() asks the firewalls of the system, each with the deadline", async () => {
  const linux = machine("linux", NFT);
  const found = await survey(linux, { timeout: 7 });
  assertEquals(found.map(({ firewall, reading }) => `${firewall.name} ${reading.state}`), [
    ...["firewalld absent", "ufw absent", "nftables ready", "iptables absent"],
  ]);
  assertEquals(linux.asked.includes("nft -a list table inet portik 7"), true);
  const only = async (os: Platform, name: FirewallName) =>
    (await survey(machine(os, NFT), { timeout: 7, only: name })).length;
  assertEquals([await only("linux", "ufw"), await only("darwin", "ufw")], [1, 0]);
});

Deno.test("survey() stops asking a firewall whose program is not there", async () => {
  const linux = machine("linux", NFT);
  await survey(linux, { timeout: 7 });
  const asked = linux.asked.filter((one) => one.includes("firewall-cmd --"));
  assertEquals(asked.filter((one) => !one.includes("--state")), []);
});

Deno.test("refuseUnseen() lets only those pass that see everything", async () => {
  const denied = complained("Operation not permitted (you must be root)");
  const silent = { ...NFT, ufw: { failed: "ETIMEDOUT" } };
  const answers = [NFT, { ...NFT, iptables: denied }, { nft: denied }, silent, {}];
  const exits = await Promise.all(answers.map(async (one) => {
    const found = await survey(machine("linux", one), { timeout: 7 });
    try {
      refuseUnseen(found, { exit: 5 });
      return 0;
    } catch (error) {
      return error instanceof Refusal ? `${error.code} ${error.exit}` : "";
    }
  }));
  assertEquals(exits, [0, "needs-root 5", "needs-root 5", "no-answer 4", "no-firewall 4"]);
  assertThrows(() => refuseUnseen([], { exit: 4, only: "pf" }), Refusal, "pf: there is none");
});

Deno.test("troubles() tells why each is not ready, and TRY_SUDO what helps", async () => {
  const found = await survey(machine("linux", {}), { timeout: 7 });
  assertEquals(troubles(found.slice(0, 2)), "firewalld is not installed, ufw is not installed");
  assertEquals([troubles([]), TRY_SUDO.startsWith("Try sudo")], ["", true]);
});
