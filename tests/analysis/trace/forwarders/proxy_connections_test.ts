import { assertEquals } from "@std/assert";
import { proxyConnections } from "../../../../src/analysis/trace/forwarders/proxy_connections.ts";
import { socket } from "../../../../src/testing.ts";
import { connection, hopOf, ways } from "../paper.ts";

Deno.test("proxyConnections() tells where a proxy is connected to, most connections first", () => {
  const sockets = [
    connection("10.0.0.5:80"),
    connection("10.0.0.6:80", { port: 41001 }),
    connection("10.0.0.6:80", { port: 41002 }),
    // Accepted, and so no way on.
    connection("192.0.2.7:50000", { port: 3000 }),
  ];
  assertEquals(ways(proxyConnections, ["/usr/bin/envoy", "-c", "x.yaml"], { sockets }), [
    ["is connected to 10.0.0.6:80", "10.0.0.6:80"],
    ["is connected to 10.0.0.5:80", "10.0.0.5:80"],
  ]);
});

Deno.test("proxyConnections() only guesses where the proxy has several ports", () => {
  const sockets = [connection("10.0.0.5:80")];
  const confidence = (...more: ReturnType<typeof socket>[]) =>
    proxyConnections(hopOf({ argv: ["traefik"] }, { sockets: [...sockets, ...more] }))?.[0]
      ?.confidence;
  assertEquals([confidence(), confidence(socket({ port: 3001 }))], ["certain", "guess"]);
});

Deno.test("proxyConnections() says of what is nothing but a proxy that it cannot tell", () => {
  assertEquals(ways(proxyConnections, ["haproxy", "-f", "x"])?.length, 1);
  const elsewhere = { socket: { namespace: "net:[4026532281]" } };
  assertEquals(ways(proxyConnections, ["envoy"], elsewhere), [[
    "is a proxy; where it sends its clients is written where portik does not read",
  ]]);
});

Deno.test("proxyConnections() takes a web server without connections for the end", () => {
  assertEquals(ways(proxyConnections, ["nginx: master process nginx"]), undefined);
  const sockets = [connection("10.0.0.5:80")];
  const titled = ["nginx: master process nginx"];
  assertEquals(ways(proxyConnections, titled, { sockets })?.length, 1);
});

Deno.test("proxyConnections() is silent about programs that answer themselves", () => {
  assertEquals(ways(proxyConnections, ["node", "server.js"]), undefined);
});
