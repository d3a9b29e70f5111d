import { isFailure } from "../../host/host.ts";
import type { Talk } from "./client.ts";

/** Takes what a client sends and tells of it; `echo`: sends it back, too. */
export function talkThat(echo: boolean): Talk {
  return async ({ connection, from, read, write, tell, piece }) => {
    for (;;) {
      const bytes = await read();
      if (bytes === undefined || isFailure(bytes)) return bytes;
      await tell({ event: "received", connection, from, ...piece(bytes) });
      const failure = echo ? await write(bytes) : undefined;
      if (failure) return failure;
    }
  };
}
