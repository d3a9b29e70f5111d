import type { HttpHeader } from "./http_head.ts";
import type { Endpoint, Proto } from "./socket.ts";

/** The bytes of something that came: how many, and how they begin, as text. */
export interface Piece {
  readonly bytes: number;
  readonly preview: string;
}

/** Something that happened to a test server. `connection` counts from 1; `from` is the client. */
export type ListenEvent =
  | { readonly event: "listening"; readonly proto: Proto; readonly at: Endpoint }
  | { readonly event: "connected"; readonly connection: number; readonly from: Endpoint }
  | { readonly event: "received"; readonly connection: number; readonly from: Endpoint } & Piece
  | {
    readonly event: "request";
    readonly connection: number;
    readonly from: Endpoint;
    readonly method: string;
    readonly target: string;
    readonly headers: readonly HttpHeader[];
    readonly body: Piece;
    /** What it was answered with. */
    readonly status: number;
  }
  | {
    /** A request that could not be read. */
    readonly event: "bad-request";
    readonly connection: number;
    readonly from: Endpoint;
    readonly status: number;
    readonly reason: string;
  } & Piece
  | {
    readonly event: "closed";
    readonly connection: number;
    readonly from: Endpoint;
    readonly received: number;
    readonly sent: number;
    /** Errno name, where it did not end by itself. */
    readonly failed?: string;
  }
  | { readonly event: "turned-away"; readonly from: Endpoint }
  | { readonly event: "datagram"; readonly from: Endpoint } & Piece;
