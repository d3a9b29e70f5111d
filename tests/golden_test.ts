import { assert, assertEquals } from "@std/assert";
import { parseRecording } from "../src/host/recording.ts";
import { goldenAnswers, GOLDENS, machineText } from "./golden.ts";
import { problemsOfAnswer } from "./schemas.ts";

const FOLDER = new URL("golden/", import.meta.url);

const answers = await goldenAnswers();

for (const [name, answer] of answers) {
  Deno.test(`golden ${name} is what portik answers: deno task golden writes it anew`, () => {
    assertEquals(answer, Deno.readTextFileSync(new URL(name, FOLDER)));
  });
}

Deno.test("golden has no file that nothing is compared with", () => {
  const files = [...Deno.readDirSync(FOLDER)].map((entry) => entry.name);
  assertEquals(files.sort(), [...answers.keys()].sort());
});

Deno.test("golden texts fit a screen of 80 by 24, but for commands to paste", () => {
  for (const [name, answer] of answers) {
    if (!name.endsWith(".txt")) continue;
    const lines = answer.trimEnd().split("\n");
    const ports = GOLDENS.find(({ machine, name: called = machine }) =>
      name.startsWith(`${called}.`)
    )?.ports.length ?? 0;
    assert(lines.length <= 23 * ports, `${name} has ${lines.length} lines`);
    for (const line of lines) {
      assert(line.length <= 80 || /^ {2}(sudo|docker|kill) /.test(line), `${name}: ${line}`);
      assertEquals(line, line.trimEnd(), name);
    }
  }
});

Deno.test("golden JSON keeps to the published schemas", () => {
  for (const [name, answer] of answers) {
    if (name.endsWith(".json")) assertEquals(problemsOfAnswer(JSON.parse(answer)), [], name);
  }
});

Deno.test("golden machines are redacted captures that say where they come from", () => {
  for (const machine of new Set(GOLDENS.map((golden) => golden.machine))) {
    const text = machineText(machine);
    const { redacted } = parseRecording(text, machine);
    assert(redacted && /real scene/.test(JSON.parse(text).note), machine);
    const foreign = /"\/(root|tmp|home\/(?!ada)|work|Users)\//.exec(text)?.[0];
    assertEquals(foreign, undefined, machine);
  }
});

Deno.test("golden machines all have answers", () => {
  const files = [...Deno.readDirSync(new URL("recordings/machines/", import.meta.url))]
    .map((entry) => entry.name.replace(/\.json$/, ""));
  assertEquals(files.sort(), [...new Set(GOLDENS.map(({ machine }) => machine))].sort());
});
