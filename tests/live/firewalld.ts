import { tempFolder } from "./launch.ts";
import { until } from "./until.ts";
import type { Wire } from "./wire.ts";

/** A firewalld of its own on one machine of a wire, and what its clients need in their environment. */
export interface Firewalld extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
}

/** Rules of a D-Bus system bus on which everyone may do everything (`dbus-daemon(1)`). */
const POLICY = [
  '<policy context="default"><allow user="*"/><allow own="*"/>',
  ...["method_call", "method_return", "error", "signal"].flatMap((type) => [
    `<allow send_type="${type}"/>`,
    `<allow receive_type="${type}"/>`,
  ]),
  "</policy>",
].join("");

/** Starts a message bus and firewalld on it, with a copy of the machine's configuration. */
export async function startFirewalld(wire: Wire): Promise<Firewalld> {
  await using made = new AsyncDisposableStack();
  const { path } = made.use(await tempFolder());
  const address = `unix:path=${path}/bus`;
  const env = { DBUS_SYSTEM_BUS_ADDRESS: address };
  await Deno.writeTextFile(
    `${path}/bus.conf`,
    `<busconfig><type>system</type><listen>${address}</listen><auth>EXTERNAL</auth>${POLICY}</busconfig>`,
  );
  await wire.run("cp", "-a", "/etc/firewalld", `${path}/config`);
  made.use(
    start(["dbus-daemon", `--config-file=${path}/bus.conf`, "--nofork", "--nopidfile"], env),
  );
  await until("there is a message bus", () => exists(`${path}/bus`));
  const words = ["--nofork", "--nopid", "--system-config", `${path}/config`];
  made.use(start(wire.here.command(["firewalld", ...words, "--log-file", `${path}/log`]), env));
  await until("firewalld runs", async () => {
    const state = new Deno.Command("firewall-cmd", { args: ["--state"], env, stderr: "null" });
    return (await state.output()).code === 0;
  });
  const kept = made.move();
  return { env, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

function start([command = "", ...args]: readonly string[], env: Firewalld["env"]): AsyncDisposable {
  const child = new Deno.Command(command, {
    args,
    env,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  return {
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
