import { assertEquals } from "@std/assert";
import type { Ran } from "../src/host/host.ts";
import { lookAhead } from "../src/look_ahead.ts";
import { fakeHost } from "./fake_host.ts";

/** What is run ahead for a command line. */
function ahead(command: string, words: string, os: "linux" | "darwin" = "linux"): string[] {
  const ran: string[] = [];
  const run = (argv: readonly string[]): Promise<Ran> => {
    ran.push(argv.join(" "));
    return Promise.resolve({ code: 0, stdout: "", stderr: "" });
  };
  const host = fakeHost({ sight: { run, os } });
  lookAhead(host, { command, words: words === "" ? [] : words.split(" ") });
  return ran;
}

Deno.test("lookAhead() asks ss about the ports of who and explain", () => {
  for (const command of ["who", "explain", "why"]) {
    const [asked = "", ...more] = ahead(command, "5432");
    assertEquals([asked.startsWith("ss -Htuanpe"), asked.includes(":5432"), more], [
      true,
      true,
      [],
    ]);
  }
  const [several = ""] = ahead("who", "80 --json 443,8000-8010 -o csv");
  for (const port of [":80", ":443", ":8000", ":8010"]) {
    assertEquals(several.includes(port), true, several);
  }
});

Deno.test("lookAhead() leaves alone what asks nothing, or something else", () => {
  assertEquals(ahead("rules", ""), []);
  assertEquals(ahead("capture", "80"), []);
  assertEquals(ahead("who", ""), []);
  assertEquals(ahead("who", "80", "darwin"), []);
  for (
    const words of [
      ...["80 --from x", "80 --from=x", "80 --probe-timeout 5s", "80 --source proc"],
      ...["80 --help", "-h 80"],
    ]
  ) assertEquals(ahead("who", words), [], words);
});

Deno.test("lookAhead() leaves words that make no sense to the command", () => {
  for (const words of ["80abc", "70000", "10-5", "80,,81", ":", "::1:80"]) {
    assertEquals(ahead("who", words), [], words);
  }
});

Deno.test("lookAhead() asks exactly what the command will ask", async () => {
  const { run } = await import("../src/app.ts");
  const asked: string[] = [];
  const host = fakeHost({
    sight: {
      run: (argv): Promise<Ran> => {
        asked.push(argv.join(" "));
        return Promise.resolve({ code: 0, stdout: "", stderr: "" });
      },
    },
  });
  for (
    const line of [
      ...["who 80", "explain 80", "who 80 443 8000-8010", "who 53/udp", "80 --json", "check 80"],
      ...["check 80 --free", "list", "list --all", "list --state estab", "scan", "scan --all"],
      ...["scan 80,443", "scan 1-65535 --json", "conn 80", "top", "top 80 443"],
    ]
  ) {
    asked.length = 0;
    await run(host, () => Promise.resolve([]), line.split(" "));
    assertEquals(asked.filter((argv) => argv.startsWith("ss ")).length, 1, line);
  }
});

Deno.test("lookAhead() asks about what waits for clients for list, and about all with --all and --state", () => {
  assertEquals(ahead("list", ""), ["ss -Htulnpe"]);
  assertEquals(ahead("list", "--pid 812 --json --all-namespaces"), ["ss -Htulnpe"]);
  for (const words of ["--all", "--state estab", "--state=estab"]) {
    assertEquals(ahead("list", words), ["ss -Htuanpe"], words);
  }
});

Deno.test("lookAhead() asks about both ends for conn, and about everything for scan and top", () => {
  const [both = "", ...more] = ahead("conn", "5432");
  assertEquals([both.includes("dport = :5432"), more], [true, []]);
  for (const [command, words] of [["scan", ""], ["scan", "1-65535"], ["top", "--json"]] as const) {
    assertEquals(ahead(command, words), ["ss -Htuanpe"], `${command} ${words}`);
  }
  assertEquals(ahead("conn", "5432 --top 3"), []);
});
