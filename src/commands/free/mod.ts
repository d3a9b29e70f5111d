import { freeBlocks } from "../../analysis/free/answer.ts";
import { ORDERS } from "../../analysis/free/windows.ts";
import { option, toggle } from "../../cli/declaration.ts";
import { outputOf } from "../../cli/flags.ts";
import { parseNumber } from "../../cli/number_word.ts";
import { parseDuration } from "../../model/duration.ts";
import { parseHost } from "../../model/ports.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Command } from "../command.ts";
import { answerFree } from "./answer.ts";
import { parseList } from "./port_list.ts";
import type { FreeRequest } from "./request.ts";

type Flags = Omit<FreeRequest, "proto">;

/** Most ports that are handed out at once. */
const MOST = 10_000;

/** Shorter than this, a lease would be over before anybody could use it; in ms. */
const SHORTEST = 1000;

/** `portik free`: ports that can be had. */
export const free: Command<Flags> = {
  details:
    "Prints one port a line and nothing else; what is to be said besides goes to standard error. Each port " +
    "was bound for an instant on 127.0.0.1, ::1, 0.0.0.0 and ::, or on the address of --bind. A port that " +
    "is leased, published by a container (also by one that is stopped), reserved by the system or, without " +
    "--browser-blocked, refused by browsers is never handed out. Without --ports the kernel chooses; --order alone chooses from 1024 " +
    "to 65535. Named ports are tried in ascending order, those that the kernel may give to an outgoing " +
    "connection last. Between this answer and the bind of a server a stranger may take the port; from " +
    "others that ask portik, --lease keeps it. Exits 1 where there are not as many as asked for, and " +
    "then prints none.",
  flags: {
    ports: option("ports", "Choose from these, such as 3000-3010,8080", parseList),
    count: {
      kind: "parsed",
      parse: (word) => parseNumber(word, { what: "a number of ports", least: 1, most: MOST }),
      default: "1",
      placeholder: "number",
      brief: "How many",
    },
    consecutive: toggle("They follow each other"),
    bind: option("address", "The address that they are for; without it, all", parseHost),
    ephemeral: toggle("Ports that outgoing connections may take are as good as others"),
    browserBlocked: toggle("Ports that browsers refuse are as good as others"),
    order: { kind: "enum", values: ORDERS, optional: true, brief: "In which order they are tried" },
    lease: option("time", "Nobody else gets them from portik for so long, such as 10m", parseLease),
    name: option("name", "What the lease is for, as portik leases shows it"),
  },
  async run(world, flags) {
    checkFlags(flags);
    const { answer, notes, gaps } = await answerFree(world, flags);
    const form = outputOf(flags) === "text" ? "lines" : "table";
    return {
      kind: "free",
      data: answer,
      blocks: freeBlocks(answer.ports, form),
      notes: flags.quiet ? [] : notes,
      gaps,
      exit: answer.ports.length === 0 ? 1 : 0,
    };
  },
};

function parseLease(word: string): number {
  const ms = parseDuration(word);
  if (ms >= SHORTEST) return ms;
  throw new Refusal("bad-duration", `'${word}' is too short: a lease is for at least 1s`);
}

function checkFlags(
  { count, consecutive, ports, lease, name, from }: Flags & { readonly from?: string },
): void {
  if (from !== undefined) {
    throw bad("--from has no ports to bind: free looks at this machine alone");
  }
  if (name !== undefined && lease === undefined) {
    throw bad("--name is the name of a lease: it needs --lease");
  }
  if (name === "") throw bad("--name needs a value that is not empty");
  if (consecutive && count === 1) throw bad("--consecutive needs --count with 2 or more");
  if (ports && count > ports.ports.size) {
    throw bad(`--count ${count} is more than the ${ports.ports.size} that '${ports.text}' names`);
  }
}

function bad(message: string): Refusal {
  return new Refusal("bad-flags", message);
}
