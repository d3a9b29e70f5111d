import { assertEquals, assertThrows } from "@std/assert";
import { bash } from "../../src/cli/shells/bash.ts";
import { fish } from "../../src/cli/shells/fish.ts";
import { powershell } from "../../src/cli/shells/powershell.ts";
import { zsh } from "../../src/cli/shells/zsh.ts";
import { completions } from "../../src/commands/completions.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { FLAGS, paperWorld } from "./paper_world.ts";

const SCRIPTS = { bash, zsh, fish, powershell };

Deno.test("completions prints the script of each shell and nothing else", async () => {
  for (const [shell, script] of Object.entries(SCRIPTS)) {
    const world = paperWorld();
    const { kind, data, silent, exit } = await completions.run(world, FLAGS, shell);
    assertEquals([kind, data, silent, exit], ["completions", { shell }, true, 0]);
    assertEquals([world.host.taken(), world.host.complaints()], [script, ""]);
  }
});

Deno.test("completions refuses any other shell, and names those that there are", () => {
  for (const words of [["tcsh"], ["Bash"], [""], ["constructor"], ["bash", "zsh"]]) {
    const world = paperWorld();
    const refusal = assertThrows(() => completions.run(world, FLAGS, ...words), Refusal);
    assertEquals([refusal.code, refusal.exit], ["unknown-shell", 2]);
    assertEquals(
      refusal.message,
      `'${words.join(" ")}' is not a shell that portik completes for: ` +
        "use bash, zsh, fish, powershell",
    );
    assertEquals(world.host.taken(), "");
  }
});

Deno.test("completions proposes its own shells", () => {
  const { positional } = completions;
  assertEquals(
    positional?.kind === "array" && positional.parameter.values,
    Object.keys(SCRIPTS),
  );
});
