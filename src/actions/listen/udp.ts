import { Mailbox } from "../../host/mailbox.ts";
import type { UdpServer } from "../../host/servers.ts";
import type { ListenEvent } from "../../model/listen_event.ts";
import { previewOf } from "../../model/preview.ts";
import { MOST_EVENTS, type Service, type ServiceOptions } from "./service.ts";

/**
 * Ports of services that answer whatever comes, such as echo (RFC 862) itself: sending back to one would never
 * end. Like inetd, portik sends nothing to ports below this one.
 */
const FIRST_CLIENT_PORT = 1024;

/** Takes datagrams and tells of them; `echo`: sends each back, as far as that can be done. */
export function serveUdp(
  server: UdpServer,
  { tally, shown, most = Infinity, echo }: ServiceOptions & { readonly echo: boolean },
): Service {
  const events = new Mailbox<ListenEvent>(MOST_EVENTS);
  const take = async () => {
    let number = 0;
    for await (const { remote: from, bytes } of server.datagrams) {
      tally.add(from.address, { datagrams: 1, bytes: bytes.length });
      const back = echo && from.port >= FIRST_CLIENT_PORT;
      if (back && !await server.send(bytes, from)) tally.sent += bytes.length;
      const preview = previewOf(bytes, { most: shown });
      await events.put({ event: "datagram", from, bytes: bytes.length, preview });
      if (++number >= most) break;
    }
    server.close();
    tally.dropped = server.dropped();
    events.close();
  };
  take();
  return { events, stop: () => server.close() };
}
