import { ask } from "./ask.ts";
import { startBackground } from "./background.ts";
import { accompany, catchSignals } from "./child.ts";
import { moveDatabase, openDatabase } from "./database.ts";
import { attempt, failureOf } from "./errors.ts";
import type { Hands } from "../hands.ts";
import { hold } from "./hold.ts";
import { denoServers } from "./servers.ts";
import { prepareLaunch } from "./launch/mod.ts";

/** The real hands, by way of Deno. */
export const denoHands: Hands = {
  signal: (pid, signal) => failureOf(attempt(() => Deno.kill(pid, signal))),
  ask,
  startBackground,
  accompany,
  catchSignals,
  openDatabase,
  moveDatabase,
  prepareLaunch: (likeness) => prepareLaunch(likeness),
  hold,
  servers: denoServers,
};
