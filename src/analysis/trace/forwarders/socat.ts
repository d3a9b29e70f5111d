import { baseName, splitTitle } from "../../../model/command_words.ts";
import type { Hop, Way } from "../hop.ts";

/** Address types of `socat(1)` that wait for clients, and those that lead to a host and port. */
const LISTEN =
  /^(?:TCP|TCP[46]|OPENSSL|SSL|SCTP|SCTP[46]|UDP|UDP[46]|DCCP|DTLS)-(?:LISTEN|L|RECVFROM|RECV)$/i;
const CONNECT =
  /^(?:TCP|TCP[46]|OPENSSL|SSL|SCTP|SCTP[46]|UDP|UDP[46]|DTLS)(?:-(?:CONNECT|SENDTO|DATAGRAM|CLIENT))?$/i;
const UNIX = /^(?:UNIX|UNIX-CONNECT|UNIX-CLIENT|ABSTRACT-CONNECT|ABSTRACT-CLIENT)$/i;

/**
 * socat joins two addresses, its last two words: `socat TCP-LISTEN:8080,fork TCP:127.0.0.1:3000`. The one
 * that listens is the port; the other one is where it goes.
 */
export function socat({ process }: Hop): readonly Way[] | undefined {
  const argv = splitTitle(process.argv);
  if (baseName(argv[0] ?? process.name) !== "socat" || argv.length < 3) return undefined;
  const [first = "", second = ""] = argv.slice(-2);
  const other = LISTEN.test(typeOf(first))
    ? second
    : LISTEN.test(typeOf(second))
    ? first
    : undefined;
  if (other === undefined) return undefined;
  const way = { kind: "forward", evidence: [argv.join(" ")], confidence: "certain" } as const;
  const to = targetOf(other);
  // A program, a file, a terminal: where that leads is nothing that has a port.
  if (to === undefined) return [{ ...way, does: `joins each connection with ${other}` }];
  return [{ ...way, does: `passes connections on to ${to}`, to }];
}

function typeOf(address: string): string {
  return address.split(/[:,]/)[0] ?? "";
}

function targetOf(address: string): string | undefined {
  const [, type = "", rest = ""] = /^([^:,]+):([^,]*)/.exec(address) ?? [];
  if (UNIX.test(type)) return `unix:${rest}`;
  return CONNECT.test(type) && /:\d+$/.test(rest) ? rest : undefined;
}
