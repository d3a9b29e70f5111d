import { assertEquals } from "@std/assert";
import { Connections } from "../../../src/analysis/trace/connections.ts";
import { quietMachine, socket } from "../../../src/testing.ts";
import { connection } from "./paper.ts";

Deno.test("Connections tells made from accepted ones, each once however many hold it", () => {
  const shared = [{ pid: 812, fd: 9 }, { pid: 813, fd: 9 }];
  const connections = new Connections(quietMachine({
    sockets: [
      socket(),
      connection("10.0.0.5:80", { holders: shared }),
      connection("10.0.0.5:80", { state: "CLOSE_WAIT", port: 41001 }),
      connection("192.0.2.7:50000", { port: 3000 }),
      connection("10.0.0.9:80", { holders: [{ pid: 900 }] }),
      connection("10.0.0.8:80", { namespace: "blue" }),
    ],
  }));
  const peer = { address: "10.0.0.5", port: 80 };
  assertEquals(connections.upstreamsOf([812, 813]), [{ to: "10.0.0.5:80", peer, count: 1 }]);
  assertEquals([connections.portsOf([812]), connections.portsOf([900])], [1, 0]);
});

Deno.test("Connections has a process's own by age, and finds the other end", () => {
  const late = connection("10.0.0.5:80", { holders: [{ pid: 812, fd: 9 }] });
  const early = connection("127.0.0.1:22", { port: 50000, holders: [{ pid: 812, fd: 3 }] });
  const other = connection("127.0.0.1:50000", { port: 22, holders: [{ pid: 7, fd: 4 }] });
  const connections = new Connections(quietMachine({ sockets: [late, early, other] }));
  assertEquals(connections.of(812), [early, late]);
  assertEquals(connections.of(1), []);
  assertEquals(connections.otherEnd(early), other);
  assertEquals(connections.otherEnd(late), undefined);
});
