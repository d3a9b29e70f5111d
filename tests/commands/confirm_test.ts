import { assertEquals, assertRejects } from "@std/assert";
import { confirm } from "../../src/commands/confirm.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { text } from "../../src/model/report.ts";
import { paperWorld } from "./paper_world.ts";

/** A world whose terminal gives this answer, and what it was shown. */
function terminal(answer: string | undefined) {
  const shown: string[] = [];
  const world = paperWorld({
    hands: { ask: (words) => (shown.push(words), Promise.resolve(answer)) },
  });
  return { world, shown };
}

const ASKING = { blocks: [text("2 processes")], question: "Stop them?", yes: false };

Deno.test("confirm goes on for y and yes in any case, and for --yes without asking", async () => {
  for (const answer of ["y", "Y", "yes", "YES", " yes "]) {
    await confirm(terminal(answer).world, ASKING);
  }
  const { world, shown } = terminal(undefined);
  await confirm(world, { ...ASKING, yes: true });
  assertEquals(shown, []);
});

Deno.test("confirm refuses every other answer with exit code 3: no is the default", async () => {
  for (const answer of ["", "n", "no", "yess", "ja", "ye", "y n", "\u001b"]) {
    const { world } = terminal(answer);
    const error = await assertRejects(() => confirm(world, ASKING), Refusal);
    assertEquals([error.code, error.exit], ["declined", 3], answer);
  }
});

Deno.test("confirm refuses without a terminal and says what to do", async () => {
  const error = await assertRejects(() => confirm(terminal(undefined).world, ASKING), Refusal);
  assertEquals([error.code, error.exit, error.hint?.includes("--yes")], ["no-terminal", 3, true]);
});

Deno.test("confirm shows what there is to know before the question, with text from outside made harmless", async () => {
  const { world, shown } = terminal("y");
  await confirm(world, {
    ...ASKING,
    blocks: [text("evil\u001b[2Jname")],
    question: "Stop \u001bx?",
  });
  assertEquals(shown, ["evil\\x1b[2Jname\nStop \\x1bx? [y/N] "]);
});
