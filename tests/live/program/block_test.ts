import { assertEquals } from "@std/assert";
import {
  ALL_REFUSED,
  ALL_SERVED,
  IPTABLES_NEEDS,
  listed,
  NFT_NEEDS,
  PORT,
  served,
  settled,
  told,
} from "../blocked.ts";
import { tempFolder } from "../launch.ts";
import { otherSbin } from "../other_sbin.ts";
import { liveTest } from "../tools.ts";
import { BEHIND, HERE, THERE, Wire } from "../wire.ts";

/** What `iptables-save -t filter` and `iptables` are, by the kernel's two ways to keep their rules. */
const VARIANTS: Readonly<Record<string, Readonly<Record<string, string>>>> = Object.fromEntries(
  ["nft", "legacy"].map((variant) => [
    `iptables-${variant}`,
    Object.fromEntries(
      ["", "-restore", "-save"].flatMap((end) =>
        ["iptables", "ip6tables"].map((name) => [name + end, `xtables-${variant}-multi`])
      ),
    ),
  ]),
);

const IPTABLES = { firewall: "iptables", rules: ["iptables-save", "-t", "filter"] } as const;
const FIREWALLS = [
  {
    ...{ name: "nftables", firewall: "nftables", needs: NFT_NEEDS },
    rules: ["nft", "list", "ruleset"],
  },
  { ...IPTABLES, name: "iptables-nft", needs: IPTABLES_NEEDS },
  { ...IPTABLES, name: "iptables-legacy", needs: [...IPTABLES_NEEDS, "iptables-legacy"] },
] as const;

