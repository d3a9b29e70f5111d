import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  ALL_REFUSED,
  ALL_SERVED,
  IPTABLES_NEEDS,
  listed,
  NFT_NEEDS,
  PORT,
  served,
  told,
} from "../blocked.ts";
import { startFirewalld } from "../firewalld.ts";
import type { RunChoices } from "../program.ts";
import { liveTest, type Need } from "../tools.ts";
import { startUfw } from "../ufw.ts";
import { HERE, THERE, Wire } from "../wire.ts";

/** A firewall that manages others, at work on one machine of a wire. */
interface Manager {
  /** How to run portik where it is. */
  readonly choices: RunChoices;
  /** All that it was told to do. */
  rules(): Promise<string>;
  /** Has it accept TCP on the port, as whoever runs a server does. */
  allow(port: number): Promise<void>;
}

const MANAGERS: readonly {
  readonly name: string;
  readonly needs: readonly Need[];
  /** What portik says of a reboot. */
  readonly lasts: string;
  start(wire: Wire, made: AsyncDisposableStack): Promise<Manager>;
}[] = [
  {
    name: "ufw",
    needs: [...IPTABLES_NEEDS, "ufw", "unshare"],
    lasts: "It outlasts a reboot.",
    async start(wire, made) {
      const { through, run } = made.use(await startUfw(wire));
      return {
        choices: { through },
        rules: () => run("show", "added"),
        allow: async (port) => void await run("allow", `${port}/tcp`),
      };
    },
  },
  {
    name: "firewalld",
    needs: [...NFT_NEEDS, "firewalld", "firewall-cmd", "dbus-daemon"],
    lasts: "It lasts until firewalld is reloaded or the machine is rebooted.",
    async start(wire, made) {
      const { env } = made.use(await startFirewalld(wire));
      const bus = `DBUS_SYSTEM_BUS_ADDRESS=${env.DBUS_SYSTEM_BUS_ADDRESS}`;
      const run = (...words: readonly string[]) => wire.run("env", bus, "firewall-cmd", ...words);
      // It refuses what nobody has allowed.
      await run("--set-default-zone=trusted");
      return {
        choices: { env },
        rules: () => run("--list-all-zones"),
        allow: async (port) => void await run(`--add-port=${port}/tcp`),
      };
    },
  },
];

for (const { name, needs, lasts, start } of MANAGERS) {
  liveTest(`portik block uses ${name} where that is in charge`, needs, async () => {
    await using made = new AsyncDisposableStack();
    const wire = made.use(await Wire.make());
    const { choices, rules, allow } = await start(wire, made);
    await wire.serve(PORT);
    await allow(PORT);
    const before = await rules();
    assertEquals(await served(wire), ALL_SERVED);
    const again = await wire.connect({ proto: "tcp", to: HERE.ipv4, port: PORT });
    const block = ["block", `${PORT}`, "--proto", "all", "--yes"];
    const blocked = await told(wire, block, choices);
    assertEquals([blocked.code, blocked.data.firewall, blocked.data.blocked.length], [0, name, 2]);
    assertEquals(await served(wire), ALL_REFUSED);
    assertEquals(blocked.data.notes.includes(lasts), true);
    // As the notes say.
    assertStringIncludes(blocked.data.notes.join(" "), "already stay open");
    assertEquals(await again(), "served");
    const during = await rules();
    const twice = await told(wire, block, choices);
    assertEquals([twice.code, twice.data.outcome, twice.data.already.length], [0, "already", 2]);
    assertEquals(await rules(), during);
    assertEquals(await listed(wire, choices), [`${PORT}/tcp everyone`, `${PORT}/udp everyone`]);
    const unblock = ["unblock", `${PORT}`, "--proto", "all"];
    assertEquals((await told(wire, unblock, choices)).code, 0);
    assertEquals([await served(wire), await rules()], [ALL_SERVED, before]);
    assertEquals((await told(wire, unblock, choices)).code, 1);
  });

  liveTest(`portik block closes a port to some clients alone, by ${name}`, needs, async () => {
    await using made = new AsyncDisposableStack();
    const wire = made.use(await Wire.make());
    const { choices, rules, allow } = await start(wire, made);
    await wire.serve(PORT);
    await allow(PORT);
    const before = await rules();
    const clients = () =>
      Promise.all([
        ...[THERE.first, THERE.second].map((from) =>
          wire.ask({ proto: "tcp", to: HERE.ipv4, port: PORT, from })
        ),
        wire.ask({ proto: "tcp", to: HERE.ipv6, port: PORT }),
      ]);
    const range = `${PORT - 1}-${PORT + 1}`;
    const block = async (from: string) =>
      (await told(wire, ["block", range, "--from", from, "--yes"], choices)).code;
    assertEquals(await block("10.77.0.128/25"), 0);
    assertEquals(await clients(), ["served", "ECONNREFUSED", "served"]);
    assertEquals(await block("fd77::/16"), 0);
    assertEquals(await clients(), ["served", "ECONNREFUSED", "ECONNREFUSED"]);
    assertEquals(await block("0.0.0.0/0"), 0);
    assertEquals(await clients(), ["ECONNREFUSED", "ECONNREFUSED", "ECONNREFUSED"]);
    assertEquals((await told(wire, ["blocks"], choices)).data.blocks.length, 3);
    assertEquals((await told(wire, ["unblock", range], choices)).code, 0);
    assertEquals([await clients(), await rules()], [["served", "served", "served"], before]);
  });
}
