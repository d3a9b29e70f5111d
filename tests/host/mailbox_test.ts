import { assertEquals } from "@std/assert";
import { Mailbox } from "../../src/host/mailbox.ts";

Deno.test("Mailbox gives what was put in, in order, and ends when it is closed and empty", async () => {
  const mailbox = new Mailbox<number>(10);
  await Promise.all([mailbox.put(1), mailbox.put(2)]);
  mailbox.close();
  assertEquals(await Array.fromAsync(mailbox), [1, 2]);
});

Deno.test("Mailbox lets who puts wait until there is room", async () => {
  const mailbox = new Mailbox<number>(1);
  await mailbox.put(1);
  let second = false;
  const putting = mailbox.put(2).then(() => second = true);
  assertEquals([mailbox.offer(3), second], [false, false]);
  const letters = mailbox[Symbol.asyncIterator]();
  assertEquals((await letters.next()).value, 1);
  await putting;
  assertEquals((await letters.next()).value, 2);
});

Deno.test("Mailbox wakes who waits for a letter, and for room, when it is closed", async () => {
  const mailbox = new Mailbox<number>(1);
  const waiting = Array.fromAsync(mailbox);
  mailbox.close();
  assertEquals(await waiting, []);
  const full = new Mailbox<number>(1);
  await full.put(1);
  const putting = full.put(2);
  full.close();
  await putting;
  assertEquals(await Array.fromAsync(full), [1]);
  assertEquals(full.offer(3), false);
});
