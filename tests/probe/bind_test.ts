import { assertEquals } from "@std/assert";
import type { Sight } from "../../src/host/host.ts";
import { USUAL_ADDRESSES } from "../../src/model/question.ts";
import type { Platform } from "../../src/model/snapshot.ts";
import type { Proto } from "../../src/model/socket.ts";
import { type BindContext, tryBinds } from "../../src/probe/bind.ts";
import { onPaper } from "./paper.ts";

const USER: BindContext = {
  caller: { pid: 9, uid: 1000, mayBindPrivileged: false },
  settings: { unprivilegedPortStart: 1024 },
};
const ROOT: BindContext = { ...USER, caller: { pid: 9, uid: 0, mayBindPrivileged: true } };

/** What every address gave for port 0 on an ordinary machine. */
const ANY_PORT: Readonly<Record<string, string>> = Object.fromEntries(
  USUAL_ADDRESSES.map((address) => [`tcp ${address} 0`, "ok"]),
);

interface Ask {
  readonly port: number;
  readonly proto?: Proto;
  readonly addresses?: readonly string[];
  readonly context?: BindContext;
  readonly os?: Platform;
}

/** The outcome for each address, with a `?` behind it where it is inferred. */
async function outcomes(binds: Record<string, string>, ask: Ask): Promise<string[]> {
  const { port, proto = "tcp", addresses = USUAL_ADDRESSES, context = USER, os = "linux" } = ask;
  const sight: Sight = { ...onPaper({ binds }), os };
  const found = await tryBinds(sight, { proto, port, addresses }, context);
  assertEquals(found.map((bind) => [bind.proto, bind.port]), addresses.map(() => [proto, port]));
  assertEquals(found.map(({ address }) => address), addresses);
  return found.map(({ outcome, inferred }) => `${outcome}${inferred ? "?" : ""}`);
}

Deno.test("tryBinds() tells what binding each address gave, in their order", async () => {
  const binds = {
    "tcp 127.0.0.1 80": "EADDRINUSE",
    "tcp ::1 80": "ok",
    "tcp 0.0.0.0 80": "EACCES",
    "tcp :: 80": "EAFNOSUPPORT",
    "udp 127.0.0.1 80": "ok",
  };
  assertEquals(await outcomes(binds, { port: 80 }), ["EADDRINUSE", "ok", "EACCES", "EAFNOSUPPORT"]);
  assertEquals(
    await outcomes(binds, { port: 80, proto: "udp", addresses: ["127.0.0.1"] }),
    ["ok"],
  );
});

Deno.test("tryBinds() takes a port for taken that is taken twice", async () => {
  const answers = ["EADDRINUSE", "EADDRINUSE", "EACCES", "ok", "EADDRINUSE"];
  const sight: Sight = {
    ...onPaper({}),
    tryBind: () => Promise.resolve(answers.shift() ?? "asked too often"),
  };
  const addresses = ["127.0.0.1", "::1", "0.0.0.0"];
  const binds = await tryBinds(sight, { proto: "tcp", port: 80, addresses }, USER);
  assertEquals(binds.map(({ outcome }) => outcome), ["ok", "EADDRINUSE", "EACCES"]);
});

Deno.test("tryBinds() never binds two addresses at once", async () => {
  let bound = 0;
  let most = 0;
  const sight: Sight = {
    ...onPaper({}),
    async tryBind() {
      most = Math.max(most, ++bound);
      await Promise.resolve();
      bound--;
      return "ok";
    },
  };
  await tryBinds(sight, { proto: "tcp", port: 80, addresses: USUAL_ADDRESSES }, USER);
  assertEquals(most, 1);
});

Deno.test("tryBinds() infers for a captured machine that a port nobody tried was free", async () => {
  assertEquals(await outcomes(ANY_PORT, { port: 3000 }), ["ok?", "ok?", "ok?", "ok?"]);
});

