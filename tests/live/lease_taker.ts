/**
 * A process for tests: for each line on its standard input, which is a folder for state, takes as many leases
 * as its first argument says, so many at once as the second does, in the way of `portik use`, from the range
 * of the third and fourth. It prints each port on a line, and then `done`. It keeps them until its input ends.
 */
// deno-lint-ignore-file no-console -- a script talks to whoever runs it
import { takePorts } from "../../src/commands/leasing/take_ports.ts";
import { denoHost } from "../../src/host/deno/mod.ts";
import type { Host } from "../../src/host/host.ts";
import { openLeases } from "../../src/store/leases.ts";
import { openWorld } from "../../src/world.ts";
import { FLAGS } from "../commands/paper_world.ts";

const [count = 0, atOnce = 1, first, last] = Deno.args.map(Number);
const ranges = first === undefined || last === undefined ? {} : { ranges: [{ first, last }] };
const wish = { by: "use", protos: ["tcp"], ...ranges } as const;
let input = "";
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  input += text;
  for (let end = input.indexOf("\n"); end >= 0; end = input.indexOf("\n")) {
    await take(input.slice(0, end));
    input = input.slice(end + 1);
  }
}

async function take(folder: string): Promise<void> {
  const env = (name: string) => name === "XDG_STATE_HOME" ? folder : denoHost.env(name);
  const host: Host = { ...denoHost, env, uid: denoHost.uid };
  // Container engines cost more than all the rest, and have no say in this.
  const world = openWorld(host, () => Promise.resolve([]), { ...FLAGS, docker: false });
  const leases = await openLeases(host);
  for (let i = 0; i < count; i += atOnce) {
    const taken = await takePorts(world, leases, Array.from({ length: atOnce }, () => wish));
    for (const { port, held, leases: [lease] } of taken) {
      if (lease) leases.change(lease, { kind: "promised" });
      // From here on nothing but the lease keeps others from the port.
      await held.release();
      console.log(port);
    }
  }
  console.log("done");
}
