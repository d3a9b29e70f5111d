import { assertEquals } from "@std/assert";
import type { Failure, Ran } from "../../../src/host/host.ts";
import { parsePasswd, readUsers } from "../../../src/probe/linux/users.ts";
import { onPaper } from "../paper.ts";

const PASSWD = [
  "root:x:0:0:root:/root:/bin/bash",
  "toor:x:0:0:another root:/root:/bin/bash",
  "postgres:x:105:112:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash",
  "me:x:1000:1000::/home/me:/bin/zsh",
  "",
].join("\n");

/** The names of these users on a machine whose name service answers so, and whom that was asked about. */
async function names(
  uids: readonly number[],
  { passwd = PASSWD, service = {} }: {
    readonly passwd?: string | Failure;
    readonly service?: Readonly<Record<string, Ran | Failure>>;
  } = {},
) {
  const asked: string[] = [];
  const sight = {
    ...onPaper({ texts: { "/etc/passwd": passwd } }),
    run: (argv: readonly string[]) => {
      const [uid = ""] = argv.slice(-1);
      asked.push(argv.join(" "));
      return Promise.resolve(service[uid] ?? { code: 2, stdout: "", stderr: "" });
    },
  };
  return { users: await readUsers(sight, new Set(uids), { probeTimeout: 2000 }), asked };
}

Deno.test("parsePasswd() takes the users in question, the first name of each", () => {
  assertEquals(parsePasswd(PASSWD, new Set([0, 105])), { 0: "root", 105: "postgres" });
  assertEquals(parsePasswd(PASSWD, new Set([7])), {});
});

Deno.test("parsePasswd() passes over lines that are no entries", () => {
  const text =
    "\n# root:x:0\n+::::::\n+@admins\n-bob:x:0:0::/:/bin/sh\nhello\nx:x:zero:0::/:/bin/sh\nroot:x:0:0::/:/bin/sh";
  assertEquals(parsePasswd(text, new Set([0])), { 0: "root" });
});

Deno.test("readUsers() asks nobody where /etc/passwd has every name", async () => {
  assertEquals(await names([0, 1000]), { users: { 0: "root", 1000: "me" }, asked: [] });
  assertEquals(await names([]), { users: {}, asked: [] });
});

Deno.test("readUsers() asks the name service about each user that is not in /etc/passwd", async () => {
  const stdout = "ada:*:70001:70001:Ada:/home/ada:/bin/bash\n";
  const { users, asked } = await names([0, 70001, 61234], {
    service: { 70001: { code: 0, stdout, stderr: "" } },
  });
  assertEquals(users, { 0: "root", 70001: "ada" });
  assertEquals(asked, ["getent passwd 70001", "getent passwd 61234"]);
});

Deno.test("readUsers() does without the name service, and without /etc/passwd", async () => {
  for (const failed of ["ENOENT", "ETIMEDOUT"]) {
    const { users } = await names([0, 70001], { service: { 70001: { failed } } });
    assertEquals(users, { 0: "root" });
  }
  const stdout = "root:x:0:0::/root:/bin/sh\n";
  const { users } = await names([0], {
    passwd: { failed: "EACCES" },
    service: { 0: { code: 0, stdout, stderr: "" } },
  });
  assertEquals(users, { 0: "root" });
});

Deno.test("readUsers() takes no name for a user that it did not ask about", async () => {
  const stdout = "root:x:0:0::/root:/bin/sh\nada:*:70001:70001::/:/bin/sh\n";
  const { users } = await names([70001], { service: { 70001: { code: 0, stdout, stderr: "" } } });
  assertEquals(users, { 70001: "ada" });
});
