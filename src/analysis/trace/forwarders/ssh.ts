import type { Hop, Way } from "../hop.ts";
import { parsePlace, whereabouts } from "../place.ts";
import { parseSsh } from "./ssh_options.ts";

/** A client of ssh that listens: for `-L`, or with `-D` as a SOCKS server (`ssh(1)`). */
export function ssh({ machine, socket, process }: Hop): readonly Way[] | undefined {
  if (process.name !== "ssh") return undefined;
  const { host = "its server", local, dynamic } = parseSsh(process.argv);
  const found = local.find(({ port, to }) => port === socket.port && to !== undefined);
  if (found?.to !== undefined) {
    const isHere = whereabouts(machine, parsePlace(host).host).where === "here";
    return [{
      kind: "tunnel",
      does: `carries connections to ${host}, which goes on to ${found.to}`,
      to: found.to,
      ...(isHere ? {} : { beyond: host }),
      evidence: [`-L ${found.word}`],
      confidence: "certain",
    }];
  }
  if (dynamic.includes(socket.port)) {
    return [{
      kind: "tunnel",
      does: `is a SOCKS server: its clients say where ${host} goes on to`,
      beyond: host,
      evidence: [`-D ${socket.port}`],
      confidence: "certain",
    }];
  }
  return [{
    kind: "tunnel",
    does: `carries connections to ${host}; its configuration says where they go on to`,
    beyond: host,
    evidence: ["no -L of the command line has this port"],
    confidence: "guess",
  }];
}
