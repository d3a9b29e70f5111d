import { program } from "./program.ts";
import { Terminal } from "./terminal.ts";

/**
 * Starts portik in a terminal of its own. When it has ended, `exit` and its exit code stand below what it
 * printed; the terminal goes on until it is disposed of.
 */
export async function programInTerminal(words: readonly string[]): Promise<Terminal> {
  const folder = await Deno.makeTempDir();
  const { HOME = "", DENO_DIR = `${HOME}/.cache/deno`, PATH = "" } = Deno.env.toObject();
  // The shell outlives the Ctrl-C that is meant for portik.
  const argv = ["sh", "-c", 'trap : INT; "$@"; echo "exit $?"; exec cat', "sh", ...program()];
  const env = { PATH, HOME: folder, DENO_DIR };
  const terminal = await Terminal.start([...argv, ...words], { folder, env });
  const end = terminal[Symbol.asyncDispose].bind(terminal);
  return Object.assign(terminal, {
    async [Symbol.asyncDispose]() {
      await end();
      await Deno.remove(folder, { recursive: true });
    },
  });
}
