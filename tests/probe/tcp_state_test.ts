import { assertEquals } from "@std/assert";
import { tcpState } from "../../src/probe/tcp_state.ts";

Deno.test("tcpState() knows the words of every system", () => {
  const words = {
    LISTEN: "LISTEN",
    LISTENING: "LISTEN",
    SYN_RECV: "SYN_RECEIVED",
    SYN_RCVD: "SYN_RECEIVED",
    SYN_RECEIVED: "SYN_RECEIVED",
    FIN_WAIT1: "FIN_WAIT_1",
    FIN_WAIT_2: "FIN_WAIT_2",
    CLOSE: "CLOSED",
    CLOSED: "CLOSED",
    CLOSE_WAIT: "CLOSE_WAIT",
    TIME_WAIT: "TIME_WAIT",
  };
  for (const [word, state] of Object.entries(words)) assertEquals(tcpState(word), state);
});

Deno.test("tcpState() does not guess", () => {
  for (const word of ["", "HERGESTELLT", "UNCONN", "constructor"]) {
    assertEquals(tcpState(word), undefined);
  }
});
