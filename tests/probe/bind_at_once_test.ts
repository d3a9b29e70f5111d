import { assertEquals } from "@std/assert";
import { bindAtOnce } from "../../src/probe/bind_at_once.ts";
import { onPaper } from "./paper.ts";

Deno.test("bindAtOnce() binds every address of every port, and never two of one port together", async () => {
  const busy = new Map<number, number>();
  let most = 0;
  let together = 0;
  const sight = {
    ...onPaper({}),
    async tryBind(_proto: string, _address: string, port: number): Promise<string> {
      busy.set(port, (busy.get(port) ?? 0) + 1);
      most = Math.max(most, busy.get(port) ?? 0);
      together = Math.max(together, [...busy.values()].reduce((sum, one) => sum + one, 0));
      await Promise.resolve();
      busy.set(port, (busy.get(port) ?? 0) - 1);
      return "ok";
    },
  };
  const targets = [1001, 1002, 1003, 1001].map((port, i) => ({
    port,
    proto: "tcp" as const,
    addresses: i === 3 ? ["10.0.0.1"] : ["127.0.0.1", "::1"],
  }));
  const context = { caller: { pid: 1 }, settings: {}, atOnce: 2 };
  const binds = await bindAtOnce(sight, targets, context);
  assertEquals(
    binds.map(({ port, address }) => `${port} ${address}`).sort(),
    [
      ...["1001 10.0.0.1", "1001 127.0.0.1", "1001 ::1", "1002 127.0.0.1", "1002 ::1"],
      ...["1003 127.0.0.1", "1003 ::1"],
    ],
  );
  assertEquals([most, together], [1, 2]);
});
