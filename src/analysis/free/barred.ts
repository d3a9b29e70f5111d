import { isMet } from "../../model/container.ts";
import { isBrowserBlocked } from "../../model/browser_ports.ts";
import type { Machine } from "../../model/machine.ts";
import type { SkipReason } from "../../model/skipped.ts";
import type { Proto } from "../../model/socket.ts";

/** What bars ports besides being taken. */
export interface Bars {
  readonly machine: Machine;
  readonly protos: readonly Proto[];
  readonly isLeased: (port: number, protos: readonly Proto[]) => boolean;
  /** The address that is to be bound; left out: every one. */
  readonly host?: string | undefined;
  /** Ports that browsers refuse are as good as others. */
  readonly browserBlocked?: boolean;
}

/**
 * Tells why a port is not to be handed out, even if it can be bound: the system has reserved it, browsers
 * refuse it, it is leased, or a container publishes it. That may be by packet filter alone, without a listener
 * to be seen, and a container that is stopped will want its port again.
 */
export function barredPorts(
  { machine, protos, isLeased, host, browserBlocked = false }: Bars,
): (port: number) => SkipReason | undefined {
  const { settings: { reservedPorts = [], excludedRanges = [] }, containers } = machine.snapshot;
  const reserved = [
    ...reservedPorts,
    ...excludedRanges.filter(({ proto }) => protos.includes(proto)),
  ];
  const published = new Set(
    containers.flatMap(({ publications }) =>
      publications.filter((one) => protos.includes(one.proto) && isMet(one, host))
        .map(({ hostPort }) => hostPort)
    ),
  );
  return (port) => {
    if (reserved.some(({ first, last }) => first <= port && port <= last)) return "reserved";
    if (!browserBlocked && isBrowserBlocked(port)) return "blocked";
    if (isLeased(port, protos)) return "leased";
    return published.has(port) ? "published" : undefined;
  };
}
