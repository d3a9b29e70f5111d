import { Mailbox } from "../../host/mailbox.ts";
import type { Connection, TcpServer } from "../../host/servers.ts";
import type { ListenEvent } from "../../model/listen_event.ts";
import { attend, type Talk } from "./client.ts";
import { MOST_EVENTS, type Service, type ServiceOptions } from "./service.ts";

/** Most clients at the same time. */
const MOST_AT_ONCE = 1000;

/** Serves TCP clients side by side. */
export function serveTcp(
  server: TcpServer,
  talk: Talk,
  { tally, shown, most = Infinity }: ServiceOptions,
): Service {
  const events = new Mailbox<ListenEvent>(MOST_EVENTS);
  const open = new Set<Connection>();
  const work = new Set<Promise<void>>();
  const serve = async (connection: Connection, number: number) => {
    open.add(connection);
    await attend(connection, talk, { number, tally, shown, events });
    open.delete(connection);
  };
  let stopped = false;
  const accept = async () => {
    let number = 0;
    for await (const connection of server.connections) {
      if (stopped) {
        connection.close();
        break;
      }
      if (open.size >= MOST_AT_ONCE) {
        connection.close();
        tally.turnedAway++;
        await events.put({ event: "turned-away", from: connection.remote });
        continue;
      }
      const done = serve(connection, ++number);
      work.add(done);
      done.then(() => work.delete(done));
      if (number >= most) break;
    }
    server.close();
    await Promise.all(work);
    events.close();
  };
  accept();
  const stop = () => {
    stopped = true;
    server.close();
    for (const connection of open) connection.close();
  };
  return { events, stop };
}
