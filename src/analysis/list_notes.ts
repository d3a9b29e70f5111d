import type { Machine } from "../model/machine.ts";
import { type Block, text } from "../model/report.ts";
import { type ListedSocket, listSockets, type SocketFilter } from "./listed_socket.ts";
import { whyUnseen } from "./held_words.ts";
import { count } from "./sentence.ts";

/** What is worth saying below a list: that it is empty, and why, and what is not in it. */
export function listNotes(
  machine: Machine,
  filter: SocketFilter,
  sockets: readonly ListedSocket[],
): Block[] {
  if (machine.isBlindTo("sockets")) {
    return [text(`Could not see any socket: ${whyUnseen(machine)}.`, "bad")];
  }
  const words = filter.protos.map((proto) => proto.toUpperCase()).join(" or ");
  const nothing = `No ${words} socket ${isNarrow(filter) ? "fits" : "waits for clients"}.`;
  const others = filter.protos.includes("udp")
    ? 0
    : listSockets(machine, { ...filter, protos: ["udp"] }).length;
  const udp = `${count(others, "UDP socket")} ${others === 1 ? "is" : "are"} not shown: ask with ` +
    "--proto all";
  return [
    ...(sockets.length === 0 ? [text(nothing)] : []),
    ...(others === 0 ? [] : [text(udp, "dim")]),
    ...machine.snapshot.gaps.filter(({ fact }) => fact === "namespaces")
      .map(({ reason }) => text(`Could not see other network namespaces: ${reason}.`, "bad")),
  ];
}

/** True where more is asked for than that a socket waits for clients. */
function isNarrow({ protos: _, ...rest }: SocketFilter): boolean {
  return Object.keys(rest).length > 0;
}
