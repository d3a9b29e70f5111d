import { assertEquals } from "@std/assert";
import { parseStatus, readCaller, readSettings } from "../../../src/probe/linux/kernel.ts";
import { onPaper, type Paper } from "../paper.ts";

const ALL = "000001ffffffffff";

function status(uid: number, mask: string): string {
  return `Name:\tdeno\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nCapInh:\t${ALL}\nCapEff:\t${mask}\n`;
}

/** The mask in which these capabilities are set. */
function mask(...numbers: readonly number[]): string {
  const bits = numbers.reduce((sum, number) => sum | (1n << BigInt(number)), 0n);
  return bits.toString(16).padStart(16, "0");
}

Deno.test("parseStatus() tells an ordinary user and root by the capabilities", () => {
  assertEquals(parseStatus(status(1000, mask())), {
    uid: 1000,
    mayBindPrivileged: false,
    seesAllOwners: false,
  });
  assertEquals(parseStatus(status(0, ALL)), {
    uid: 0,
    mayBindPrivileged: true,
    seesAllOwners: true,
  });
});

Deno.test("parseStatus() believes the capabilities, not the user", () => {
  const may = (...numbers: readonly number[]) => {
    const { mayBindPrivileged, seesAllOwners } = parseStatus(status(0, mask(...numbers)));
    return [mayBindPrivileged, seesAllOwners];
  };
  assertEquals(may(), [false, false]);
  assertEquals(may(10), [true, false]);
  // To see who holds a socket takes CAP_DAC_READ_SEARCH and CAP_SYS_PTRACE both.
  assertEquals(may(2), [false, false]);
  assertEquals(may(19), [false, false]);
  assertEquals(may(2, 19), [false, true]);
  // What Docker leaves to the root of a container.
  assertEquals(may(0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31), [true, false]);
  // Capabilities that are not known yet.
  assertEquals(may(63, 40), [false, false]);
});

Deno.test("parseStatus() takes the effective user, and leaves out what is not there", () => {
  assertEquals(parseStatus("Uid:\t1000\t0\t0\t0\n"), { uid: 0 });
  for (const text of ["", "hello", "Uid:\n", "CapEff:\tnone\n", "CapPrm:\t000001ffffffffff\n"]) {
    assertEquals(parseStatus(text), {}, text);
  }
});

/** Root as it sees itself, by its own user namespace and by what it may read of pid 1. */
function root(uidMap: string, links: Paper["links"] = {}) {
  const texts = { "/proc/self/status": status(0, ALL), "/proc/self/uid_map": uidMap };
  return readCaller(onPaper({ texts, links }));
}

Deno.test("readCaller() trusts the root of the whole machine without a look at pid 1", () => {
  const all = { pid: 4000, uid: 0, mayBindPrivileged: true, seesAllOwners: true };
  assertEquals(root("         0          0 4294967295\n"), all);
  // No user namespaces in this kernel, or a capture that is older than the question.
  assertEquals(readCaller(onPaper({ texts: { "/proc/self/status": status(0, ALL) } })), all);
});

Deno.test("readCaller() does not trust a root that unshare made of an ordinary user", () => {
  assertEquals(root("         0       1000          1\n"), {
    pid: 4000,
    uid: 0,
    seesAllOwners: false,
  });
});

Deno.test("readCaller() trusts the root of a rootless container, where pid 1 is one of its own", () => {
  assertEquals(
    root("0 1000 1\n1 100000 65536\n", { "/proc/1/ns/net": "net:[4026532281]" }),
    { pid: 4000, uid: 0, mayBindPrivileged: true, seesAllOwners: true },
  );
});

Deno.test("readCaller() knows its pid at least", () => {
  assertEquals(readCaller(onPaper({})), { pid: 4000 });
});

Deno.test("readSettings() reads where privileged ports end and which ones the kernel hands out", () => {
  const texts = {
    "/proc/sys/net/ipv4/ip_unprivileged_port_start": "1024\n",
    "/proc/sys/net/ipv4/ip_local_port_range": "32768\t60999\n",
  };
  assertEquals(readSettings(onPaper({ texts })), {
    unprivilegedPortStart: 1024,
    ephemeralRange: { first: 32768, last: 60999 },
  });
});

Deno.test("readSettings() reads which ports are reserved, and tells none from not known", () => {
  const read = (text: string) => {
    const texts = { "/proc/sys/net/ipv4/ip_local_reserved_ports": text };
    return readSettings(onPaper({ texts })).reservedPorts;
  };
  assertEquals(read("8080,9148,10000-10010\n"), [
    { first: 8080, last: 8080 },
    { first: 9148, last: 9148 },
    { first: 10000, last: 10010 },
  ]);
  assertEquals(read("\n"), []);
  assertEquals(readSettings(onPaper({})).reservedPorts, undefined);
});

Deno.test("readSettings() tells a limit of 0 from none", () => {
  const texts = { "/proc/sys/net/ipv4/ip_unprivileged_port_start": "0\n" };
  assertEquals(readSettings(onPaper({ texts })), { unprivilegedPortStart: 0 });
  assertEquals(readSettings(onPaper({})), {});
});

Deno.test("readSettings() leaves out what is no number", () => {
  for (const text of ["", "\n", "hello\n", "-\t-\n"]) {
    const texts = {
      "/proc/sys/net/ipv4/ip_unprivileged_port_start": text,
      "/proc/sys/net/ipv4/ip_local_port_range": text,
    };
    assertEquals(readSettings(onPaper({ texts })), {}, JSON.stringify(text));
  }
});
