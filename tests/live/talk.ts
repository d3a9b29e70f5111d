/**
 * A server that echoes, and a client of it, for tests across network namespaces:
 * `deno run -A talk.ts serve PORT` answers TCP and UDP by IPv4 and IPv6, and says `ready`;
 * `deno run -A talk.ts ask '{"proto":"tcp","to":"10.77.0.1","port":80}'` prints what came of it;
 * `keep` does the same by TCP, and again by the same connection for each byte of its input.
 */
import { createSocket } from "node:dgram";
import { connect, createServer } from "node:net";
import { hasReceived, sendByte } from "./libc.ts";
import { open } from "./open.ts";
import type { Ask } from "./wire.ts";

const say = (word: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${word}\n`));

function serve(port: number): void {
  const udp = createSocket({ type: "udp6" });
  udp.on("message", (text, { port, address }) => udp.send(text, port, address));
  const tcp = createServer((client) => {
    client.on("error", () => client.destroy());
    client.pipe(client);
  });
  udp.bind(port, "::", () => tcp.listen(port, "::", () => say("ready")));
}

function end(word: string): never {
  say(word);
  Deno.exit(0);
}

const codeOf = (error: Error) => (error as Error & { code?: string }).code ?? error.message;

function ask(how: Ask): void {
  setTimeout(() => end("silent"), how.patience ?? 30_000);
  if (how.proto === "tcp") askTcp(how);
  else askUdp(how);
}

function askTcp({ to, port, from }: Ask): void {
  const source = from === undefined ? {} : { localAddress: from };
  const client = connect({ host: to, port, ...source }, () => client.write("hello"));
  client.on("data", () => end("served"));
  client.on("error", (error) => end(codeOf(error)));
}

async function keep({ to, port }: Ask): Promise<void> {
  const client = connect({ host: to, port }, () => client.write("hello"));
  client.on("data", () => say("served"));
  client.on("error", (error) => end(codeOf(error)));
  while (await Deno.stdin.read(new Uint8Array(1)) !== null) client.write("hello");
  Deno.exit(0);
}

/** A connected socket is told by its next call that the peer refused. UDP may lose what is sent first. */
function askUdp({ to, port }: Ask): void {
  const fd = open({
    address: to.includes(":") ? "::" : "0.0.0.0",
    port: 0,
    proto: "udp",
    connectTo: { address: to, port },
  });
  setInterval(() => {
    try {
      sendByte(fd);
      if (hasReceived(fd)) end("served");
    } catch (error) {
      end(codeOf(error as Error));
    }
  }, 20);
}

const [what, word = ""] = Deno.args;
if (what === "serve") serve(Number(word));
else if (what === "keep") await keep(JSON.parse(word));
else ask(JSON.parse(word));
