import { tempFolder } from "./launch.ts";
import type { Wire } from "./wire.ts";

/** An active ufw of its own on one machine of a wire. */
export interface Ufw extends AsyncDisposable {
  /** Words in front of a program that is to see its files. */
  readonly through: readonly string[];
  run(...words: readonly string[]): Promise<string>;
}

/** Starts it with other files than the machine's; it accepts everything. */
export async function startUfw(wire: Wire): Promise<Ufw> {
  await using made = new AsyncDisposableStack();
  const { path } = made.use(await tempFolder());
  await wire.run("cp", "-a", "/etc/ufw", `${path}/etc`);
  const through = [
    "unshare",
    "--mount",
    "sh",
    "-c",
    `mount --bind ${path}/etc /etc/ufw && exec "$@"`,
    "sh",
  ];
  const run = (...words: readonly string[]) => wire.run(...through, "ufw", ...words);
  await run("--force", "reset");
  await run("default", "allow", "incoming");
  made.defer(async () => void await run("--force", "disable"));
  await run("--force", "enable");
  const kept = made.move();
  return { through, run, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
