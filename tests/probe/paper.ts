import type { Sight } from "../../src/host/host.ts";
import type { Recording } from "../../src/host/recording.ts";
import { replaySight } from "../../src/host/replay.ts";
import type { Question } from "../../src/model/question.ts";

/** What a machine on paper knows; to everything else it says that there is no such thing. */
export type Paper = Partial<
  Pick<Recording, "env" | "runs" | "texts" | "links" | "folders" | "stats" | "binds">
>;

/** A Linux machine that consists of these answers, and is asked as a real one would be. */
export function onPaper(paper: Paper): Sight {
  const nothing = { env: {}, runs: [], texts: {}, links: {}, folders: {}, stats: {}, binds: {} };
  const sight = replaySight({
    portik: "capture",
    version: 1,
    takenAt: "2026-01-01T00:00:00.000Z",
    platform: "linux",
    pid: 4000,
    redacted: false,
    ...nothing,
    ...paper,
  });
  return { ...sight, recorded: false };
}

/** A question about these ports, or about all. */
export function asking(...ports: readonly number[]): Question {
  return {
    facts: ["sockets", "owners", "processes", "containers"],
    protos: ["tcp", "udp"],
    engines: "auto",
    ...(ports.length > 0 ? { ports: ports.map((port) => ({ first: port, last: port })) } : {}),
  };
}

/** The text of a file in `tests/recordings`. */
export function recorded(name: string): string {
  return Deno.readTextFileSync(new URL(`../recordings/${name}`, import.meta.url));
}
