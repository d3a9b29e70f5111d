import type { Machine, Owner, Rule, RuleContext, Socket, Statement } from "../src/plugin.ts";

/** A port with more than one owner: shared on purpose, or by two programs that do not know each other. */
export default {
  id: "several-owners",
  title: "Several processes hold the port",
  docs:
    "A port may have several owners: processes that inherited one socket (prefork, or systemd and the " +
    "service that it passed the socket to), sockets that share an address by SO_REUSEPORT (socket(7)), or " +
    "different programs on different addresses, so that localhost reaches now one and now the other.",
  severity: "info",
  needs: ["sockets", "owners"],
  *check({ machine, question }) {
    const { port, proto, host } = question;
    const listeners = machine.listeners(port, proto, host);
    for (const sockets of Map.groupBy(listeners, (socket) => pidsOf(socket, machine)).values()) {
      yield* together(sockets, { machine, question });
    }
    for (const sockets of Map.groupBy(listeners, addressOf).values()) {
      yield* shared(sockets, { machine, question });
    }
    yield* strangers(listeners, { machine, question });
  },
} satisfies Rule as Rule;

type Asked = Pick<RuleContext, "machine" | "question">;

function portName({ question: { port, proto } }: Asked): string {
  return proto === "udp" ? `${port}/udp` : `${port}`;
}

/** Owners that have the socket open for certain, the maker first. */
function ownersOf(socket: Socket, machine: Machine): readonly Owner[] {
  return machine.owners(socket).filter(({ confidence }) => confidence === "certain");
}

function pidsOf(socket: Socket, machine: Machine): string {
  return ownersOf(socket, machine).map(({ pid }) => pid).join(" ");
}

function addressOf({ family, address, zone }: Socket): string {
  return `${family} ${address} ${zone ?? ""}`;
}

function nameOf({ name, pid }: Owner): string {
  return `${name ?? "a process"} (pid ${pid})`;
}

function some(words: readonly string[]): string {
  const more = words.length > 5 ? ` and ${words.length - 5} more` : "";
  return `${words.slice(0, 5).join(", ")}${more}`;
}

/** The same processes have the same sockets open. */
function* together(sockets: readonly Socket[], { machine, question }: Asked): Iterable<Statement> {
  const [socket] = sockets;
  const [maker, ...others] = socket ? ownersOf(socket, machine) : [];
  if (!maker || others.length === 0) return;
  const addresses = [...new Set(sockets.map(({ address }) => address))].join(" and ");
  const its = `its ${sockets.length === 1 ? "socket" : "sockets"} on ${addresses}`;
  const statement = isServiceManager(maker)
    ? passedOn(sockets, others, `${nameOf(maker)} has passed ${its} on to`)
    : inherited(others, {
      begin: `${nameOf(maker)} shares ${its} with`,
      heirs: others.every(({ pid = 0 }) =>
        machine.ancestry(pid).some((process) => process.pid === maker.pid)
      ),
      them: sockets.length === 1 ? "it" : "them",
    });
  const evidence = [`also open in ${some(others.map(nameOf))}`, ...statement.evidence ?? []];
  yield { ...statement, evidence, port: question.port };
}

function inherited(
  others: readonly Owner[],
  { begin, heirs, them }: { begin: string; heirs: boolean; them: string },
): Statement {
  const processes = others.length === 1 ? "1 process that" : `${others.length} processes that`;
  const have = others.length === 1 ? "has" : "have";
  return {
    message: `${begin} ${processes} ${heirs ? `inherited ${them}` : `${have} ${them} open, too`}`,
    evidence: ["the port is free only when all of them have closed it"],
  };
}

/** Socket activation (`systemd.socket(5)`): the socket outlives the service. */
function passedOn(
  sockets: readonly Socket[],
  [service]: readonly Owner[],
  begin: string,
): Statement {
  const made = sockets.map(({ cgroup }) => /[^/]+\.socket$/.exec(cgroup ?? "")?.[0]).find(Boolean);
  const unit = service?.unit ?? "the service";
  return {
    message:
      `${begin} ${service ? nameOf(service) : "a service"}: stopping ${unit} alone does not ` +
      "free the port",
    evidence: made === undefined ? [] : [`the socket was made for ${made}`],
    fix: { say: `Stop ${made ?? "the socket unit"} together with ${unit}` },
  };
}

