import { assertEquals } from "@std/assert";
import { talkThat } from "../../../src/actions/listen/talk.ts";
import { converse } from "./serving.ts";

Deno.test("talkThat() tells what a client sends, and sends nothing", async () => {
  const { events, written, tally } = await converse(talkThat(false), ["one", "two!"]);
  assertEquals(events.map(({ event }) => event), ["connected", "received", "received", "closed"]);
  assertEquals(events.flatMap((one) => "preview" in one ? [one.preview] : []), ["one", "two!"]);
  assertEquals([written, tally.totals().bytesReceived, tally.totals().bytesSent], ["", 7, 0]);
});

Deno.test("talkThat() sends back what came where it is to echo", async () => {
  const { events, written, tally } = await converse(talkThat(true), ["one", "two!"]);
  assertEquals([written, tally.totals().bytesSent], ["onetwo!", 7]);
  assertEquals(events.at(-1), {
    event: "closed",
    connection: 1,
    from: { address: "127.0.0.1", port: 50_000 },
    received: 7,
    sent: 7,
  });
});

Deno.test("talkThat() says by which failure a connection ended", async () => {
  const { events } = await converse(talkThat(false), ["x", { failed: "ECONNRESET" }]);
  const last = events.at(-1);
  assertEquals(last?.event === "closed" && last.failed, "ECONNRESET");
});
