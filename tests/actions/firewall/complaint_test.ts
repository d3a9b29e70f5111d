import { assertEquals } from "@std/assert";
import { complaintOf, stdoutOf } from "../../../src/actions/firewall/complaint.ts";
import { errnoWords } from "../../../src/model/errno.ts";
import { complained, NONE, said } from "./paper_firewall.ts";

Deno.test("complaintOf() tells why a program gave no answer", () => {
  const cases = [
    [said("fine"), undefined],
    [NONE, "absent: is not installed"],
    [{ failed: "ETIMEDOUT" }, "silent: did not answer in time"],
    [{ failed: "EACCES" }, "denied: wants the rights of root"],
    [{ failed: "ENOMEM" }, `broken: cannot be run: ${errnoWords("ENOMEM")}`],
    [
      complained("Operation not permitted (you must be root)\n"),
      "denied: wants the rights of root",
    ],
    [
      complained("ERROR: You need to be root to run this script"),
      "denied: wants the rights of root",
    ],
    [complained("The requested operation requires elevation."), "denied: wants the rights of root"],
    [complained("\n  it is on fire \nmore", 3), "broken: exits with 3: it is on fire"],
    [undefined, "broken: was not asked"],
  ] as const;
  for (const [answer, words] of cases) {
    const complaint = complaintOf(answer);
    assertEquals(complaint && `${complaint.state}: ${complaint.reason}`, words);
  }
});

Deno.test("stdoutOf() is empty where there was no answer", () => {
  assertEquals([stdoutOf(said("a")), stdoutOf(NONE), stdoutOf(undefined)], ["a", "", ""]);
});
