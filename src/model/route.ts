/** One way through a proxy, as its configuration has it. */
export interface Route {
  /** The process whose configuration it is. */
  readonly pid: number;
  readonly program: "nginx" | "haproxy" | "caddy";
  /** Where clients come in. Without an address: on all. */
  readonly port: number;
  readonly address?: string;
  /** Where they are sent: `127.0.0.1:3000`, `backend:3000`, `unix:/run/app.sock`. */
  readonly to: string;
  /** For which of them: a server name, a path, a frontend. */
  readonly label?: string;
  /** Where that is written. */
  readonly file: string;
  readonly line: number;
}
