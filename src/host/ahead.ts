import type { Host, RunOptions } from "./host.ts";

/**
 * Starts a program now whose answer will be wanted soon, and returns a host that has it when it is first
 * asked for by the same arguments and deadline. The program runs while the rest of portik is being loaded.
 * Whoever asks again wants to know what has changed.
 */
export function runAhead(host: Host, argv: readonly string[], options: RunOptions): Host {
  let answer: ReturnType<Host["run"]> | undefined = host.run(argv, options);
  const key = keyOf(argv, options);
  // Not a copy: that would ask the terminal and the program's own path, which cost time, for nothing.
  return Object.create(host, {
    run: {
      value(later: readonly string[], choices: RunOptions) {
        if (answer === undefined || keyOf(later, choices) !== key) return host.run(later, choices);
        const taken = answer;
        answer = undefined;
        return taken;
      },
    },
  });
}

function keyOf(argv: readonly string[], { timeout, stdin, maxBytes }: RunOptions): string {
  return JSON.stringify([argv, timeout, stdin, maxBytes]);
}
