import { type Selection, selectPorts } from "../../actions/free/select_ports.ts";
import { tryPort } from "../../actions/free/try_port.ts";
import {
  ephemeralNotes,
  type FreeAnswer,
  type FreePort,
  shortageNotes,
  unseenNotes,
} from "../../analysis/free/answer.ts";
import { barredPorts } from "../../analysis/free/barred.ts";
import { protosOf } from "../../cli/flags.ts";
import type { Machine } from "../../model/machine.ts";
import { bindAddresses, portsIn } from "../../model/question.ts";
import { Refusal } from "../../model/refusal.ts";
import { countSkipped } from "../../model/skipped.ts";
import type { Gap } from "../../model/snapshot.ts";
import { type Leased, readLeased } from "../leasing/leased.ts";
import type { World } from "../world.ts";
import { LeaseDesk } from "../leasing/lease_desk.ts";
import { tellPassed } from "../leasing/tell_passed.ts";
import type { PortList } from "./port_list.ts";
import type { FreeRequest } from "./request.ts";
import { drawnWindows, listedWindows } from "./windows.ts";

/** The answer, and what is to be said beside it. */
export interface FreeFound {
  readonly answer: FreeAnswer;
  readonly notes: readonly string[];
  readonly gaps: readonly Gap[];
}

/** What `--order` chooses from without `--ports`: every port that needs no right. */
const USER_PORTS: PortList = {
  text: "1024-65535",
  ports: portsIn([{ first: 1024, last: 65535 }]),
};

/** Finds the ports, and leases them where that is asked for. */
export async function answerFree(world: World, request: FreeRequest): Promise<FreeFound> {
  using desk = await LeaseDesk.open(world.host, request);
  const [machine, leased] = await Promise.all([look(world, request), readLeased(world.host)]);
  const list = request.ports ?? (request.order === undefined ? undefined : USER_PORTS);
  const selection = await select(world, request, { machine, leased, desk, list });
  const enough = selection.ports.length === request.count;
  const lease = enough ? desk.keep() : undefined;
  const ports = freePorts(request, machine, selection);
  const problem = desk.problem ?? leased.problem;
  const { gaps } = machine.snapshot;
  const passed = enough ? selection.passed : await tellPassed(world, selection.passed, {
    protos: protosOf(request),
    host: request.bind,
  });
  return {
    answer: {
      ports: enough ? ports : [],
      asked: request.count,
      chosenBy: list ? "portik" : "kernel",
      skipped: countSkipped(passed.map(({ why }) => why)),
      passed,
      ...(lease === undefined ? {} : { lease }),
    },
    notes: [
      ...(enough
        ? riskNotes(request, machine, { ports, list })
        : shortageNotes({ ...request, passed, found: ports.length, spec: list?.text })),
      ...unseenNotes(gaps),
      ...(problem === undefined ? [] : [problem]),
    ],
    gaps,
  };
}

/** What binds cannot tell. Nobody is on port 0, so that no socket needs to be looked at. */
async function look(world: World, request: FreeRequest): Promise<Machine> {
  return await world.look({
    facts: ["containers", "settings"],
    ports: [{ first: 0, last: 0 }],
    protos: protosOf(request),
  });
}

/** What a selection goes by. */
interface Desk {
  readonly machine: Machine;
  readonly leased: Leased;
  readonly desk: LeaseDesk;
  readonly list: PortList | undefined;
}

async function select(
  { host }: World,
  request: FreeRequest,
  { machine, leased: { isLeased }, desk, list }: Desk,
): Promise<Selection> {
  const { bind, count, consecutive, browserBlocked } = request;
  const protos = protosOf(request);
  const addresses = bindAddresses(bind);
  const barred = barredPorts({ machine, protos, isLeased, host: bind, browserBlocked });
  const range = machine.setting("ephemeralRange");
  const windows = list
    ? listedWindows(host, request, { ports: list.ports, range })
    : drawnWindows(host, request);
  return await selectPorts(windows, {
    wanted: consecutive ? 1 : count,
    async judge(port) {
      const why = barred(port);
      if (why !== undefined) return { why };
      const tried = await tryPort(host, { port, protos, addresses });
      if ("why" in tried || tried.proven.length > 0) return tried;
      throw new Refusal("bad-host", `'${bind}' is no address of this machine`);
    },
    claim: (ports) => desk.claim(ports),
  });
}

function freePorts({ proto }: FreeRequest, machine: Machine, { ports }: Selection): FreePort[] {
  const { first = 0, last = -1 } = machine.setting("ephemeralRange") ?? {};
  return ports.map(({ port, addresses }) => {
    const ephemeral = first <= port && port <= last ? { ephemeral: true } as const : {};
    return { port, proto, addresses, ...ephemeral };
  });
}

/** The kernel chooses from its own range, and `--ephemeral` says that it does not matter. */
function riskNotes(
  { ephemeral }: FreeRequest,
  machine: Machine,
  { ports, list }: { readonly ports: readonly FreePort[]; readonly list: PortList | undefined },
): string[] {
  const range = machine.setting("ephemeralRange");
  return list && range && !ephemeral ? ephemeralNotes(ports, range) : [];
}
