import type { Gap } from "../../model/snapshot.ts";
import { type Block, text } from "../../model/report.ts";
import type { PortRange } from "../../model/question.ts";
import { countSkipped, type PassedPort, type Skipped, skippedWords } from "../../model/skipped.ts";
import type { Proto } from "../../model/socket.ts";

/** One free port. */
export interface FreePort {
  readonly port: number;
  readonly proto: Proto | "all";
  /** Where binding it was tried and worked. */
  readonly addresses: readonly string[];
  /** The kernel may give it to an outgoing connection; left out where it does not. */
  readonly ephemeral?: true;
}

/** What `free` answers, for programs. */
export interface FreeAnswer {
  /** As many as were asked for, or none. */
  readonly ports: readonly FreePort[];
  readonly asked: number;
  /** Who chose: the kernel, or portik from the ports that were named. */
  readonly chosenBy: "kernel" | "portik";
  readonly skipped: Skipped;
  /** Each port that was passed over; the first of them with a sentence each where no port is given. */
  readonly passed: readonly PassedPort[];
  /** Until when portik gives the ports to nobody else, with `--lease`. */
  readonly lease?: { readonly until: string; readonly name?: string };
}

/** One port on each line and nothing else, for `$(portik free)`; or a table for the forms that are tables. */
export function freeBlocks(ports: readonly FreePort[], form: "lines" | "table"): Block[] {
  if (form === "lines") {
    return ports.map(({ port }) => ({ ...text(`${port}`), line: true }) as Block);
  }
  const columns = [{ title: "PORT", align: "right" } as const, { title: "PROTO" }, {
    title: "ADDRESSES",
  }];
  const rows = ports.map(({ port, proto, addresses }) =>
    [`${port}`, proto, addresses.join(" ")].map((cell) => ({ text: cell }))
  );
  return [{ kind: "table", columns, rows }];
}

/** What the notes are about. */
export interface FreeStory {
  /** How many were asked for. */
  readonly count: number;
  readonly found: number;
  readonly consecutive: boolean;
  /** The ports to choose from in the words of the user; left out where the kernel chose. */
  readonly spec?: string | undefined;
  readonly passed: readonly PassedPort[];
}

/** Why there are not as many ports as were asked for, and then who has those that were passed over, if they are few. */
export function shortageNotes(story: FreeStory): string[] {
  const sentences = story.passed.map(({ sentence }) => sentence);
  const isTold = sentences.every((sentence) => sentence !== undefined);
  return [shortageNote(story), ...(isTold ? sentences : [])];
}

function shortageNote({ count, found, consecutive, spec, passed }: FreeStory): string {
  const where = spec === undefined ? "" : ` of ${spec}`;
  const why = skippedWords(countSkipped(passed.map(({ why }) => why)));
  const reasons = why === "" ? "" : `: ${why}`;
  if (consecutive) return `No ${count} ports in a row${where} are free${reasons}`;
  if (found === 0) return `No port${where} is free${reasons}`;
  const are = found === 1 ? "is" : "are";
  return `Only ${found}${where} ${are} free, and ${count} were asked for${reasons}`;
}

/** That ports had to be taken which an outgoing connection may take; nothing where none was. */
export function ephemeralNotes(ports: readonly FreePort[], { first, last }: PortRange): string[] {
  const risky = ports.filter(({ ephemeral }) => ephemeral).map(({ port }) => port);
  if (risky.length === 0) return [];
  const are = risky.length === 1 ? "is" : "are";
  return [
    `${
      risky.join(", ")
    } ${are} in the ephemeral range (${first}-${last}), because no other is free: ` +
    "an outgoing connection may take a port from there",
  ];
}

/** That containers could not be asked, so that a port that one wants may be among those; one for each engine. */
export function unseenNotes(gaps: readonly Gap[]): string[] {
  return gaps.filter(({ fact }) => fact === "containers").map(({ source, reason }) =>
    `The ports of containers are not known (${source}: ${reason}), so one of them may want a port of these`
  );
}
