import { assert, assertEquals } from "@std/assert";
import {
  type Declaration,
  NEW_PORTS,
  option,
  PORT_WORDS,
  toggle,
} from "../../src/cli/declaration.ts";
import { SHARED_FLAGS } from "../../src/cli/flags.ts";
import { ANY_FILE, propose, type Vocabulary } from "../../src/cli/propose.ts";

const WHO: Declaration = {
  flags: {
    summary: toggle("One line for each port"),
    host: { kind: "parsed", brief: "To this address", optional: true, placeholder: "address" },
  },
  positional: PORT_WORDS,
};

const CAPTURE: Declaration = {
  positional: {
    kind: "tuple",
    parameters: [{ brief: "Where to", parse: (word) => word, placeholder: "file" }],
  },
};

const SHELLS: Declaration = {
  positional: {
    kind: "array",
    parameter: {
      ...{ brief: "A shell", parse: (word: string) => word, placeholder: "shell" },
      values: ["bash", "zsh"],
    },
  },
};

const vocabulary: Vocabulary = {
  commands: [{ name: "who", brief: "Who holds a port" }, { name: "why", brief: "Why not" }],
  ports: () =>
    Promise.resolve([
      { value: "80", about: "nginx" },
      { value: "5353/udp", about: "avahi-daemon" },
      { value: "8080", about: "" },
    ]),
  leases: () => Promise.resolve([{ value: "3000", about: "web" }, { value: "web", about: "" }]),
};

const unasked: Vocabulary["ports"] = () => {
  throw new Error("The ports were asked for");
};

/** The values that are proposed for the last of these words. */
async function values(command: Declaration | undefined, ...words: readonly string[]) {
  const all = await propose(words, { ...vocabulary, ...(command ? { command } : {}) });
  return all.map(({ value }) => value);
}

Deno.test("propose() names the commands that begin so, with what each does", async () => {
  const all = { ...vocabulary, ports: unasked };
  assertEquals(await propose([""], all), [
    { value: "who", about: "Who holds a port" },
    { value: "why", about: "Why not" },
  ]);
  assertEquals((await propose(["wh"], all)).length, 2);
  assertEquals(await propose(["why"], all), [{ value: "why", about: "Why not" }]);
  assertEquals(await propose(["x"], all), []);
  assertEquals(await propose([], all), await propose([""], all));
});

Deno.test("propose() offers ports where a port may stand for who and the port", async () => {
  assertEquals(await values(undefined, "8"), ["80", "8080"]);
  assertEquals(await values(undefined, ":"), [":80", ":5353/udp", ":8080"]);
  assertEquals(await values(undefined, "localhost:80"), ["localhost:80", "localhost:8080"]);
});

Deno.test("propose() offers live ports with their owners", async () => {
  assertEquals(await propose(["5"], { ...vocabulary, command: WHO }), [
    { value: "5353/udp", about: "avahi-daemon" },
  ]);
  assertEquals(await values(WHO, ""), ["80", "5353/udp", "8080"]);
  assertEquals(await values(WHO, "22", "--json", "80", ""), ["80", "5353/udp", "8080"]);
  assertEquals(await values(WHO, "9"), []);
});

Deno.test("propose() keeps what stands before a port in one word", async () => {
  const befores = [":", "localhost:", "127.0.0.1:", "[::1]:", "22,", "22,localhost:", "22,[::1]:"];
  for (const before of [...befores, "22-", "22,53/udp,", "3000-3010,", ","]) {
    assertEquals(await values(WHO, `${before}80`), [`${before}80`, `${before}8080`], before);
  }
  assertEquals(await values(WHO, "53"), ["5353/udp"]);
  assertEquals(await values(WHO, ":5353/u"), [":5353/udp"]);
});

Deno.test("propose() asks for no ports where the word cannot become one", async () => {
  const all = { ...vocabulary, command: WHO, ports: unasked };
  for (
    const word of [
      "pid:8",
      "name:8",
      "::1",
      "::1:8",
      "[::1",
      "[::1]",
      "80x",
      "a b:8",
      "$(x):8",
      "`x`,8",
      "80 ",
    ]
  ) {
    assertEquals(await propose([word], all), [], word);
  }
});

Deno.test("propose() offers the flags of the command and of every command", async () => {
  const flags = await values(WHO, "--");
  for (const flag of ["--summary", "--host", "--probe-timeout", "--docker", "--no-docker"]) {
    assert(flags.includes(flag), flag);
  }
  assertEquals(flags.filter((flag) => flag.startsWith("--no-")), ["--no-docker", "--no-plugins"]);
  assert(!(await values(undefined, "--")).includes("--summary"));
  assertEquals(await values(WHO, "--su"), ["--summary"]);
  assertEquals(await values(WHO, "--he"), ["--help"]);
  assertEquals(await values(undefined, "--ver"), ["--verbose", "--version"]);
  assertEquals(await values(WHO, "--bogus"), []);
});

