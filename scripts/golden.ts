/**
 * Writes the golden answers anew: what `who` and `explain` say about each captured machine in
 * `tests/recordings/machines`, as `tests/golden` holds it. Read what has changed before it is committed.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a script talks to whoever runs it
import { goldenAnswers } from "../tests/golden.ts";

if (import.meta.main) {
  const folder = new URL("../tests/golden/", import.meta.url);
  Deno.mkdirSync(folder, { recursive: true });
  const answers = await goldenAnswers();
  for (const { name } of Deno.readDirSync(folder)) {
    if (!answers.has(name)) Deno.removeSync(new URL(name, folder));
  }
  for (const [name, text] of answers) Deno.writeTextFileSync(new URL(name, folder), text);
  console.log(`Wrote ${answers.size} golden answers; git diff tests/golden shows what is new`);
}
