import { assertEquals } from "@std/assert";
import type { Cause } from "../../../src/analysis/blame/cause.ts";
import { causeSentence, causeWords } from "../../../src/analysis/blame/sentence.ts";

function cause(fields: Partial<Cause> & Pick<Cause, "kind">): Cause {
  return { confidence: "certain", evidence: [], ...fields };
}

const TASK = cause({ kind: "task", tool: "npm", name: "npm run dev", details: "in /srv", pid: 9 });

Deno.test("causeSentence() joins causes, three at most", () => {
  const causes = [
    TASK,
    cause({ kind: "multiplexer", tool: "tmux", name: "work" }),
    cause({ kind: "sudo", tool: "sudo", name: "ada" }),
    cause({ kind: "editor", tool: "VS Code" }),
  ];
  assertEquals(
    causeSentence(causes),
    "Started by npm run dev in /srv, in tmux session work, with sudo by ada.",
  );
});

Deno.test("causeSentence() says that what is left has lost its parent", () => {
  assertEquals(
    causeSentence([TASK, cause({ kind: "orphan", pid: 9, name: "npm (pid 9)" })]),
    "Started by npm run dev in /srv, left behind by a parent that has ended.",
  );
  assertEquals(
    causeSentence([cause({ kind: "orphan", tool: "nohup" })]),
    "Started with nohup by a parent that has ended.",
  );
});

Deno.test("causeSentence() says that it cannot tell, and why", () => {
  assertEquals(causeSentence([]), "What started it cannot be told.");
  assertEquals(
    causeSentence([cause({ kind: "unknown", details: "needs root" })]),
    "What started it cannot be told: needs root.",
  );
});

Deno.test("causeWords() has words for every kind", () => {
  const cases: readonly (readonly [Partial<Cause> & Pick<Cause, "kind">, string])[] = [
    [
      { kind: "socket-activation", name: "cups.socket" },
      "on demand by systemd, which made the socket of cups.socket",
    ],
    [
      { kind: "container", tool: "docker", name: "web", details: "image nginx" },
      "in docker container web (image nginx)",
    ],
    [{ kind: "compose", tool: "docker", name: "shop/web" }, "by docker compose as shop/web"],
    [{ kind: "windows-service", name: "Schedule" }, "as Windows service Schedule"],
    [
      { kind: "windows-service", details: "program nssm" },
      "as a Windows service (program nssm)",
    ],
    [
      { kind: "supervisor", tool: "runit", name: "web" },
      "by runit as web, which starts it again when it ends",
    ],
    [{ kind: "cron", tool: "cron", details: "./serve" }, "by cron: ./serve"],
    [{ kind: "ci", tool: "GitLab" }, "by a job of GitLab"],
    [{ kind: "systemd-unit", name: "web.service" }, "by systemd unit web.service"],
    [
      { kind: "systemd-user-unit", name: "x.service", details: "of user ada" },
      "by systemd user unit x.service (of user ada)",
    ],
    [{ kind: "launchd" }, "by launchd"],
    [
      { kind: "launchd", confidence: "guess" },
      "by launchd, or handed to it by a parent that has ended",
    ],
    [
      { kind: "watcher", tool: "nodemon", pid: 7 },
      "by nodemon (pid 7), which starts it again when files change",
    ],
    [{ kind: "make", tool: "make", name: "make serve" }, "by make serve"],
    [{ kind: "agent", tool: "Aider" }, "from Aider"],
    [{ kind: "editor", tool: "Zed" }, "from Zed"],
    [{ kind: "multiplexer", tool: "screen" }, "in screen"],
    [
      { kind: "ssh", tool: "ssh", name: "ada", remote: { address: "::1", port: 22 } },
      "over ssh as ada from [::1]:22",
    ],
    [{ kind: "terminal", tool: "kitty", name: "pts/3" }, "in a terminal (kitty, pts/3)"],
    [{ kind: "terminal" }, "in a terminal"],
    [{ kind: "sudo", tool: "su" }, "with su"],
    [
      { kind: "orphan", name: "npm (pid 9)", details: "of login session-3.scope" },
      "by a parent of login session-3.scope that has ended, which left npm (pid 9) behind",
    ],
    [
      { kind: "orphan", tool: "setsid", confidence: "guess" },
      "as a daemon, or detached with setsid",
    ],
    [{ kind: "init", name: "tini" }, "by pid 1 (tini), or handed to it by a parent that has ended"],
    [{ kind: "parent", name: "launcher", pid: 7 }, "by launcher (pid 7)"],
    [{ kind: "unknown" }, "by something that cannot be told"],
  ];
  for (const [fields, words] of cases) assertEquals(causeWords(cause(fields)), words);
});
