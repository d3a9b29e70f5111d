import type { Likeness } from "../../src/model/likeness.ts";
import type { ProcessRestart } from "../../src/model/restart.ts";

/** A likeness of `node server.js`. */
export const LIKENESS: Likeness = {
  exe: "/usr/bin/node",
  argv: ["node", "server.js"],
  env: ["SECRET=s3cret"],
  cwd: "/srv",
  umask: 0o022,
  stdout: { path: "/state/log", opener: "portik" },
  stderr: { path: "/state/log", opener: "portik" },
};

/** The restart of pid 812, which listens on 127.0.0.1:3000. */
export const PLAN: ProcessRestart = {
  how: "process",
  stop: {
    steps: [{
      kind: "process",
      pid: 812,
      startTicks: 7,
      name: "node",
      argv: ["node", "server.js"],
      user: "ada",
      why: "listens on 3000/tcp",
    }],
    signal: "SIGTERM",
    escalates: true,
    timeoutSeconds: 1,
    ports: [{
      port: 3000,
      proto: "tcp",
      address: "127.0.0.1",
      inode: 5,
      clients: 0,
      asked: true,
      freed: true,
    }],
    spared: [],
    comebacks: [],
    declined: [],
  },
  start: [{
    replaces: 812,
    name: "node",
    user: "ada",
    likeness: LIKENESS,
    changes: ["its output goes to /state/log, because it went to a pipe"],
  }],
};