function isServiceManager({ pid, name }: Owner): boolean {
  return name === "systemd" || name === "launchd" || (pid === 1 && name === undefined);
}

/** Several sockets, one address. */
function* shared(sockets: readonly Socket[], asked: Asked): Iterable<Statement> {
  const { machine, question: { port, proto } } = asked;
  const [first] = sockets;
  if (!first || sockets.length < 2) return;
  const owners = sockets.flatMap((socket) => ownersOf(socket, machine).slice(0, 1));
  const programs = new Set(owners.map((owner) => owner.exe ?? owner.name ?? owner.pid));
  const where = `${first.address} port ${port}${proto === "udp" ? "/udp" : ""}`;
  const who = programs.size > 1 ? "Different programs" : `${sockets.length} sockets`;
  yield {
    message: `${who} share ${where} ${howShared(asked, programs.size > 1)}`,
    severity: programs.size > 1 ? "warning" : "info",
    port,
    evidence: owners.length === 0 ? [] : [`held by ${some([...new Set(owners.map(nameOf))])}`],
  };
}

/** What becomes of clients depends on the protocol and the system (`socket(7)`). */
function howShared({ machine, question }: Asked, strangers: boolean): string {
  if (question.proto === "udp") {
    return "by SO_REUSEADDR or SO_REUSEPORT: a packet goes to one of them, a multicast packet to all";
  }
  if (machine.snapshot.platform !== "linux") return "by SO_REUSEPORT or SO_REUSEADDR";
  return strangers
    ? "by SO_REUSEPORT: each gets a part of the connections"
    : "by SO_REUSEPORT: the kernel spreads connections over them";
}

interface Owned {
  readonly socket: Socket;
  readonly owner: Owner;
  readonly house: string;
}

/** Several addresses, several programs. */
function* strangers(sockets: readonly Socket[], asked: Asked): Iterable<Statement> {
  const { machine, question: { port } } = asked;
  const holders = new Set(
    sockets.flatMap((socket) => ownersOf(socket, machine))
      .filter((owner) => !isServiceManager(owner)).map(({ pid }) => pid),
  );
  const owned = sockets.flatMap((socket): Owned[] => {
    const owner = machine.owner(socket);
    if (owner?.pid === undefined || owner.confidence !== "certain") return [];
    return [{ socket, owner, house: houseOf(socket, owner, { machine, holders }) }];
  });
  const houses = Map.groupBy(owned, ({ house }) => house);
  const addresses = new Set(owned.map(({ socket }) => addressOf(socket)));
  if (houses.size < 2 || addresses.size < 2) return;
  const ipv4 = answering("127.0.0.1", owned);
  const ipv6 = answering("::1", owned);
  const either = ipv4 !== undefined && ipv6 !== undefined && ipv4.house !== ipv6.house;
  yield {
    message: `Different processes hold ${portName(asked)} on different addresses: ${
      either ? "localhost may reach either" : "the address decides which of them answers"
    }`,
    severity: either ? "warning" : "info",
    port,
    evidence: owned.slice(0, 8).map(({ socket, owner }) => `${socket.address}: ${nameOf(owner)}`),
    ...(either
      ? { fix: { say: "Name the address instead of localhost, or stop one of them" } }
      : {}),
  };
}

/** Who answers on a loopback address: the socket bound to it, or else the wildcard that covers it. */
function answering(address: "127.0.0.1" | "::1", owned: readonly Owned[]): Owned | undefined {
  const family = address === "::1" ? "ipv6" : "ipv4";
  const wildcard = address === "::1" ? "::" : "0.0.0.0";
  const on = (one: string) => owned.find(({ socket }) => socket.address === one);
  const dual = owned.find(({ socket }) => socket.family === "dual");
  return on(address) ??
    owned.find(({ socket }) => socket.address === wildcard && socket.family === family) ?? dual;
}

/**
 * What an owner belongs to: its container, for a container has one forwarder for each address, or the
 * topmost of its ancestors that hold the port as well, as in a server with a master and workers.
 */
function houseOf(
  socket: Socket,
  owner: Owner,
  { machine, holders }: { machine: Machine; holders: ReadonlySet<number | undefined> },
): string {
  const container = machine.container(socket);
  if (container) return container.id;
  if (owner.name === "docker-proxy") return owner.name;
  const top = machine.ancestry(owner.pid ?? 0).findLast(({ pid }) => holders.has(pid));
  return String(top?.pid ?? owner.pid);
}
