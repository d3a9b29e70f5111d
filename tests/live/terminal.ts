import { until } from "./until.ts";

/** An interactive program in a terminal of its own, by `tmux(1)`. It ends on dispose. */
export class Terminal implements AsyncDisposable {
  readonly #socket: string;
  readonly #server: Deno.ChildProcess;

  /** tmux stays in the foreground (-D), so that what runs here has the parents of everything else in a test. */
  private constructor(socket: string) {
    this.#socket = socket;
    const args = ["-u", "-D", "-f", "/dev/null", "-S", socket];
    const streams = { stdin: "null", stdout: "null", stderr: "null" } as const;
    this.#server = new Deno.Command("tmux", { args, ...streams }).spawn();
  }

  /** Starts a program in a terminal of 120×50; `folder` takes the socket of tmux, and is where it runs. */
  static async start(
    argv: readonly string[],
    { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
  ): Promise<Terminal> {
    const terminal = new Terminal(`${folder}/tmux-${crypto.randomUUID()}`);
    const set = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    await until("tmux is up", async () => (await terminal.#ask("show-options", "-s")).success);
    const words = ["new-session", "-d", "-x", "120", "-y", "50", "-c", folder];
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

  #ask(...args: readonly string[]): Promise<Deno.CommandOutput> {
    return new Deno.Command("tmux", { args: ["-u", "-S", this.#socket, ...args] }).output();
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    const { success, stdout, stderr } = await this.#ask(...args);
    const decoder = new TextDecoder();
    if (!success) throw new Error(`tmux ${args.join(" ")}: ${decoder.decode(stderr)}`);
    return decoder.decode(stdout);
  }

  /** Ends the program, and tmux with it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux("kill-server");
    await this.#server.status;
  }
}
