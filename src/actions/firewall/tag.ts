import { parseNetwork } from "../../model/network.ts";
import { parsePorts } from "../../model/ports.ts";
import { Refusal } from "../../model/refusal.ts";
import { fromText, type PortBlock, portText } from "./port_block.ts";

/**
 * The comment by which portik knows its own rules, and which says to anybody else what they are:
 * `portik reject 3000-3010/tcp from 10.0.0.0/8 and loopback since 2026-11-21T15:00:00Z`. It holds the whole
 * block, so that no firewall's own way of printing rules has to be read. At most 120 characters: nftables
 * keeps 127 bytes (`NFTNL_UDATA_COMMENT_MAXLEN`), iptables 255 (`XT_MAX_COMMENT_LEN`).
 */
export function formatTag(block: PortBlock): string {
  return [
    `portik ${block.verdict} ${portText(block)} from ${fromText(block)}`,
    ...(block.loopback ? ["and loopback"] : []),
    ...(block.since === undefined ? [] : [`since ${block.since}`]),
  ].join(" ");
}

const TAG =
  /^portik (reject|drop) ([\d-]+\/(?:tcp|udp)) from (\S+)( and loopback)?(?: since (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ))?$/;

/** Reads a tag; undefined for any other comment, such as one that somebody has changed. */
export function parseTag(comment: string): PortBlock | undefined {
  const [, verdict, ports = "", from = "", loopback, since] = TAG.exec(comment) ?? [];
  if (verdict !== "reject" && verdict !== "drop") return undefined;
  try {
    const [request] = parsePorts(ports);
    if (!request) return undefined;
    const { first, last, proto = "tcp" } = request;
    return {
      ...{ first, last, proto, verdict, loopback: loopback !== undefined },
      ...(from === "everyone" ? {} : { from: parseNetwork(from) }),
      ...(since === undefined ? {} : { since }),
    };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
