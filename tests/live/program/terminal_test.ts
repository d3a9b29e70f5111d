import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { unicodeRuler } from "../../../src/render/width_unicode.ts";
import { freePort } from "../open.ts";
import { program } from "../program.ts";
import { makeNamed, makePrefork, makeSocket } from "../scene.ts";
import { liveTest } from "../tools.ts";

const COLUMNS = 80;
const LINES = 24;

/** What stands on a real terminal of 80 by 24 after portik was run in it. */
interface Screen {
  /** Lines as they were printed, wrapped or not. */
  readonly lines: readonly string[];
  /** True where something on it has a colour, or is bold or dim. */
  readonly coloured: boolean;
}

async function tmux(socket: string, ...args: readonly string[]): Promise<string> {
  // Without -u, tmux draws blanks for what the C locale cannot spell.
  const argv = ["-u", "-L", socket, "-f", "/dev/null", ...args];
  const { code, stdout, stderr } = await new Deno.Command("tmux", { args: argv }).output();
  if (code !== 0) throw new Error(`tmux ${args[0]}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/** Runs portik in a terminal of its own, and looks at what it leaves there. */
async function screen(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Screen> {
  const socket = `portik-${crypto.randomUUID()}`;
  const variables = Object.entries({ XDG_CONFIG_HOME: "/nonexistent", ...env })
    .map(([name, value]) => `${name}=${value}`);
  const unset = "NO_COLOR" in env ? [] : ["-u", "NO_COLOR"];
  const argv = ["env", ...unset, ...variables, ...program(), ...args];
  const line = argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  // Whatever waits for "done" is let go by tmux itself; then the pane stays as it is.
  const script = `${line}; tmux -L ${socket} wait-for -S done; exec cat`;
  const size = ["-x", `${COLUMNS}`, "-y", `${LINES}`];
  await tmux(socket, "new-session", "-d", ...size, script);
  try {
    await tmux(socket, "wait-for", "done");
    const lines = (await tmux(socket, "capture-pane", "-p", "-J", "-S", "-")).trimEnd().split("\n");
    const painted = await tmux(socket, "capture-pane", "-p", "-e", "-S", "-");
    return { lines: lines.map((text) => text.trimEnd()), coloured: painted.includes("\x1b[") };
  } finally {
    await tmux(socket, "kill-server");
  }
}

const NEEDS = ["tmux", "ss", "ipv6"];

liveTest("portik uses colour on a terminal, and nothing but colour differs", NEEDS, async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  for (const command of ["who", "explain"]) {
    const plain = await screen([command, `${scene.port}`, "--color", "never"]);
    const coloured = await screen([command, `${scene.port}`]);
    assertEquals([plain.coloured, coloured.coloured], [false, true], command);
    const timeless = (lines: readonly string[]) =>
      lines.map((text) => text.replace(/\d+ s/, "N s"));
    assertEquals(timeless(coloured.lines), timeless(plain.lines), command);
  }
});

liveTest("portik uses no colour with NO_COLOR, and on a dumb terminal", NEEDS, async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  for (const command of ["who", "explain"]) {
    for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }]) {
      const { coloured, lines } = await screen([command, `${scene.port}`], env);
      assertEquals(coloured, false, JSON.stringify(env));
      assertStringIncludes(lines[0] ?? "", `${scene.port}`);
    }
    const forced = await screen([command, `${scene.port}`, "--color", "always"], { NO_COLOR: "1" });
    assertEquals(forced.coloured, true);
  }
});

liveTest("portik prints no line that is wider than the terminal", NEEDS, async () => {
  const args = ["--a-very-long-argument", "x".repeat(200)];
  await using long = await makeSocket({ address: "127.0.0.1" }, { args });
  await using many = await makePrefork(4);
  await using named = await makeNamed("日本語");
  const ports = [long.port, many.port, named.port, freePort()].map(String);
  for (const command of ["who", "explain", "rules", "help"]) {
    const words = command === "who" || command === "explain" ? ports : [];
    const { lines } = await screen([command, ...words]);
    for (const line of lines) assert(unicodeRuler.widthOf(line) <= COLUMNS, line);
  }
});

for (const name of ["日本語", "cafe\u0301", "a\u0308o\u0308u\u0308", "👩‍👩‍👦", "한글", "ｆｕｌｌ"]) {
  liveTest(`portik keeps columns straight beside a process named ${name}`, NEEDS, async () => {
    await using one = await makeNamed(name);
    await using two = await makeSocket({ address: "::1", port: one.port });
    const { lines } = await screen(["who", `${two.port}`]);
    const [, head = "", ...rows] = lines;
    assertEquals(rows.length, 2, lines.join("\n"));
    assert(rows.some((row) => row.includes(name.slice(0, 1))), lines.join("\n"));
    // The age ends right below the end of its heading, whatever stands before it.
    const edge = columnsTo(head, /AGE(?= {2}COMMAND)/);
    for (const row of rows) assertEquals(columnsTo(row, /\d (s|min)(?= {2}\S)/), edge, row);
  });
}

/** How many columns a line takes to the end of the first match. */
function columnsTo(line: string, pattern: RegExp): number {
  const found = pattern.exec(line);
  assert(found, line);
  return unicodeRuler.widthOf(line.slice(0, found.index + found[0].length));
}

liveTest("portik explain fits the screen for an ordinary case", NEEDS, async () => {
  await using one = await makeSocket({ address: "127.0.0.1" });
  await using two = await makeSocket({ address: "::1", port: one.port });
  const { lines } = await screen(["explain", `${two.port}`]);
  assert(lines.length < LINES, lines.join("\n"));
  assertStringIncludes(lines[0] ?? "", `${two.port} is held by`);
  assert(lines.includes("Next"), lines.join("\n"));
});
