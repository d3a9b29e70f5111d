import type { Ran, RunOptions } from "../../../src/host/host.ts";
import type { SandboxRequest } from "../../../src/rules/protocol.ts";
import { ruleWith } from "../../rules/quiet.ts";
import type { WorldChoices } from "../paper_world.ts";

/** Where rules of the user's own are. */
export const FOLDER = "/home/me/.config/portik/plugins";

/**
 * A machine whose user has rules of their own, by file name, and a sandbox that takes the text of a rule for
 * what it says; a rule that is called broken cannot be loaded, one that throws does so.
 */
export function withUserRules(rules: Readonly<Record<string, string>>): WorldChoices {
  const folder = (uid: number) => ({ type: "directory", size: 0, mode: 0o755, uid } as const);
  const parents = ["/", "/home", "/home/me", "/home/me/.config", "/home/me/.config/portik"];
  return {
    env: { HOME: "/home/me" },
    folders: { [FOLDER]: Object.keys(rules) },
    texts: Object.fromEntries(Object.entries(rules).map(([name, text]) => [path(name), text])),
    stats: Object.fromEntries([
      ...parents.map((parent) => [parent, folder(0)]),
      [FOLDER, folder(1000)],
      ...Object.entries(rules).map((
        [name, text],
      ) => [path(name), { type: "file", size: text.length, mode: 0o600, uid: 1000 } as const]),
    ]),
    sight: { run: (argv, options) => Promise.resolve(sandbox(argv, options)) },
  };
}

function path(name: string): string {
  return `${FOLDER}/${name}`;
}

function sandbox(argv: readonly string[], { stdin = "" }: RunOptions): Ran {
  if (argv[0] === "ss") return { code: 0, stdout: LISTENERS, stderr: "" };
  if (!argv.includes("__rule-sandbox")) return { code: 127, stdout: "", stderr: "" };
  const { nonce, id, text, questions }: SandboxRequest = JSON.parse(stdin.split("\n")[0] ?? "");
  const { check: _, ...rule } = ruleWith({ id });
  const outcome = (port: number) =>
    text === "throws"
      ? { outcome: "broken", findings: [], reason: "threw Error: up" }
      : { outcome: "checked", findings: text === "" ? [] : [{ message: `${text} ${port}` }] };
  const answer = text === "broken"
    ? { bad: "is broken" }
    : { rule, outcomes: questions.map(({ port }) => outcome(port)) };
  return { code: 0, stdout: `\n${nonce}${JSON.stringify(answer)}\n`, stderr: "" };
}

const LISTENERS = [
  "tcp LISTEN 0 5 127.0.0.1:80 0.0.0.0:* ino:1 sk:1 cgroup:/ <->",
  "tcp LISTEN 0 5 [::1]:80 [::]:* ino:2 sk:2 cgroup:/ v6only:1 <->",
  "udp UNCONN 0 0 127.0.0.1:53 0.0.0.0:* ino:3 sk:3 cgroup:/ <->",
  "tcp ESTAB 0 0 127.0.0.1:40000 127.0.0.1:80 ino:4 sk:4 cgroup:/ <->",
].join("\n");
