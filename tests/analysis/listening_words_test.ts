import { assertEquals } from "@std/assert";
import { listeningWords } from "../../src/analysis/listening_words.ts";
import { portStatus } from "../../src/analysis/port_status.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { container, process, quietMachine, socket } from "../../src/testing.ts";

const postgres = process({
  ...{ name: "postgres", uid: 105, unit: "postgresql.service" },
  startedAt: "2026-01-02T00:04:05.000Z",
});
const users = { 0: "root", 105: "postgres", 1000: "me" };
const proxies = [10, 11].map((pid) => process({ pid, name: "docker-proxy", uid: 0 }));
const everywhere = container({
  image: "nginx:1",
  publications: ["0.0.0.0", "::"].map((hostAddress) => {
    return { hostAddress, hostPort: 3000, containerPort: 80, proto: "tcp" };
  }),
});

/** What is said of the listeners of port 3000. */
const LISTENING: readonly [what: string, disturb: Partial<Snapshot>, words: string][] = [
  [
    "a service on two addresses",
    {
      users,
      sockets: [socket({ address: "127.0.0.1" }), socket({ address: "::1" })],
      processes: [postgres],
    },
    "postgres (pid 812, user postgres) on 127.0.0.1 and ::1, started 3 h ago by " +
    "systemd unit postgresql.service",
  ],
  [
    "a process of nothing in particular",
    { sockets: [socket()], processes: [process()] },
    "node (pid 812, user me) on 0.0.0.0",
  ],
  [
    "a socket with an interface",
    { sockets: [socket({ address: "fe80::1", zone: "eth0" })], processes: [process()] },
    "node (pid 812, user me) on fe80::1%eth0",
  ],
  [
    "two processes",
    {
      sockets: [
        socket({ address: "127.0.0.1" }),
        socket({ address: "::1", holders: [{ pid: 900 }] }),
      ],
      processes: [
        process({ startedAt: "2026-01-02T03:04:00.000Z" }),
        process({ pid: 900, name: "deno" }),
      ],
    },
    "node (pid 812, user me) on 127.0.0.1, started 5 s ago, and by deno (pid 900, " +
    "user me) on ::1",
  ],
  [
    "three processes",
    {
      sockets: ["10.0.0.1", "10.0.0.2", "10.0.0.3"].map((address, i) =>
        socket({ address, holders: [{ pid: 900 + i }] })
      ),
    },
    "a process (pid 900) on 10.0.0.1, by a process (pid 901) on 10.0.0.2, and by " +
    "a process (pid 902) on 10.0.0.3",
  ],
  [
    "an address with two sockets, once",
    { sockets: [socket(), socket()], processes: [process()] },
    "node (pid 812, user me) on 0.0.0.0",
  ],
  [
    "a master and its workers",
    {
      sockets: [socket({ holders: [{ pid: 812 }, { pid: 813 }, { pid: 814 }] })],
      processes: [process(), process({ pid: 813, ppid: 812 }), process({ pid: 814, ppid: 812 })],
    },
    "node (pid 812, user me) and 2 processes that share the socket on 0.0.0.0",
  ],
  [
    "a hidden process of a known unit, without telling the unit twice",
    { users, sockets: [socket({ holders: [], uid: 105, cgroup: "/system.slice/pg.service" })] },
    "a process of pg.service (user postgres) on 0.0.0.0",
  ],
  [
    "a hidden process of a known user",
    { sockets: [socket({ holders: [], uid: 0 })] },
    "a process that cannot be seen (user root) on 0.0.0.0",
  ],
  [
    "nobody that the kernel would tell about",
    { sockets: [socket({ holders: [] })] },
    "something that portik cannot see on 0.0.0.0",
  ],
  [
    "a likely process",
    {
      sockets: [socket({ holders: [], cgroup: "/system.slice/x.service" })],
      processes: [process({ cgroup: "/system.slice/x.service" })],
    },
    "what is probably node (pid 812, user me) on 0.0.0.0",
  ],
  [
    "a container with a forwarder for each family, in one clause",
    {
      sockets: [
        socket({ holders: [{ pid: 10 }] }),
        socket({ address: "::", v6only: true, holders: [{ pid: 11 }] }),
      ],
      processes: proxies,
      containers: [everywhere],
    },
    "container web-1 (nginx:1) through docker-proxy (pid 10, user root) and " +
    "docker-proxy (pid 11, user root) on 0.0.0.0 and ::",
  ],
  [
    "a container whose forwarder cannot be seen at all",
    { sockets: [socket({ holders: [] })], containers: [container({ image: "" })] },
    "container web-1 on 0.0.0.0",
  ],
  [
    "a container on the host's own network",
    {
      sockets: [socket()],
      processes: [process({ name: "nginx", containerId: container().id })],
      containers: [container({ publications: [] })],
    },
    "nginx (pid 812, user me) in container web-1 (nginx) on 0.0.0.0",
  ],
  [
    "a process in a container that no engine knows",
    { sockets: [socket()], processes: [process({ containerId: container().id })] },
    "node (pid 812, user me) in container c0ffee00c0ff on 0.0.0.0",
  ],
  [
    "a pod, where it is not known which container of it answers",
    {
      sockets: [socket()],
      processes: [process({ name: "conmon", uid: 0 })],
      containers: ["a", "b"].map((name) =>
        container({ engine: "podman", pod: "shop", name, id: name.repeat(64) })
      ),
    },
    "pod shop through conmon (pid 812, user root) on 0.0.0.0",
  ],
  [
    "the container of a pod that answers",
    {
      sockets: [socket()],
      processes: [
        process({ name: "conmon", uid: 0 }),
        process({ pid: 900, containerId: "b".repeat(64) }),
      ],
      containers: ["a", "b"].map((name) =>
        container({
          ...{ engine: "podman", pod: "shop", name, id: name.repeat(64) },
          listeners: [socket({ port: 80, holders: [{ pid: 900 }] })],
        })
      ),
    },
    "container b (nginx) of pod shop through conmon (pid 812, user root) on 0.0.0.0",
  ],
];

for (const [what, disturb, words] of LISTENING) {
  Deno.test(`listeningWords() names ${what}`, () => {
    const { listeners } = portStatus(quietMachine(disturb), { port: 3000, proto: "tcp" });
    assertEquals(listeningWords(listeners), words);
  });
}
