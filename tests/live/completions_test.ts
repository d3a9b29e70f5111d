import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { bash } from "../../src/cli/shells/bash.ts";
import { fish } from "../../src/cli/shells/fish.ts";
import { zsh } from "../../src/cli/shells/zsh.ts";
import { makeNetns, type Netns } from "./netns.ts";
import { program } from "./program.ts";
import { makeNamed } from "./scene.ts";
import { Terminal } from "./terminal.ts";
import { liveTest, NETNS_NEEDS } from "./tools.ts";

/** What it takes to be alone with the ports of a test. */
const ALONE = [...NETNS_NEEDS, "ss"];

/** A home with portik on its PATH, a file, and the start files of shells. */
interface Home extends AsyncDisposable {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** The argument list that runs a program where the ports of the test are. */
  command(argv: readonly string[]): readonly string[];
}

async function makeHome(netns?: Netns): Promise<Home> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "portik-" }));
  const write = (name: string, text: string, mode = 0o644) =>
    Deno.writeTextFile(`${folder}/${name}`, text, { mode });
  await Deno.mkdir(`${folder}/bin`);
  await Deno.mkdir(`${folder}/functions`);
  const words = program().map((word) => `'${word}'`).join(" ");
  await write("bin/portik", `#!/bin/sh\nexec ${words} "$@"\n`, 0o755);
  await write("capture.json", "{}");
  await write("functions/_portik", zsh);
  await write(
    ".bashrc",
    `PS1='$ '
bind 'set show-all-if-ambiguous on'
bind 'set bell-style none'
bind 'set completion-query-items 10000'
bind 'set page-completions off'
eval "$(portik completions bash)"
`,
  );
  const compinit = "PS1='$ '\nLISTMAX=10000\nautoload -Uz compinit\ncompinit -D -u\n";
  await write(".zshrc", `${compinit}source <(portik completions zsh)\n`);
  await Deno.mkdir(`${folder}/autoload`);
  await write("autoload/.zshrc", `fpath=("$HOME/functions" $fpath)\n${compinit}`);
  const path = Deno.env.get("PATH") ?? "";
  const deno = Deno.env.get("DENO_DIR");
  return {
    folder,
    env: {
      HOME: folder,
      PATH: `${folder}/bin:${path}`,
      LC_ALL: "C.UTF-8",
      // The home of the tests has what Deno keeps.
      DENO_DIR: deno ?? `${Deno.env.get("HOME")}/.cache/deno`,
    },
    command: (argv) => netns?.command(argv) ?? argv,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** What a shell prints when it runs this script. */
async function output(argv: readonly string[], home: Home): Promise<string> {
  const [command = "", ...args] = home.command(argv);
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd: home.folder,
    clearEnv: true,
    env: home.env,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  assertEquals([code, decoder.decode(stderr)], [0, ""], args.join(" "));
  return decoder.decode(stdout);
}

/** An interactive shell that has read its start files. */
async function start(argv: readonly string[], home: Home, env = {}): Promise<Terminal> {
  const { folder } = home;
  const options = { folder, env: { ...home.env, ...env } };
  const terminal = await Terminal.start(home.command(argv), options);
  await terminal.shows("a prompt", (screen) => screen.endsWith("$"));
  return terminal;
}

/** What stands on the screen when this line was typed on an empty one, Tab was pressed, and it shows that. */
async function complete(terminal: Terminal, line: string, shows: string): Promise<string> {
  await terminal.press("C-u", "C-l");
  await terminal.shows("an empty line", (screen) => screen === "$");
  await terminal.type(line);
  await terminal.shows("what was typed", (screen) => screen === `$ ${line}`.trimEnd());
  await terminal.press("Tab");
  return await terminal.shows(`'${shows}' for '${line}'`, (screen) => screen.includes(shows));
}

/** Fails where Tab behind this line does anything: the mark that is typed next stands right behind it. */
async function completesNothing(terminal: Terminal, line: string): Promise<void> {
  await complete(terminal, line, `$ ${line}`.trimEnd());
  await terminal.type("#");
  await terminal.shows(`nothing for '${line}'`, (screen) => screen === `$ ${line}#`);
}

/** Lines that every shell completes to one word. */
const WHOLE = {
  "portik comp": "portik completions ",
  "portik who 80 --summ": "portik who 80 --summary ",
  "portik who --output ma": "portik who --output markdown ",
  "portik who --output=ma": "portik who --output=markdown ",
  "portik who --from cap": "portik who --from capture.json ",
  "portik who --from=cap": "portik who --from=capture.json ",
  "portik capture cap": "portik capture capture.json ",
  "portik completions fi": "portik completions fish ",
  "~/bin/portik expl": "~/bin/portik explain ",
} as const;

/** The only two listeners of a namespace; no digit is common to them, or a shell would insert that first. */
const PORTS = ["3000", "4000"];

/** A home in a namespace of its own, where two programs listen. */
async function makeScene(): Promise<Home & { readonly netns: Netns }> {
  await using made = new AsyncDisposableStack();
  const netns = made.use(await makeNetns());
  const open = async (name: string, address: string, port: number) =>
    made.use(await makeNamed(name, { netns }, { address, port }));
  await open("shop-web", "127.0.0.1", 3000);
  await open("shop-api", "127.0.0.1", 4000);
  const home = made.use(await makeHome(netns));
  const kept = made.move();
  return { ...home, netns, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Checks what every interactive shell does alike. */
async function checkShell(terminal: Terminal): Promise<void> {
  for (const [line, whole] of Object.entries(WHOLE)) {
    await complete(terminal, line, `$ ${whole}`.trimEnd());
    await terminal.type("#");
    const screen = await terminal.shows("the mark", (text) => text.includes("#"));
    assertEquals(screen, `$ ${whole}#`);
  }
  for (const command of ["who", "explain", "capture", "rules", "help"]) {
    assertStringIncludes(await complete(terminal, "portik ", "completions"), command);
  }
  for (const before of ["who ", "why ", "who :", "who localhost:", "who 127.0.0.1:", "who 22,"]) {
    const screen = await complete(terminal, `portik ${before}`, "4000");
    assertStringIncludes(screen, "3000");
  }
  await complete(terminal, "portik who --color ", "always");
  const silent = ["frob ", "frob cap", "who --output md", "who --probe-timeout ", "who 9"];
  for (const line of silent) await completesNothing(terminal, `portik ${line}`);
}

liveTest(
  "completions for bash, zsh and fish are scripts without a mistake",
  ["bash", "zsh", "fish"],
  async () => {
    await using home = await makeHome();
    for (const [shell, script] of Object.entries({ bash, zsh, fish })) {
      await Deno.writeTextFile(`${home.folder}/script`, script);
      assertEquals(await output([shell, "-n", "script"], home), "", shell);
      assertEquals(await output(["portik", "completions", shell], home), script);
    }
  },
);

liveTest(
  "completions for bash work in an interactive bash",
  [...ALONE, "bash", "tmux"],
  async () => {
    await using home = await makeScene();
    await using terminal = await start(["bash", "--noprofile", "-i"], home);
    await checkShell(terminal);
  },
);

/** What the function of bash answers to these pieces of a line, as bash parts it by these breaks. */
async function bashReplies(home: Home, pieces: readonly string[], breaks = ` \t\n"'><=;|&(:`) {
  const quote = (text: string) => `$'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const script = `${bash}
COMP_WORDBREAKS=${quote(breaks)}
COMP_WORDS=(${pieces.filter((piece) => !/^\s+$/.test(piece)).map(quote).join(" ")})
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
COMP_LINE=${quote(pieces.join(""))}
COMP_POINT=\${#COMP_LINE}
_portik
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const printed = await output(["bash", "--noprofile", "--norc", "-c", script], home);
  return printed.split("\n").slice(0, -1);
}

liveTest(
  "completions for bash hand over what stands behind the last break of a word",
  [...ALONE, "bash"],
  async () => {
    await using home = await makeScene();
    const who = ["portik", " ", "who", " "];
    const replies = (pieces: readonly string[], breaks?: string) =>
      bashReplies(home, [...who, ...pieces], breaks);
    assertEquals(await replies([""]), PORTS);
    assertEquals(await replies(["80", " \t ", "30"]), ["3000"]);
    assertEquals(await replies([":"]), PORTS);
    assertEquals(await replies([":", "4000"]), ["4000"]);
    assertEquals(await replies(["localhost", ":", "3"]), ["3000"]);
    assertEquals(await replies(["[", "::", "1]", ":"]), PORTS);
    assertEquals(await replies(["22,localhost", ":", "4000"]), ["4000"]);
    assertEquals(await replies(["22,4000"]), ["22,4000"]);
    assertEquals(await replies(["--output", "=", "j"]), ["json"]);
    assertEquals(await replies(["--color", "="]), ["auto", "always", "never"]);
    // Some take the colon, or all of them, out of the breaks.
    const few = ` \t\n"'><;|&(`;
    assertEquals(await replies(["localhost:3"], few), ["localhost:3000"]);
    assertEquals(await replies(["--output=j"], few), ["--output=json"]);
    assertEquals(await replies(["--output", "=", "j"], `${few}=`), ["json"]);
    assertEquals(await replies(["localhost", ":", "4000"], `${few}:`), ["4000"]);
  },
);

liveTest("completions for bash find portik behind an alias, and below ~", ["bash"], async () => {
  await using home = await makeHome();
  assertEquals(await bashReplies(home, ["p", " ", "compl"]), ["completions"]);
  const elsewhere = { ...home, env: { ...home.env, PATH: "/usr/bin:/bin" } };
  assertEquals(await bashReplies(elsewhere, ["~/bin/portik", " ", "compl"]), ["completions"]);
});

liveTest("completions for zsh work in an interactive zsh", [...ALONE, "zsh", "tmux"], async () => {
  await using home = await makeScene();
  await using terminal = await start(["zsh", "-d", "-i"], home, { ZDOTDIR: home.folder });
  await checkShell(terminal);
  const ports = await complete(terminal, "portik who ", "shop-api");
  assertMatch(ports, /^3000 +-- shop-web$/m);
  assertMatch(ports, /^4000 +-- shop-api$/m);
  const flags = await complete(terminal, "portik who --", "--version");
  assertMatch(flags, /^--json +-- One JSON document on stdout$/m);
});

liveTest(
  "completions for zsh work at the first Tab from a folder of $fpath",
  ["zsh", "tmux"],
  async () => {
    await using home = await makeHome();
    const env = { ZDOTDIR: `${home.folder}/autoload` };
    await using terminal = await start(["zsh", "-d", "-i"], home, env);
    await complete(terminal, "portik comp", "portik completions");
    await complete(terminal, "portik comp", "portik completions");
  },
);

/** `proposal` and `description` of each line that fish completes this line to. */
async function fishProposals(home: Home, line: string): Promise<string[][]> {
  const script = `portik completions fish | source; complete -C '${line}'`;
  const printed = await output(["fish", "--no-config", "-c", script], home);
  return printed.split("\n").filter(Boolean).map((row) => row.split("\t"));
}

liveTest(
  "completions for fish propose commands, flags, values, ports and files",
  [...ALONE, "fish"],
  async () => {
    await using home = await makeScene();
    const values = async (line: string) =>
      (await fishProposals(home, line)).map(([value]) => value);
    const commands = await fishProposals(home, "portik ");
    assertEquals(commands[0], ["who", "Who holds a port: its listeners and their owners"]);
    assert(commands.some(([value]) => value === "completions"));
    assertEquals(await values("portik who 80 --summ"), ["--summary"]);
    const outputs = ["text", "json", "ndjson", "csv", "markdown"];
    assertEquals(await values("portik who --output "), outputs);
    assertEquals(await values("portik who --output=m"), ["--output=markdown"]);
    for (const before of ["", ":", "localhost:", "[::1]:", "22,", "22-"]) {
      assertEquals(await fishProposals(home, `portik who ${before}`), [
        [`${before}3000`, "shop-web"],
        [`${before}4000`, "shop-api"],
      ]);
    }
    assertEquals(await values("portik who --from cap"), ["capture.json"]);
    assertEquals(await values("portik who --from=cap"), ["--from=capture.json"]);
    assertEquals(await values("portik capture cap"), ["capture.json"]);
    assertEquals(await values("portik completions "), ["bash", "zsh", "fish", "powershell"]);
    assertEquals(await values("~/bin/portik expl"), ["explain"]);
    for (const line of ["portik frob ", "portik frob cap", "portik -5 ", "portik capture x cap"]) {
      assertEquals(await values(line), [], line);
    }
  },
);

/** Names that some shell could take for more than text, of 15 bytes at most, and how they are told. */
const HOSTILE: readonly (readonly [name: string, shown: string])[] = [
  ["$(touch pwned)", "$(touch pwned)"],
  ["`touch pwned`", "`touch pwned`"],
  ["'; touch pwned", "'; touch pwned"],
  ["a\nb\tc", "a\\nb\\tc"],
  ["\x1b]0;x\x07\\", "\\x1b]0;x\\x07\\"],
  ["<file>", "<file>"],
  ["%F{red}%n:%d", "%F{red}%n:%d"],
];

liveTest(
  "completions with hostile process names run nothing and forge nothing",
  [...ALONE, "bash", "zsh", "fish", "tmux"],
  async () => {
    await using made = new AsyncDisposableStack();
    const netns = made.use(await makeNetns());
    for (const [i, [name]] of HOSTILE.entries()) {
      made.use(await makeNamed(name, { netns }, { address: "127.0.0.1", port: 1000 * (i + 1) }));
    }
    const home = made.use(await makeHome(netns));
    const expected = HOSTILE.map(([, shown], i) => [`${1000 * (i + 1)}`, shown]);
    assertEquals(await fishProposals(home, "portik who "), expected);
    const ports = expected.map(([port]) => port);
    assertEquals<unknown>(await bashReplies(home, ["portik", " ", "who", " ", ""]), ports);
    const inBash = made.use(await start(["bash", "--noprofile", "-i"], home));
    await complete(inBash, "portik who ", "7000");
    const env = { ZDOTDIR: home.folder };
    const inZsh = made.use(await start(["zsh", "-d", "-i"], home, env));
    const lines = (await complete(inZsh, "portik who ", "7000")).split("\n").slice(1);
    const told = lines.map((line) => line.split(/ +-- /).map((cell) => cell.trim()));
    assertEquals(told.sort(), expected);
    const names = [...Deno.readDirSync(home.folder)].map(({ name }) => name);
    assert(!names.includes("pwned"), names.join());
  },
);
