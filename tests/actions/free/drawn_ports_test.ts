import { assertEquals, assertRejects } from "@std/assert";
import { drawnPorts } from "../../../src/actions/free/drawn_ports.ts";
import type { Hold } from "../../../src/host/hold.ts";
import { Refusal } from "../../../src/model/refusal.ts";

/** Draws where holding answers with these, one after the other. */
function drawing(
  answers: readonly (number | string)[],
  { address = "::", most = 99, keep = false }: { address?: string; most?: number; keep?: boolean } =
    {},
) {
  const asked: string[] = [];
  let open = 0;
  const hold: Hold = (proto, at, port) => {
    const answer = answers[asked.length] ?? "EADDRINUSE";
    asked.push(`${proto} ${at} ${port}`);
    if (typeof answer === "string") return Promise.resolve({ failed: answer });
    open++;
    return Promise.resolve({ port: answer, release: () => Promise.resolve(void open--) });
  };
  return {
    asked,
    open: () => open,
    ports: () => Array.fromAsync(drawnPorts({ hold, proto: "tcp", address, most, keep })),
  };
}

Deno.test("drawnPorts() draws until the kernel has none left, and keeps none", async () => {
  const { ports, asked, open } = drawing([5, 6, 5]);
  assertEquals([await ports(), open()], [[5, 6, 5], 0]);
  assertEquals(asked[0], "tcp :: 0");
});

Deno.test("drawnPorts() draws no more than it is told to", async () => {
  assertEquals(await drawing([1, 2, 3, 4], { most: 2 }).ports(), [1, 2]);
});

Deno.test("drawnPorts() does without IPv6 where there is none", async () => {
  const { ports, asked } = drawing(["EAFNOSUPPORT", 7]);
  assertEquals([await ports(), asked[1]], [[7], "tcp 0.0.0.0 0"]);
});

Deno.test("drawnPorts() refuses the address of another machine, and says why no socket can be had", async () => {
  const elsewhere = await assertRejects(
    () => drawing(["EADDRNOTAVAIL"], { address: "10.9.9.9" }).ports(),
    Refusal,
    "'10.9.9.9'",
  );
  assertEquals(elsewhere.exit, 2);
  const none = await assertRejects(() => drawing(["EMFILE"]).ports(), Refusal, "EMFILE");
  assertEquals(none.exit, 5);
});

Deno.test("drawnPorts() holds what it has drawn until the end, where it is told to", async () => {
  const { ports, asked, open } = drawing([5, 5, 6, 6], { keep: true, most: 2 });
  assertEquals([await ports(), open()], [[5, 6], 0]);
  assertEquals(asked, ["tcp :: 0", "tcp :: 5", "tcp :: 0", "tcp :: 6"]);
});
