import { assertEquals } from "@std/assert";
import {
  CHROME_PORTS,
  FETCH_PORTS,
  FIREFOX_PORTS,
  isBrowserBlocked,
} from "../../src/model/browser_ports.ts";

Deno.test("the lists of the browsers name each port once, and contain each other", () => {
  assertEquals([FIREFOX_PORTS, CHROME_PORTS, FETCH_PORTS].map((ports) => new Set(ports).size), [
    58,
    80,
    82,
  ]);
  assertEquals([FIREFOX_PORTS.length, CHROME_PORTS.length, FETCH_PORTS.length], [58, 80, 82]);
  assertEquals(FIREFOX_PORTS.filter((port) => !CHROME_PORTS.includes(port)), []);
  assertEquals(CHROME_PORTS.filter((port) => !FETCH_PORTS.includes(port)), []);
});

Deno.test("isBrowserBlocked() knows the list of today", () => {
  for (const port of [1, 22, 6000, 6667, 4190, 6679, 10080]) {
    assertEquals(isBrowserBlocked(port), true);
  }
  for (const port of [80, 443, 3000, 8080, 6670]) assertEquals(isBrowserBlocked(port), false);
});