for (const { name, firewall, needs, rules } of FIREWALLS) {
  const make = async (made: AsyncDisposableStack) => {
    const { path } = made.use(await tempFolder());
    return made.use(await Wire.make({ through: await otherSbin(path, VARIANTS[name] ?? {}) }));
  };

  liveTest(
    `portik block has a client refused, and unblock has it served again, by ${name}`,
    needs,
    async () => {
      await using made = new AsyncDisposableStack();
      const wire = await make(made);
      await wire.serve(PORT);
      const foreign = firewall === "nftables"
        ? [
          "nft",
          "add table inet other; add chain inet other in { type filter hook input priority 0; }; add rule inet other in tcp dport 9 drop",
        ]
        : ["iptables", "-A", "INPUT", "-p", "tcp", "--dport", "9", "-j", "DROP"];
      await wire.run(...foreign);
      const before = settled(await wire.run(...rules));
      assertEquals(await served(wire), ALL_SERVED);
      const words = [`${PORT}`, "--proto", "all", "--yes", "--firewall", firewall];
      const blocked = await told(wire, ["block", ...words]);
      assertEquals([blocked.code, blocked.data.outcome, blocked.data.blocked.length], [
        0,
        "blocked",
        2,
      ]);
      assertEquals(await served(wire), ALL_REFUSED);
      const during = settled(await wire.run(...rules));
      const again = await told(wire, ["block", ...words]);
      assertEquals([again.code, again.data.outcome, again.data.already.length], [0, "already", 2]);
      assertEquals(settled(await wire.run(...rules)), during);
      assertEquals(await listed(wire), [`${PORT}/tcp everyone`, `${PORT}/udp everyone`]);
      const opened = await told(wire, ["unblock", `${PORT}`, "--proto", "all"]);
      assertEquals([opened.code, opened.data.outcome], [0, "unblocked"]);
      assertEquals(await served(wire), ALL_SERVED);
      assertEquals(settled(await wire.run(...rules)), before);
      assertEquals(await listed(wire), []);
      const nothing = await told(wire, ["unblock", `${PORT}`, "--proto", "all"]);
      assertEquals([nothing.code, nothing.data.outcome], [1, "nothing"]);
    },
  );

  liveTest(
    `portik block --from refuses one client and not another, by ${name}`,
    needs,
    async () => {
      await using made = new AsyncDisposableStack();
      const wire = await make(made);
      await wire.serve(PORT);
      const clients = () =>
        Promise.all([
          ...[THERE.first, THERE.second].map((from) =>
            wire.ask({ proto: "tcp", to: HERE.ipv4, port: PORT, from })
          ),
          wire.ask({ proto: "tcp", to: HERE.ipv6, port: PORT }),
        ]);
      const block = (from: string) =>
        wire.portik(["block", `${PORT}`, "--from", from, "--yes", "--firewall", firewall]);
      assertEquals((await block("10.77.0.128/25")).code, 0);
      assertEquals(await clients(), ["served", "ECONNREFUSED", "served"]);
      assertEquals((await block(THERE.ipv6)).code, 0);
      assertEquals(await clients(), ["served", "ECONNREFUSED", "ECONNREFUSED"]);
      assertEquals(await listed(wire), [`${PORT}/tcp 10.77.0.128/25`, `${PORT}/tcp ${THERE.ipv6}`]);
      const words = ["unblock", `${PORT}`, "--from", "10.77.0.128/25"];
      assertEquals((await wire.portik(words)).code, 0);
      assertEquals(await clients(), ["served", "served", "ECONNREFUSED"]);
      assertEquals((await wire.portik(["unblock", `${PORT}`])).code, 0);
      assertEquals(await clients(), ["served", "served", "served"]);
    },
  );

  liveTest(`portik block cuts connections that are open already, by ${name}`, needs, async () => {
    await using made = new AsyncDisposableStack();
    const wire = await make(made);
    await wire.serve(PORT);
    const again = await wire.connect({ proto: "tcp", to: HERE.ipv4, port: PORT });
    const { code, stdout } = await wire.portik([
      ...["block", `${PORT}`, "--yes", "--firewall", firewall],
    ]);
    assertEquals([code, stdout.includes("are cut, too")], [0, true]);
    assertEquals(await again(), "ECONNRESET");
  });

  // What is left is the same to both kinds of iptables.
  if (name === "iptables-legacy") continue;

  liveTest(
    `portik block --dry-run runs nothing, and its commands do the same when pasted, by ${name}`,
    needs,
    async () => {
      await using made = new AsyncDisposableStack();
      const wire = await make(made);
      await wire.serve(PORT);
      const before = await wire.run(...rules);
      const dry = ["--dry-run", "--firewall", firewall];
      const { code, stdout } = await wire.portik(["block", `${PORT}`, "--proto", "all", ...dry]);
      assertEquals([code, settled(await wire.run(...rules))], [0, settled(before)]);
      const commands = stdout.split("\n").filter((line) => /^ {2}(?:nft|printf) /.test(line));
      assertEquals(commands.length, firewall === "nftables" ? 1 : 2);
      for (const command of commands) await wire.run("sh", "-c", command);
      assertEquals(await served(wire), ALL_REFUSED);
      assertEquals(await listed(wire), [`${PORT}/tcp everyone`, `${PORT}/udp everyone`]);
    },
  );

  liveTest(
    `portik block spares this machine, and with --loopback it does not, by ${name}`,
    needs,
    async () => {
      await using made = new AsyncDisposableStack();
      const wire = await make(made);
      await wire.serve(PORT);
      const self = () =>
        Promise.all(
          ["127.0.0.1", "::1"].map((to) => wire.ask({ proto: "tcp", to, port: PORT }, wire.here)),
        );
      const block = (...flags: string[]) =>
        wire.portik(["block", `${PORT}`, "--yes", "--firewall", firewall, ...flags]);
      await block();
      assertEquals(await self(), ["served", "served"]);
      await block("--loopback");
      assertEquals(await self(), ["ECONNREFUSED", "ECONNREFUSED"]);
      // It took the place of the one before.
      assertEquals(await listed(wire), [`${PORT}/tcp everyone`]);
      await wire.portik(["unblock", "--all", "--yes"]);
      await block("--from", "127.0.0.1");
      assertEquals(await self(), ["ECONNREFUSED", "served"]);
    },
  );

  liveTest(`portik block --drop leaves a client waiting, by ${name}`, needs, async () => {
    await using made = new AsyncDisposableStack();
    const wire = await make(made);
    await wire.serve(PORT);
    await wire.portik(["block", `${PORT}`, "--drop", "--yes", "--firewall", firewall]);
    const ask = { proto: "tcp", to: HERE.ipv4, port: PORT } as const;
    assertEquals(await wire.ask({ ...ask, patience: 2000 }), "silent");
    // The same again, but refused.
    await wire.portik(["block", `${PORT}`, "--yes", "--firewall", firewall]);
    assertEquals(await wire.ask(ask), "ECONNREFUSED");
    assertEquals(await listed(wire), [`${PORT}/tcp everyone`]);
  });

  liveTest(
    `portik block closes a published port, and leaves alone what is forwarded otherwise, by ${name}`,
    [...needs, "nft"],
    async () => {
      await using made = new AsyncDisposableStack();
      const wire = await make(made);
      const behind = await wire.addBehind();
      await wire.serve(80, behind);
      await wire.run(
        "nft",
        `add table ip pub; add chain ip pub pre { type nat hook prerouting priority -100; }; ` +
          `add rule ip pub pre fib daddr type local tcp dport 8081 dnat to ${BEHIND}:80`,
      );
      await wire.there.ip("route", "add", "10.78.0.0/24", "via", HERE.ipv4);
      const ask = () =>
        Promise.all([
          wire.ask({ proto: "tcp", to: HERE.ipv4, port: 8081 }),
          wire.ask({ proto: "tcp", to: BEHIND, port: 80 }),
        ]);
      assertEquals(await ask(), ["served", "served"]);
      // The port behind is a port of the other machine, which is not meant.
      await wire.portik(["block", "80", "--yes", "--firewall", firewall]);
      assertEquals(await ask(), ["served", "served"]);
      await wire.portik(["block", "8081", "--yes", "--firewall", firewall]);
      assertEquals(await ask(), ["ECONNREFUSED", "served"]);
      await wire.portik(["unblock", "--all", "--yes"]);
      assertEquals(await ask(), ["served", "served"]);
    },
  );

  liveTest(
    `portik block leaves this machine's own connections alone, by ${name}`,
    needs,
    async () => {
      await using made = new AsyncDisposableStack();
      const wire = await make(made);
      await wire.serve(PORT, wire.there);
      // Every port that the kernel may give to this end.
      const all = ["block", "1024-65535", "--proto", "all", "--yes", "--firewall", firewall];
      assertEquals((await wire.portik(all)).code, 0);
      for (const proto of ["tcp", "udp"] as const) {
        const answer = await wire.ask({ proto, to: THERE.first, port: PORT }, wire.here);
        assertEquals(answer, "served");
      }
    },
  );

  liveTest(`portik block takes lists and ranges, by ${name}`, needs, async () => {
    await using made = new AsyncDisposableStack();
    const wire = await make(made);
    for (const port of [PORT, PORT + 1, PORT + 2, PORT + 9]) await wire.serve(port);
    const by = ["--firewall", firewall];
    const words = [`${PORT}-${PORT + 1},${PORT + 9}/udp`, "9"];
    const { data } = await told(wire, ["block", ...words, "--yes", ...by]);
    assertEquals(data.blocked.length, 3);
    const ask = (proto: "tcp" | "udp", port: number) =>
      wire.ask({ proto, to: HERE.ipv6, port: PORT + port });
    assertEquals(
      await Promise.all([ask("tcp", 0), ask("tcp", 1), ask("tcp", 2), ask("tcp", 9)]),
      ["ECONNREFUSED", "ECONNREFUSED", "served", "served"],
    );
    assertEquals(
      await Promise.all([ask("udp", 0), ask("udp", 9)]),
      ["served", "ECONNREFUSED"],
    );
    // Half a range is none.
    assertEquals((await told(wire, ["unblock", `${PORT}`])).code, 1);
    assertEquals((await told(wire, ["unblock", `${PORT}-${PORT + 1},9`])).code, 0);
    assertEquals(await Promise.all([ask("tcp", 0), ask("tcp", 1)]), ["served", "served"]);
    assertEquals(await listed(wire), [`${PORT + 9}/udp everyone`]);
  });

  liveTest(`two portik block at once are both in force, by ${name}`, needs, async () => {
    await using made = new AsyncDisposableStack();
    const wire = await make(made);
    const block = (port: number) =>
      told(wire, ["block", `${port}`, "--yes", "--firewall", firewall]);
    await block(1);
    const ports = [2, 3, 4, 5];
    const codes = await Promise.all(ports.map(async (port) => (await block(port)).code));
    assertEquals(codes, [0, 0, 0, 0]);
    assertEquals(await listed(wire), [1, ...ports].map((port) => `${port}/tcp everyone`));
  });
}
