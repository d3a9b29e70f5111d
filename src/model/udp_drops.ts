/**
 * How many datagrams the kernel threw away because the socket on this port did not take them, from what
 * `/proc/net/udp` and `/proc/net/udp6` say (`proc_pid_net(5)`; the last column is `drops`). 0 where several
 * sockets have the port: it does not tell which is meant.
 */
export function parseUdpDrops(tables: readonly string[], port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = tables.flatMap((table) => table.split("\n").slice(1))
    .map((row) => row.trim().split(/\s+/))
    .filter(([_, address]) => address?.endsWith(local));
  const [row, more] = rows;
  return row && !more ? Number(row.at(-1)) || 0 : 0;
}
