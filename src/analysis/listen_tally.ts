/** What came from one address. */
export interface ListenClient {
  readonly address: string;
  readonly connections: number;
  readonly datagrams: number;
  /** Bytes that it sent. */
  readonly bytes: number;
}

/** What a test server got altogether. */
export interface ListenTotals {
  readonly connections: number;
  readonly requests: number;
  readonly datagrams: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** Connections that were closed at once because too many were open. */
  readonly turnedAway: number;
  /** Datagrams that came faster than they could be taken. */
  readonly dropped: number;
  /** By address, the one that sent most first. */
  readonly clients: readonly ListenClient[];
  /** True where more addresses came than are kept apart. */
  readonly moreClients: boolean;
}

/** Most addresses that are told apart: a flood of made-up senders must not fill the memory. */
const MOST_CLIENTS = 1000;

/** Something that came, to be counted; what is left out is none. */
export interface Arrival {
  readonly connections?: number;
  readonly datagrams?: number;
  readonly bytes?: number;
}

/** Counts what a test server gets. */
export class ListenTally {
  readonly #clients = new Map<string, Required<Arrival>>();
  #sum: Required<Arrival> = { connections: 0, datagrams: 0, bytes: 0 };
  #more = false;
  /** HTTP requests that were answered. */
  requests = 0;
  /** Bytes that went out. */
  sent = 0;
  /** Connections that were not let in. */
  turnedAway = 0;
  /** Datagrams that were lost here. */
  dropped = 0;

  /** Counts something that came from an address. */
  add(address: string, arrival: Arrival): void {
    this.#sum = sum(this.#sum, arrival);
    const known = this.#clients.get(address);
    if (known || this.#clients.size < MOST_CLIENTS) {
      this.#clients.set(address, sum(known ?? NOTHING, arrival));
    } else this.#more = true;
  }

  /** Everything up to now. */
  totals(): ListenTotals {
    const { connections, datagrams, bytes } = this.#sum;
    const clients = [...this.#clients].map(([address, one]) => ({ address, ...one }));
    const order = (one: ListenClient) => one.connections + one.datagrams;
    return {
      connections,
      requests: this.requests,
      datagrams,
      bytesReceived: bytes,
      bytesSent: this.sent,
      turnedAway: this.turnedAway,
      dropped: this.dropped,
      clients: clients.sort((a, b) => b.bytes - a.bytes || order(b) - order(a)),
      moreClients: this.#more,
    };
  }
}

const NOTHING = { connections: 0, datagrams: 0, bytes: 0 };

function sum(a: Required<Arrival>, b: Arrival): Required<Arrival> {
  return {
    connections: a.connections + (b.connections ?? 0),
    datagrams: a.datagrams + (b.datagrams ?? 0),
    bytes: a.bytes + (b.bytes ?? 0),
  };
}
