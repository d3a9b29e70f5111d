import { askedBlocks, unseenBlocks } from "../analysis/asked.ts";
import { listSockets, type SocketFilter } from "../analysis/listed_socket.ts";
import { listNotes } from "../analysis/list_notes.ts";
import {
  columnsNamed,
  SOCKET_COLUMNS,
  type SocketColumn,
  type SocketOrder,
  socketOrder,
  socketTable,
  usualOrder,
} from "../analysis/socket_columns.ts";
import { count } from "../analysis/sentence.ts";
import { option, toggle } from "../cli/declaration.ts";
import { protosOf } from "../cli/flags.ts";
import { parseList } from "../cli/list_word.ts";
import { parsePids } from "../cli/number_word.ts";
import { parseStates, STATE_WORDS } from "../cli/states.ts";
import type { FactName } from "../model/question.ts";
import { Refusal } from "../model/refusal.ts";
import type { SocketState } from "../model/socket.ts";
import type { Command } from "./command.ts";
import { formOf, saveReport } from "./save.ts";

type Flags = {
  readonly listening: boolean;
  readonly all: boolean;
  readonly state?: readonly SocketState[];
  readonly pid?: readonly number[];
  readonly user?: readonly string[];
  readonly name?: string;
  readonly sort?: SocketOrder;
  readonly columns?: readonly SocketColumn[];
  readonly save?: string;
  readonly allNamespaces: boolean;
};

const COLUMN_NAMES = SOCKET_COLUMNS.map(({ name }) => name);

/** `portik list`: the sockets of the whole machine, and who holds them. */
export const list: Command<Flags, readonly []> = {
  details:
    "Shows every TCP socket that waits for clients; --proto all adds those of UDP. Columns, of which " +
    `JSON always has all: ${COLUMN_NAMES.join(", ")}.`,
  flags: {
    listening: toggle("Sockets that wait for clients, as without flags"),
    all: toggle("Sockets in every state, connections too"),
    state: {
      ...option("state,…", "In these states, such as established", parseStates),
      values: STATE_WORDS,
    },
    pid: option("pid,…", "Held by these processes", parsePids),
    user: option("user,…", "Of these users, by name or uid", (word) => parseList(word, "user")),
    name: option("text", "With this in the name of process, unit or container"),
    sort: {
      ...option(
        "column,…",
        "Sort by; -COLUMN: downwards",
        (word) => socketOrder(parseList(word, "column")),
      ),
      signed: true,
      values: COLUMN_NAMES,
    },
    columns: {
      ...option(
        "column,…",
        "Show these columns",
        (word) => columnsNamed(parseList(word, "column")),
      ),
      values: COLUMN_NAMES,
    },
    save: option("file", "Write FILE: .json, .ndjson, .csv, .md or .txt"),
    allNamespaces: toggle("Also listeners in other network namespaces"),
  },
  async run(world, flags) {
    const { columns, sort, save, allNamespaces } = flags;
    if (save !== undefined) formOf(save);
    const filter = filterOf(flags);
    const facts: readonly FactName[] = ["sockets", "owners", "containers"];
    const machine = await world.look({
      facts: allNamespaces ? [...facts, "namespaces"] : facts,
      protos: filter.protos,
      listening: filter.states === undefined,
    });
    const sockets = listSockets(machine, filter)
      .sort((a, b) => (sort?.(a, b) ?? 0) || usualOrder(a, b));
    const report = {
      kind: "list",
      data: { sockets },
      gaps: machine.snapshot.gaps,
      // Drawn when somebody wants to see it: thousands of rows take time and room.
      get blocks() {
        return [
          socketTable(sockets, columns ?? usualColumns(flags), { asked: columns !== undefined }),
          ...(flags.quiet ? [] : listNotes(machine, filter, sockets)),
          ...(flags.verbose ? askedBlocks(machine.snapshot) : unseenBlocks(machine.snapshot)),
        ];
      },
      exit: machine.isBlindTo("sockets") || machine.isBlindTo("namespaces") ? 4 : 0,
    };
    if (save === undefined) return report;
    return await saveReport(world, report, { file: save, what: count(sockets.length, "socket") });
  },
};

function filterOf(flags: Flags & Parameters<typeof protosOf>[0]): SocketFilter {
  const { listening, all, state, pid, user, name } = flags;
  if (listening && (all || state)) {
    const other = all ? "--all" : "--state";
    throw new Refusal(
      "bad-flags",
      `--listening and ${other} say different things: use one of them`,
    );
  }
  return {
    protos: protosOf(flags),
    ...(state ? { states: state } : all ? { states: "all" } : {}),
    ...(pid ? { pids: pid } : {}),
    ...(user ? { users: user } : {}),
    ...(name === undefined ? {} : { name }),
  };
}

function usualColumns({ all, state, allNamespaces }: Flags): readonly SocketColumn[] {
  const connections = all || state !== undefined;
  return columnsNamed([
    ...["port", "proto"],
    ...(connections ? ["state"] : []),
    "address",
    ...(connections ? ["peer"] : []),
    ...(allNamespaces ? ["namespace"] : []),
    ...["pid", "user", "process", "age", "from", "command"],
  ]);
}