Deno.test("tryBinds() infers nothing where the capture says what a bind gave", async () => {
  const binds = { ...ANY_PORT, "tcp 127.0.0.1 3000": "EADDRINUSE" };
  assertEquals(await outcomes(binds, { port: 3000 }), ["EADDRINUSE", "ok?", "ok?", "ok?"]);
});

Deno.test("tryBinds() infers that a privileged port was closed to an ordinary user, and to them alone", async () => {
  const one = { addresses: ["0.0.0.0"] };
  assertEquals(await outcomes(ANY_PORT, { ...one, port: 80 }), ["EACCES?"]);
  assertEquals(await outcomes(ANY_PORT, { ...one, port: 1023 }), ["EACCES?"]);
  assertEquals(await outcomes(ANY_PORT, { ...one, port: 1024 }), ["ok?"]);
  assertEquals(await outcomes(ANY_PORT, { ...one, port: 80, context: ROOT }), ["ok?"]);
  const open = { ...USER, settings: { unprivilegedPortStart: 80 } };
  assertEquals(await outcomes(ANY_PORT, { ...one, port: 80, context: open }), ["ok?"]);
  assertEquals(await outcomes(ANY_PORT, { ...one, port: 79, context: open }), ["EACCES?"]);
});

Deno.test("tryBinds() infers that macOS closes a privileged port on all addresses but the wildcards", async () => {
  assertEquals(
    await outcomes(ANY_PORT, { port: 80, os: "darwin" }),
    ["EACCES?", "EACCES?", "ok?", "ok?"],
  );
});

Deno.test("tryBinds() does not guess where rights or the limit are unknown", async () => {
  const ask = { port: 80, addresses: ["127.0.0.1"] };
  const noRights = { ...USER, caller: { pid: 9 } };
  const noLimit = { ...USER, settings: {} };
  assertEquals(await outcomes(ANY_PORT, { ...ask, context: noRights }), ["unknown?"]);
  assertEquals(await outcomes(ANY_PORT, { ...ask, context: noLimit }), ["unknown?"]);
  assertEquals(await outcomes(ANY_PORT, { ...ask, context: { ...ROOT, settings: {} } }), ["ok?"]);
  assertEquals(await outcomes(ANY_PORT, { ...ask, port: 3000, context: noLimit }), ["ok?"]);
});

Deno.test("tryBinds() infers from port 0 that the machine had no IPv6", async () => {
  const binds = { ...ANY_PORT, "tcp ::1 0": "EADDRNOTAVAIL", "tcp :: 0": "EAFNOSUPPORT" };
  assertEquals(
    await outcomes(binds, { port: 3000 }),
    ["ok?", "EADDRNOTAVAIL?", "ok?", "EAFNOSUPPORT?"],
  );
  // Not even the privileged limit matters then.
  assertEquals(await outcomes(binds, { port: 80, addresses: ["::"] }), ["EAFNOSUPPORT?"]);
});

Deno.test("tryBinds() does not know whether a captured machine had another address", async () => {
  const addresses = ["192.0.2.7", "2001:db8::7"];
  const noIpv6 = { ...ANY_PORT, "tcp :: 0": "EAFNOSUPPORT" };
  assertEquals(await outcomes(ANY_PORT, { port: 3000, addresses }), ["unknown?", "unknown?"]);
  assertEquals(await outcomes(noIpv6, { port: 3000, addresses }), ["unknown?", "EAFNOSUPPORT?"]);
  const tried = { ...ANY_PORT, "tcp 192.0.2.7 3000": "EADDRNOTAVAIL" };
  assertEquals(
    await outcomes(tried, { port: 3000, addresses: ["192.0.2.7"] }),
    ["EADDRNOTAVAIL"],
  );
});

Deno.test("tryBinds() says unknown where the capture tried nothing at all", async () => {
  assertEquals(await outcomes({}, { port: 3000 }), Array(4).fill("unknown?"));
  // TCP tells nothing about UDP.
  assertEquals(await outcomes(ANY_PORT, { port: 3000, proto: "udp" }), Array(4).fill("unknown?"));
});
