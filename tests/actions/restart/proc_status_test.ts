import { assertEquals } from "@std/assert";
import { parseLimits, parseNice, parseStatus } from "../../../src/actions/restart/proc_status.ts";

const STATUS = `Name:\tnode
Umask:\t0027
State:\tS (sleeping)
Uid:\t1000\t1000\t1000\t1000
Gid:\t1000\t100\t1000\t1000
Groups:\t4 24 1000 \nNStgid:\t812
SigIgn:\t0000000000001001
CapInh:\t0000000000000000
CapEff:\t0000000000000400
CapBnd:\t000001ffffffffff
CapAmb:\t0000000000000400
NoNewPrivs:\t1
Seccomp:\t2
Cpus_allowed:\t00000000,0000000f
`;

Deno.test("parseStatus() reads ids, groups, umask and rights", () => {
  assertEquals(parseStatus(STATUS), {
    uids: [1000],
    gids: [1000, 100],
    groups: [4, 24, 1000],
    umask: 0o027,
    ignoresHangup: true,
    processors: "f",
    effective: 0x400n,
    ambient: 0x400n,
    confinement: "000001ffffffffff 1 2",
  });
});

Deno.test("parseStatus() takes no groups for none, and a kernel without umask for one", () => {
  const { groups, umask, ignoresHangup } = parseStatus("Groups:\t \nNStgid:\t812\nSigIgn:\t00\n");
  assertEquals([groups, umask, ignoresHangup], [[], undefined, false]);
});

Deno.test("parseLimits() reads the names that the kernel has for the resources", () => {
  const text = `Limit                     Soft Limit           Hard Limit           Units     
Max cpu time              unlimited            unlimited            seconds   
Max open files            1024                 524288               files     
Max nice priority         0                    0                    
Max something new         1                    2                    bytes     
`;
  assertEquals(parseLimits(text), [
    { resource: "CPU", soft: null, hard: null },
    { resource: "NOFILE", soft: 1024, hard: 524288 },
    { resource: "NICE", soft: 0, hard: 0 },
  ]);
});

Deno.test("parseNice() finds its field behind any name", () => {
  const rest = `S ${"0 ".repeat(15)}-5 1 0 7 0`;
  assertEquals(parseNice(`812 (a) b (c) ${rest}`), -5);
  assertEquals(parseNice(""), undefined);
});
