import { assertEquals } from "@std/assert";
import { isListener, type SocketState } from "../../src/model/socket.ts";

/** A table, so that the compiler misses none. */
const STATES: Readonly<Record<SocketState, boolean>> = {
  LISTEN: true,
  UNCONN: true,
  SYN_SENT: false,
  SYN_RECEIVED: false,
  ESTABLISHED: false,
  FIN_WAIT_1: false,
  FIN_WAIT_2: false,
  CLOSE_WAIT: false,
  CLOSING: false,
  LAST_ACK: false,
  TIME_WAIT: false,
  CLOSED: false,
};

Deno.test("isListener() is true of TCP in LISTEN and of UDP without a peer, and of nothing else", () => {
  for (const [state, waits] of Object.entries(STATES)) {
    assertEquals(isListener({ state: state as SocketState }), waits, state);
  }
});
