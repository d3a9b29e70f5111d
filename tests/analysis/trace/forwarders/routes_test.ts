import { assertEquals } from "@std/assert";
import { routes } from "../../../../src/analysis/trace/forwarders/routes.ts";
import type { Route } from "../../../../src/model/route.ts";
import { connection, hopOf } from "../paper.ts";

function route(fields: Partial<Route> = {}): Route {
  return {
    pid: 812,
    program: "nginx",
    port: 3000,
    to: "127.0.0.1:5000",
    file: "/etc/nginx/nginx.conf",
    line: 7,
    ...fields,
  };
}

Deno.test("routes() takes the ways of this listener alone", () => {
  const all = [
    route({ label: "shop.test /" }),
    route({ port: 3001, to: "other:1" }),
    route({ pid: 1, to: "other:2" }),
    route({ address: "127.0.0.1", to: "127.0.0.1:5001" }),
    route({ address: "::1", to: "127.0.0.1:5002" }),
  ];
  const found = routes(hopOf({ argv: ["nginx"] }, { routes: all }));
  assertEquals(found?.map(({ does, evidence, confidence }) => [does, evidence, confidence]), [
    [
      "sends clients for shop.test / on to 127.0.0.1:5000",
      ["/etc/nginx/nginx.conf:7"],
      "guess",
    ],
    ["sends clients on to 127.0.0.1:5001", ["/etc/nginx/nginx.conf:7"], "guess"],
  ]);
});

Deno.test("routes() is certain where a connection is open", () => {
  const sockets = [connection("127.0.0.1:5000"), connection("127.0.0.1:5000", { port: 41001 })];
  const [way] = routes(hopOf({ argv: ["nginx"] }, { routes: [route()], sockets })) ?? [];
  assertEquals([way?.confidence, way?.evidence.at(-1)], ["certain", "2 connections to it"]);
});

Deno.test("routes() follows a name by the one address that its connections show", () => {
  const named = [route({ to: "backend:5000" })];
  const ask = (...sockets: ReturnType<typeof connection>[]) =>
    routes(hopOf({ argv: ["nginx"] }, { routes: named, sockets }))?.[0]?.to;
  assertEquals(ask(connection("10.0.0.5:5000")), "10.0.0.5:5000");
  assertEquals(ask(connection("10.0.0.5:5000"), connection("10.0.0.6:5000")), "backend:5000");
  assertEquals(ask(), "backend:5000");
});

Deno.test("routes() is silent where no configuration is about the listener", () => {
  assertEquals(routes(hopOf({ argv: ["nginx"] })), undefined);
});
