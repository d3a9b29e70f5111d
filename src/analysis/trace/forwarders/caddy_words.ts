import { commandWords } from "../../../model/command_words.ts";
import type { Hop, Way } from "../hop.ts";

/** `caddy reverse-proxy --from :8080 --to 127.0.0.1:3000 --to …`, which has no configuration. */
export function caddyWords({ process }: Hop): readonly Way[] | undefined {
  const [program, verb, ...words] = commandWords(process);
  if (program !== "caddy" || verb !== "reverse-proxy") return undefined;
  const targets = words.flatMap((word, i) => {
    const value = /^--?to=(.*)$/.exec(word)?.[1] ??
      (/^--?to$/.test(word) ? words[i + 1] : undefined);
    return value === undefined ? [] : value.split(",");
  });
  return targets.map((word) => {
    const to = word.replace(/^[a-z0-9]+:\/\//, "").replace(/^:/, "localhost:");
    return {
      kind: "proxy",
      does: `sends clients on to ${to}`,
      to: /:\d+$/.test(to) ? to : `${to}:${word.startsWith("https://") ? 443 : 80}`,
      evidence: [`--to ${word}`],
      confidence: "certain",
    };
  });
}
