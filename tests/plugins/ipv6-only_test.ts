import ipv6Only from "../../plugins/ipv6-only.ts";
import { container, quietMachine, socket, testRule } from "../../src/testing.ts";

const wildcard = socket({ address: "::", v6only: true });
const loopback = socket({ address: "::1" });
const { v6only: _, ...undecided } = wildcard;
const EVIDENCE = ["nothing has it open on an IPv4 address, so nobody answers on 127.0.0.1"];

testRule(ipv6Only, {
  silent: {
    "about a dual-stack wildcard": quietMachine({ sockets: [socket({ address: "::" })] }),
    "about an IPv4 listener": quietMachine({ sockets: [socket({ address: "127.0.0.1" })] }),
    "where IPv4 is served by a socket of its own": quietMachine({
      sockets: [wildcard, socket({ address: "0.0.0.0" })],
    }),
    "where 127.0.0.1 and ::1 are bound one by one": quietMachine({
      sockets: [loopback, socket({ address: "127.0.0.1" })],
    }),
    "where nobody can tell whether a wildcard is dual-stack": quietMachine({
      sockets: [undecided],
    }),
    "about a link-local address alone": quietMachine({
      sockets: [socket({ address: "fe80::1", zone: "eth0" })],
    }),
    "about an address of a network alone": quietMachine({
      sockets: [socket({ address: "2001:db8::5" })],
    }),
    "about connections over IPv6": quietMachine({
      sockets: [socket({ address: "::1", state: "ESTABLISHED" })],
    }),
    "about DHCPv6, which has no IPv4 side": quietMachine({
      sockets: [
        socket({ address: "::", v6only: true, port: 546, proto: "udp" }),
        socket({ address: "::", v6only: true, port: 547, proto: "udp" }),
      ],
    }),
    "where a packet filter sends IPv4 to a container": quietMachine({
      sockets: [wildcard],
      containers: [container()],
    }),
    "where the question is about an IPv4 address": {
      machine: quietMachine({ sockets: [loopback] }),
      port: 3000,
      host: "127.0.0.1",
    },
    "about one address of a server that has IPv4 on another": {
      machine: quietMachine({ sockets: [loopback, socket({ address: "127.0.0.1" })] }),
      port: 3000,
      host: "::1",
    },
  },
  speaks: {
    "about a wildcard with IPV6_V6ONLY": {
      machine: quietMachine({ sockets: [wildcard] }),
      port: 3000,
      says: {
        message: "3000 answers on IPv6 only: its socket on [::] has IPV6_V6ONLY set",
        port: 3000,
        evidence: EVIDENCE,
        fix: { say: "Turn IPV6_V6ONLY off to serve both families, or bind 0.0.0.0 as well" },
      },
    },
    "about ::1 alone": {
      machine: quietMachine({ sockets: [loopback] }),
      port: 3000,
      says: {
        message: "3000 answers on IPv6 only: it is bound to ::1",
        evidence: EVIDENCE,
        fix: { say: "Connect to the IPv6 address, or bind 127.0.0.1 as well" },
      },
    },
    "about ::1 beside an address of a network": {
      machine: quietMachine({ sockets: [loopback, socket({ address: "fe80::1", zone: "eth0" })] }),
      port: 3000,
      says: "3000 answers on IPv6 only: it is bound to ::1 and fe80::1",
    },
    "about several sockets on the wildcard, of the wildcard": {
      machine: quietMachine({ sockets: [wildcard, wildcard, loopback] }),
      port: 3000,
      says: "3000 answers on IPv6 only: its socket on [::] has IPV6_V6ONLY set",
    },
    "about UDP": {
      machine: quietMachine({ sockets: [socket({ address: "::1", proto: "udp", port: 443 })] }),
      port: 443,
      proto: "udp",
      says: "443/udp answers on IPv6 only: it is bound to ::1",
    },
    "about port 546 of TCP": {
      machine: quietMachine({ sockets: [socket({ address: "::1", port: 546 })] }),
      port: 546,
      says: "546 answers on IPv6 only: it is bound to ::1",
    },
    "where the question is about localhost": {
      machine: quietMachine({ sockets: [loopback] }),
      port: 3000,
      host: "localhost",
      says: "3000 answers on IPv6 only: it is bound to ::1",
    },
    "although a container that is stopped would publish the port on IPv4": {
      machine: quietMachine({ sockets: [wildcard], containers: [container({ state: "exited" })] }),
      port: 3000,
      says: "3000 answers on IPv6 only: its socket on [::] has IPV6_V6ONLY set",
    },
  },
});
