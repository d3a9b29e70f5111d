import { drawnPorts } from "../../actions/free/drawn_ports.ts";
import { type Order, rowFrom, shuffled, windowsOf } from "../../analysis/free/windows.ts";
import { hashOf } from "../../analysis/mine/hash.ts";
import { lapFrom } from "../../analysis/mine/ring.ts";
import { seedText } from "../../analysis/mine/seed.ts";
import { userOf } from "../../analysis/mine/settings.ts";
import type { Host } from "../../host/host.ts";
import { bindAddresses, type PortRange } from "../../model/question.ts";
import type { FreeRequest } from "./request.ts";

/** Rows of ports out of those that are named, in the order that is asked for. */
export function listedWindows(
  host: Host,
  { count, consecutive, order = "ascending", ephemeral }: FreeRequest,
  { ports, range }: { readonly ports: ReadonlySet<number>; readonly range: PortRange | undefined },
): Iterable<readonly number[]> {
  return windowsOf(ports, {
    size: consecutive ? count : 1,
    arrange: (starts) => arranged(starts, order, host),
    last: ephemeral ? undefined : range,
  });
}

function arranged(starts: readonly number[], order: Order, host: Host): readonly number[] {
  if (order === "ascending") return starts.toSorted((a, b) => a - b);
  if (order === "random") return shuffled(starts, Math.random);
  const user = userOf({}, (name) => host.env(name));
  const wanted = new Set(starts);
  return [...lapFrom(hashOf(seedText({ user })), (port) => wanted.has(port))];
}

/** Rows of ports of which the kernel chooses the first. */
export async function* drawnWindows(
  host: Host,
  { count, consecutive, bind, proto }: FreeRequest,
): AsyncGenerator<readonly number[]> {
  const { hold } = await host.hands();
  const size = consecutive ? count : 1;
  const [address = "::"] = bind === undefined ? [] : bindAddresses(bind);
  const first = proto === "udp" ? "udp" : "tcp";
  // Some may come again, and some are barred.
  const most = 1000 + 8 * count;
  // What was kept would be in the way of a row that it belongs to.
  const draw = { hold, proto: first, address, most, keep: size === 1 } as const;
  for await (const port of drawnPorts(draw)) {
    if (port + size - 1 <= 65535) yield rowFrom(port, size);
  }
}