Deno.test("propose() says of each flag what it does", async () => {
  const [json] = await propose(["--js"], { ...vocabulary, command: WHO });
  assertEquals(json, { value: "--json", about: SHARED_FLAGS.json.brief });
});

Deno.test("propose() offers no flag again that may be given once", async () => {
  assertEquals(await values(WHO, "--json", "--js"), []);
  assertEquals(await values(WHO, "--output", "csv", "--out"), []);
  assertEquals(await values(WHO, "--output=csv", "--out"), []);
  assertEquals(await values(WHO, "-o", "csv", "--out"), []);
  assertEquals(await values(WHO, "-q", "--qui"), []);
  assertEquals(await values(WHO, "--no-docker", "--do"), []);
  assertEquals(await values(WHO, "--no-plugins", "--no-p"), []);
  // Folders of rules may be several.
  assertEquals(await values(WHO, "--plugins", "a", "--pl"), ["--plugins"]);
});

Deno.test("propose() offers what a flag may be", async () => {
  const outputs = ["text", "json", "ndjson", "csv", "markdown"];
  assertEquals(await values(WHO, "--output", ""), outputs);
  assertEquals(await values(WHO, "-o", "n"), ["ndjson"]);
  assertEquals(await values(WHO, "--output="), outputs.map((word) => `--output=${word}`));
  assertEquals(await values(WHO, "--output=n"), ["--output=ndjson"]);
  assertEquals(await values(undefined, "--color", ""), ["auto", "always", "never"]);
});

Deno.test("propose() offers nothing for a value that it cannot know", async () => {
  const all = { ...vocabulary, command: WHO, ports: unasked };
  for (const words of [["--host", ""], ["--probe-timeout", "1"], ["--host=1"], ["--bogus=1"]]) {
    assertEquals(await propose(words, all), [], words.join(" "));
  }
  assertEquals(await propose(["--json="], all), []);
});

Deno.test("propose() leaves files to the shell, whatever has been typed of one", async () => {
  for (const words of [["--from", ""], ["--from", "./ca"], ["--from=x"], ["--plugins", "/"]]) {
    assertEquals(await propose(words, { ...vocabulary, command: WHO }), [ANY_FILE]);
  }
  assertEquals(await values(CAPTURE, "x"), ["<file>"]);
});

Deno.test("propose() offers no words behind the last that a command takes", async () => {
  assertEquals(await values(CAPTURE, "a.json", ""), []);
  assertEquals(await values(CAPTURE, "--from", "b.json", "--json", ""), ["<file>"]);
  assertEquals(await values({}, ""), []);
});

Deno.test("propose() offers the words of a command that knows them, the first alone", async () => {
  assertEquals(await values(SHELLS, ""), ["bash", "zsh"]);
  assertEquals(await values(SHELLS, "z"), ["zsh"]);
  assertEquals(await values(SHELLS, "bash", ""), []);
});

Deno.test("propose() offers no flags behind two dashes", async () => {
  assertEquals(await values(WHO, "--", "--"), []);
  assertEquals(await values(WHO, "--", "8"), ["80", "8080"]);
  assertEquals(await values(WHO, "--", "--output", ""), ["80", "5353/udp", "8080"]);
  assertEquals(await values(CAPTURE, "--", "a", ""), []);
});

Deno.test("propose() goes on with a list, and offers nothing of it again", async () => {
  const list = {
    flags: {
      columns: { ...option("column,…", "Show"), values: ["port", "pid", "user"] },
      sort: { ...option("column,…", "By"), values: ["port", "pid"], signed: true },
      signal: { ...option("name", "First"), values: ["TERM", "INT"] },
    },
  };
  assertEquals(await values(list, "--columns", ""), ["port", "pid", "user"]);
  assertEquals(await values(list, "--columns", "port,p"), ["port,pid"]);
  assertEquals(await values(list, "--columns=user,"), [
    "--columns=user,port",
    "--columns=user,pid",
  ]);
  assertEquals(await values(list, "--sort=-p"), ["--sort=-port", "--sort=-pid"]);
  assertEquals(await values(list, "--sort", "-port,"), ["-port,pid"]);
  assertEquals(await values(list, "--signal", "TERM,"), []);
});

Deno.test("propose() offers leases, a file for a command, and no port that must be new", async () => {
  const word = { brief: "A word", parse: (text: string) => text };
  const taking = (placeholder: string): Declaration => {
    return { positional: { kind: "array", parameter: { ...word, placeholder } } };
  };
  assertEquals(await values(taking("port|name"), ""), ["3000", "web"]);
  assertEquals(await values(taking("port|name"), "3000", "w"), ["web"]);
  assertEquals(await values(taking("command"), "--", "np"), ["<file>"]);
  assertEquals(await values({ positional: NEW_PORTS }, ""), []);
  assertEquals(await values({ positional: NEW_PORTS }, "80", ""), []);
});
