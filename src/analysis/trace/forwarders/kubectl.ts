import { commandWords } from "../../../model/command_words.ts";
import type { Hop, Way } from "../hop.ts";

/** Options of kubectl whose value is the next word (`kubectl options`, `kubectl port-forward --help`). */
const WITH_VALUE =
  /^(?:-n|-s|-v|--(?:namespace|address|context|cluster|kubeconfig|user|server|token|pod-running-timeout|request-timeout|as|as-group))$/;

/** `kubectl port-forward svc/web 8080:80` carries connections into a cluster, through its API server. */
export function kubectl({ socket, process }: Hop): readonly Way[] | undefined {
  const [program = "", ...words] = commandWords(process);
  if (!/^(?:kubectl|oc)$/.test(program) || !words.includes("port-forward")) return undefined;
  const plain = words.filter((word, i) =>
    !word.startsWith("-") && !WITH_VALUE.test(words[i - 1] ?? "")
  );
  const [, resource = "a pod", ...ports] = plain;
  const pairs = ports.map((word) => word.split(":"));
  const pair = pairs.find(([local]) => local === String(socket.port)) ??
    pairs.find(([local]) => local === "");
  const inside = pair?.at(-1);
  const place = `${inside === undefined ? "" : `port ${inside} of `}${resource}${
    namespaceOf(words)
  }`;
  return [{
    kind: "tunnel",
    does: `carries connections to ${place}`,
    beyond: place,
    evidence: [[program, ...words].join(" ")],
    confidence: "certain",
  }];
}

function namespaceOf(words: readonly string[]): string {
  const at = words.findIndex((word) => /^(?:-n|--namespace)$/.test(word));
  const joined = words.find((word) => /^(?:-n=?|--namespace=)./.test(word));
  const name = at < 0 ? joined?.replace(/^(?:-n=?|--namespace=)/, "") : words[at + 1];
  return name === undefined ? "" : ` in namespace ${name}`;
}
