import { assertEquals } from "@std/assert";
import { caddyWords } from "../../../../src/analysis/trace/forwarders/caddy_words.ts";
import { ways } from "../paper.ts";

const all = (...argv: string[]) => ways(caddyWords, ["caddy", ...argv])?.map(([, to]) => to);

Deno.test("caddyWords() reads every --to of a reverse proxy", () => {
  assertEquals(
    all("reverse-proxy", "--from", ":3000", "--to", "127.0.0.1:8001", "--to=:8002,:8003"),
    ["127.0.0.1:8001", "localhost:8002", "localhost:8003"],
  );
  assertEquals(all("reverse-proxy", "--to", "https://example.com"), ["example.com:443"]);
});

Deno.test("caddyWords() leaves what has a configuration to that", () => {
  assertEquals(all("run", "--config", "/etc/caddy/Caddyfile"), undefined);
});
