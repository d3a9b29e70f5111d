import containerMapping from "../../plugins/container-mapping.ts";
import type { Container, Publication, Socket } from "../../src/plugin.ts";
import { container, process, quietMachine, socket, testRule } from "../../src/testing.ts";

const ID = container().id;
const EVIDENCE = ["container c0ffee00c0ff, image nginx", "at 0.0.0.0:3000 for its port 80"];
const STOP = { say: "To free the port, stop the container", run: ["docker", "stop", "web-1"] };

function published(fields: Partial<Publication>): Publication {
  return { hostAddress: "0.0.0.0", hostPort: 3000, containerPort: 80, proto: "tcp", ...fields };
}

function machineWith(...containers: Container[]) {
  return quietMachine({ containers });
}

const LISTEN = {
  say: "Let the server in the container listen there on 0.0.0.0, or publish the port that it uses",
};

/** A machine on which these sockets are in the network of the container that is published. */
function withInner(...listeners: Socket[]) {
  return quietMachine({
    processes: [process({ pid: 900, name: "nginx", containerId: ID })],
    containers: [container({ listeners, pid: 900 })],
  });
}

/** A machine with a pod of two containers, of which one may answer on the published port. */
function podMachine(
  { serving, web = "running", db = "running" }: { serving?: string; web?: string; db?: string },
) {
  const listeners = [socket({ port: 80, holders: [{ pid: 900 }] })];
  const ids = { web: "aa".repeat(32), db: "bb".repeat(32) };
  const members = Object.entries({ web, db }).map(([name, state]) =>
    container({
      ...{ engine: "podman", pod: "shop", name, state, id: ids[name as "web" | "db"] },
      ...(serving === undefined ? {} : { listeners }),
      ...(serving === name ? { pid: 900 } : {}),
    })
  );
  return quietMachine({ processes: [process({ pid: 900 })], containers: members });
}

