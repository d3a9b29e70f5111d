import { until } from "./until.ts";

/** An interactive program in a terminal of its own, by `tmux(1)`. It ends on dispose. */
export class Terminal implements AsyncDisposable {
  readonly #socket: string;

  private constructor(socket: string) {
    this.#socket = socket;
  }

  /** Starts a program in a terminal of 120×50; `folder` takes the socket of tmux, and is where it runs. */
  static async start(
    argv: readonly string[],
    { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
  ): Promise<Terminal> {
    const terminal = new Terminal(`${folder}/tmux-${crypto.randomUUID()}`);
    const set = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const words = ["-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "50", "-c", folder];
    await terminal.#tmux(...words, "env", "-i", ...set, "TERM=screen", ...argv);
    return terminal;
  }

  /** Types this text, letter by letter. */
  async type(text: string): Promise<void> {
    await this.#tmux("send-keys", "-l", "--", text);
  }

  /** Presses keys by their names: `Tab`, `C-c`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#tmux("send-keys", ...keys);
  }

  /** What stands on the screen, without the blanks behind it. */
  async screen(): Promise<string> {
    return (await this.#tmux("capture-pane", "-p", "-J")).replace(/ +$/gm, "").trimEnd();
  }

  /** Waits until the screen holds; fails with what stands there instead. */
  async shows(what: string, holds: (screen: string) => boolean): Promise<string> {
    let screen = "";
    try {
      await until(what, async () => holds(screen = await this.screen()));
    } catch (error) {
      throw new Error(`The screen never showed ${what}:\n${screen}`, { cause: error });
    }
    return screen;
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    const command = new Deno.Command("tmux", { args: ["-u", "-S", this.#socket, ...args] });
    const { code, stdout, stderr } = await command.output();
    const decoder = new TextDecoder();
    if (code !== 0) throw new Error(`tmux ${args.join(" ")}: ${decoder.decode(stderr)}`);
    return decoder.decode(stdout);
  }

  /** Ends the program, and tmux with it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux("kill-server");
  }
}
