/**
 * portik: who holds a port, why a bind fails, and what to do about it. Run as a program, it is the
 * command line; imported, it is a library.
 *
 * ```ts
 * import { freePort, who } from "jsr:@portik/portik";
 *
 * const [port] = await who(5432);
 * console.log(port?.status, port?.listeners);
 * Deno.serve({ port: await freePort() }, () => new Response("here"));
 * ```
 *
 * @module
 */
import type { Rule } from "./src/plugin.ts";
import { run } from "./src/app.ts";
import { LAUNCH_WORD } from "./src/host/deno/launch/word.ts";
import { denoHost } from "./src/host/deno/mod.ts";
import type { Library } from "./src/library.ts";
import { makeLibrary } from "./src/make_library.ts";
import { SANDBOX_WORD } from "./src/rules/sandbox_word.ts";

export { Refusal } from "./src/library.ts";
export type * from "./src/library.ts";

/** The rules are loaded where they are wanted: `who` has no use for them. */
const loadRules = async (): Promise<readonly Rule[]> => (await import("./plugins/mod.ts")).rules;

const library: Library = makeLibrary(denoHost, loadRules);

/** Who holds the ports: one answer for each port and protocol. Changes nothing. */
export const who: Library["who"] = library.who;

/** Why the ports can or cannot be bound: binds each for an instant, and runs the rules. */
export const explain: Library["explain"] = library.explain;

/** A free port, proven by binding it; for 20 s, portik gives it to nobody else. */
export const freePort: Library["freePort"] = library.freePort;

if (import.meta.main) {
  if (Deno.args[0] === SANDBOX_WORD) {
    const { sandboxChild } = await import("./src/rules/sandbox_child.ts");
    await sandboxChild();
  }
  if (Deno.args[0] === LAUNCH_WORD) {
    const { launchChild } = await import("./src/host/deno/launch/child.ts");
    launchChild();
  }
  Deno.exit(await run(denoHost, loadRules, Deno.args));
}