testRule(containerMapping, {
  silent: {
    "about a process of the host": quietMachine({ sockets: [socket()], processes: [process()] }),
    "about a container that runs elsewhere, and for which nothing listens here": machineWith(
      container({ remote: true }),
    ),
    "about a forwarder where no engine was asked": quietMachine({
      sockets: [socket()],
      processes: [process({ name: "docker-proxy" })],
      known: ["sockets", "processes"],
    }),
    "about a forwarder that may well serve something else": quietMachine({
      sockets: [socket(), socket({ port: 3001, holders: [{ pid: 813 }] })],
      processes: [process({ name: "ssh" }), process({ pid: 813, name: "pasta" })],
    }),
    "about a container that publishes nothing": machineWith(container({ publications: [] })),
    "about another port of a container": {
      machine: machineWith(container()),
      port: 80,
    },
    "about the other protocol": { machine: machineWith(container()), port: 3000, proto: "udp" },
    "about a container that can never start again": machineWith(
      container({ state: "dead" }),
      container({ state: "removing" }),
    ),
    "where the container is published on another address": {
      machine: machineWith(container({ publications: [published({ hostAddress: "10.0.0.5" })] })),
      port: 3000,
      host: "127.0.0.1",
    },
    "about a client that runs in a container": quietMachine({
      sockets: [socket({ state: "ESTABLISHED" })],
      processes: [process({ containerId: ID })],
      containers: [container({ publications: [] })],
    }),
  },
  speaks: {
    "about a published port, with or without a forwarder": {
      machine: machineWith(container()),
      port: 3000,
      says: {
        message: "3000 is published by container web-1 for its port 80",
        port: 3000,
        evidence: EVIDENCE,
        fix: STOP,
      },
    },
    "once about both address families and their forwarders": {
      machine: quietMachine({
        sockets: [
          socket({ holders: [{ pid: 10 }] }),
          socket({ address: "::", v6only: true, holders: [{ pid: 11 }] }),
        ],
        processes: [10, 11].map((pid) => process({ pid, name: "docker-proxy", uid: 0 })),
        containers: [
          container({ publications: [published({}), published({ hostAddress: "::" })] }),
        ],
      }),
      port: 3000,
      says: "3000 is published by container web-1 for its port 80",
    },
    "with both ports where two are behind it": {
      machine: machineWith(
        container({
          publications: [
            published({ hostAddress: "127.0.0.1" }),
            published({ hostAddress: "10.0.0.5", containerPort: 81 }),
          ],
        }),
      ),
      port: 3000,
      says: "3000 is published by container web-1 for its ports 80 and 81",
    },
    "of the port that is asked about, not of others": {
      machine: machineWith(
        container({
          publications: [
            published({ hostPort: 3001, containerPort: 81 }),
            published({}),
            published({ proto: "udp", containerPort: 82 }),
          ],
        }),
      ),
      port: 3000,
      says: "3000 is published by container web-1 for its port 80",
    },
    "about UDP": {
      machine: machineWith(container({ publications: [published({ proto: "udp" })] })),
      port: 3000,
      proto: "udp",
      says: "3000/udp is published by container web-1 for its port 80",
    },
    "where the address in question is covered by a wildcard": {
      machine: machineWith(container()),
      port: 3000,
      host: "127.0.0.1",
      says: "3000 is published by container web-1 for its port 80",
    },
    "with the compose project": {
      machine: machineWith(container({ composeProject: "shop", composeService: "web" })),
      port: 3000,
      says: { evidence: [...EVIDENCE, "compose project shop, service web"] },
    },
    "with a compose project whose service is unknown": {
      machine: machineWith(container({ composeProject: "shop" })),
      port: 3000,
      says: { evidence: [...EVIDENCE, "compose project shop, service unknown"] },
    },
    "about an image without a name": {
      machine: machineWith(container({ image: "" })),
      port: 3000,
      says: { evidence: ["container c0ffee00c0ff", ...EVIDENCE.slice(1)] },
    },
    "about a container in a virtual machine for which something listens here": {
      machine: quietMachine({
        sockets: [socket()],
        processes: [process({ name: "com.docker.backend" })],
        containers: [container({ remote: true })],
      }),
      port: 3000,
      says: "3000 is published by container web-1 for its port 80",
    },
    "with the first of the compose files": {
      machine: machineWith(
        container({ composeProject: "shop", composeService: "web", composeFile: "/srv/c.yaml" }),
      ),
      port: 3000,
      says: { evidence: [...EVIDENCE, "compose project shop, service web, file /srv/c.yaml"] },
    },
    "with every address that leads to the container": {
      machine: machineWith(
        container({
          publications: [
            ...[published({}), published({ hostAddress: "::" })],
            published({ hostAddress: "10.0.0.5", containerPort: 81 }),
          ],
        }),
      ),
      port: 3000,
      says: {
        evidence: [
          "container c0ffee00c0ff, image nginx",
          "at 0.0.0.0:3000 and [::]:3000 for its port 80",
          "at 10.0.0.5:3000 for its port 81",
        ],
      },
    },
    "with the process that answers inside": {
      machine: withInner(socket({ address: "::", port: 80, holders: [{ pid: 900 }] })),
      port: 3000,
      says: {
        message: "3000 is published by container web-1 for its port 80",
        severity: undefined,
        evidence: [...EVIDENCE, "inside, nginx (pid 900) listens on :: port 80"],
        fix: STOP,
      },
    },
    "as a warning where nobody answers inside, with those who do elsewhere": {
      machine: withInner(
        socket({ port: 8000, holders: [{ pid: 900 }] }),
        socket({ port: 53, proto: "udp", holders: [{ pid: 900 }] }),
      ),
      port: 3000,
      says: {
        message: "3000 is published by container web-1 for its port 80, where nothing listens",
        severity: "warning",
        evidence: [...EVIDENCE, "inside, nginx (pid 900) listens on 0.0.0.0 port 8000"],
        fix: LISTEN,
      },
    },
    "as a warning where nothing listens inside at all": {
      machine: withInner(),
      port: 3000,
      says: {
        message: "3000 is published by container web-1 for its port 80, where nothing listens",
        evidence: EVIDENCE,
      },
    },
    "as a warning where Docker cannot reach what listens inside": {
      machine: withInner(socket({ address: "127.0.0.1", port: 80, holders: [{ pid: 900 }] })),
      port: 3000,
      says: {
        message: "3000 is published by container web-1 for its port 80, where nothing but " +
          "127.0.0.1 is bound",
        severity: "warning",
        fix: LISTEN,
      },
    },
    "without a warning where Podman may well reach it": {
      machine: machineWith(
        container({ engine: "podman", listeners: [socket({ address: "127.0.0.1", port: 80 })] }),
      ),
      port: 3000,
      says: {
        message: "3000 is published by container web-1 for its port 80",
        severity: undefined,
      },
    },
    "without a warning about a container that is only being made ready": {
      machine: machineWith(container({ state: "initialized", listeners: [] })),
      port: 3000,
      says: {
        message: "3000 is published by container web-1 for its port 80",
        severity: undefined,
      },
    },
    "once about the containers of a pod, by the one that answers": {
      machine: podMachine({ serving: "db" }),
      port: 3000,
      says: {
        message: "3000 is published by container db of pod shop for its port 80",
        fix: { say: "To free the port, stop the pod", run: ["podman", "pod", "stop", "shop"] },
      },
    },
    "about a pod where nobody knows which container answers": {
      machine: podMachine({}),
      port: 3000,
      says: "3000 is published by pod shop (containers web and db) for its port 80",
    },
    "about a pod of which one container has ended, without asking it to start": {
      machine: podMachine({ serving: "web", db: "exited" }),
      port: 3000,
      says: "3000 is published by container web of pod shop for its port 80",
    },
    "about a pod that does not run": {
      machine: podMachine({ web: "exited", db: "created" }),
      port: 3000,
      says: "2 containers that do not run publish 3000 when they start",
    },
    "about a forwarder whose container no engine knows": {
      machine: quietMachine({
        sockets: [socket(), socket({ address: "::", v6only: true })],
        processes: [process({ name: "docker-proxy", uid: 0 })],
      }),
      port: 3000,
      says: {
        message: "3000 is forwarded to a container by docker-proxy (pid 812)",
        evidence: ["no engine that was asked knows which container that is"],
        fix: undefined,
      },
    },
    "about a forwarder of somebody who has an engine of their own": {
      machine: quietMachine({
        sockets: [socket()],
        processes: [process({ name: "rootlessport", uid: 1001 })],
        users: { 1001: "eve" },
      }),
      port: 3000,
      says: {
        message: "3000 is forwarded to a container by rootlessport (pid 812)",
        fix: { say: "Ask the container engine of eve" },
      },
    },
    "about podman with the command of podman": {
      machine: machineWith(container({ engine: "podman" })),
      port: 3000,
      says: { fix: { say: STOP.say, run: ["podman", "stop", "web-1"] } },
    },
    "about a paused container, which keeps the port": {
      machine: machineWith(container({ state: "paused" })),
      port: 3000,
      says: {
        message: "3000 is published by container web-1, which is paused and answers nobody",
        severity: "warning",
        evidence: EVIDENCE,
        fix: { say: "Let the container go on", run: ["docker", "unpause", "web-1"] },
      },
    },
    "about a container that does not run, without stopping it": {
      machine: machineWith(container({ state: "exited" })),
      port: 3000,
      says: {
        message: "Container web-1 (exited) publishes 3000 when it starts",
        evidence: EVIDENCE,
        fix: undefined,
      },
    },
    "about a container between two starts": {
      machine: machineWith(container({ state: "restarting" })),
      port: 3000,
      says: "Container web-1 (restarting) publishes 3000 when it starts",
    },
    "in one sentence about all that do not run": {
      machine: machineWith(
        ...["a", "b", "c", "d", "e", "f", "g"].map((name) => container({ name, state: "created" })),
      ),
      port: 3000,
      says: {
        message: "7 containers that do not run publish 3000 when they start",
        evidence: [..."abcde"].map((name) => `${name} (created)`).concat("and 2 more"),
      },
    },
    "of five that do not run without counting more": {
      machine: machineWith(
        ...["a", "b", "c", "d", "e"].map((name) => container({ name, state: "created" })),
      ),
      port: 3000,
      says: { evidence: [..."abcde"].map((name) => `${name} (created)`) },
    },
    "of the running one first": {
      machine: machineWith(
        container({ name: "old", state: "exited", id: "aa".repeat(32) }),
        container({ name: "new" }),
      ),
      port: 3000,
      says: [
        "3000 is published by container new for its port 80",
        "Container old (exited) publishes 3000 when it starts",
      ],
    },
    "about a container on the host's own network, once": {
      machine: quietMachine({
        sockets: [socket({ address: "127.0.0.1" }), socket({ address: "::1" })],
        processes: [process({ containerId: ID })],
        containers: [container({ publications: [] })],
      }),
      port: 3000,
      says: {
        message: "3000 is held by a process in container web-1, on the host's own network",
        evidence: EVIDENCE.slice(0, 1),
        fix: STOP,
      },
    },
    "once about a forwarder that runs inside of the container's cgroup": {
      machine: quietMachine({
        sockets: [socket()],
        processes: [process({ name: "rootlessport", containerId: ID })],
        containers: [container()],
      }),
      port: 3000,
      says: "3000 is published by container web-1 for its port 80",
    },
    "about a container that no engine has told about": {
      machine: quietMachine({
        sockets: [socket()],
        processes: [process({ containerId: ID })],
      }),
      port: 3000,
      says: {
        message: "3000 is held by a process in container c0ffee00c0ff",
        evidence: [`its cgroup is that of container ${ID}`],
      },
    },
    "about a container that only the socket's cgroup names": {
      machine: quietMachine({
        sockets: [socket({ holders: [], cgroup: `/system.slice/docker-${ID}.scope` })],
        containers: [container({ publications: [] })],
      }),
      port: 3000,
      says: "3000 is held by a process in container web-1, on the host's own network",
    },
  },
});
