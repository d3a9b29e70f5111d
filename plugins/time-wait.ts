import type { Rule, RuleContext, Socket } from "../src/plugin.ts";

/** Connections that are over but keep the port from a server without SO_REUSEADDR. */
export default {
  id: "time-wait",
  title: "Closed connections still wait on the port",
  docs:
    "The side that closes a TCP connection first keeps it in TIME_WAIT, on Linux for 60 seconds " +
    "(RFC 9293 section 3.6.1). Meanwhile a bind without SO_REUSEADDR fails with EADDRINUSE although " +
    "nothing listens, which is why a quick restart of such a server fails. With SO_REUSEADDR it fails, " +
    "too, where the old socket had not set it, as sockets of outgoing connections seldom have.",
  severity: "warning",
  platforms: ["linux", "darwin"],
  needs: ["sockets"],
  *check({ machine, question }) {
    const { port, proto, host } = question;
    const waiting = machine.sockets(port, proto, host)
      .filter((socket) => socket.state === "TIME_WAIT");
    if (waiting.length === 0) return;
    const taken = machine.listeners(port, proto, host).length > 0;
    const refused = refusedAddresses({ machine, question });
    const [connections, expire] = waiting.length === 1
      ? [`1 connection on ${port} is`, "it expires"]
      : [`${waiting.length} connections on ${port} are`, "they expire"];
    const fails = refused.length > 0
      ? `binding ${listOf(refused)} fails until ${expire}, even with SO_REUSEADDR`
      : `a server that binds without SO_REUSEADDR fails until ${expire}`;
    yield {
      message: `${connections} in TIME_WAIT: ${taken ? "when the listener is gone, " : ""}${fails}`,
      severity: taken ? "info" : "warning",
      port,
      evidence: peersOf(waiting),
      fix: { say: adviceFor({ machine, question }, refused) },
    };
  },
} satisfies Rule as Rule;

type Asked = Pick<RuleContext, "machine" | "question">;

/**
 * Addresses on which nothing but TIME_WAIT is in the way, and which could not be bound even with
 * SO_REUSEADDR: portik sets it when it tries.
 */
function refusedAddresses({ machine, question: { port, proto, host } }: Asked): string[] {
  return machine.binds(port, proto, host).filter(({ address, outcome, inferred }) => {
    const sockets = machine.sockets(port, proto, address);
    return outcome === "EADDRINUSE" && !inferred && sockets.length > 0 &&
      sockets.every(({ state }) => state === "TIME_WAIT");
  }).map(({ address }) => address);
}

/** `a`, `a and b`, `a, b and c`. */
function listOf(words: readonly string[]): string {
  return words.join(", ").replace(/, (?=[^,]*$)/, " and ");
}

function peersOf(waiting: readonly Socket[]): string[] {
  const peers = waiting.flatMap(({ peer }) => peer ? [`${peer.address} port ${peer.port}`] : []);
  if (peers.length === 0) return [];
  const more = peers.length > 3 ? ` and ${peers.length - 3} more` : "";
  return [`${peers.length === 1 ? "peer" : "peers"}: ${peers.slice(0, 3).join(", ")}${more}`];
}

function adviceFor({ machine, question }: Asked, refused: readonly string[]): string {
  if (refused.length === 0) {
    return "Wait a minute, or let the server set SO_REUSEADDR before it binds";
  }
  const range = machine.setting("ephemeralRange");
  if (range && range.first <= question.port && question.port <= range.last) {
    return `Wait a minute; ports outside ${range.first}-${range.last}, from which outgoing ` +
      "connections get theirs, are safer for a server";
  }
  return "Wait a minute; a server that sets SO_REUSEADDR each time it binds does not meet this again";
}
