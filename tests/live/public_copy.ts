/** User and group id of `nobody`, who owns nothing and may see nobody else's descriptors. */
export const NOBODY = 65534;

/** A folder with portik's sources, and a Deno to run them. */
export interface Copy {
  readonly root: string;
  readonly deno: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The sources that this test is part of. */
export const HERE: Copy = {
  root: new URL("../..", import.meta.url).pathname.replace(/\/$/, ""),
  deno: Deno.execPath(),
  env: {},
};

/** A copy that every user may read and run: the original may lie in a home that is closed to others. */
export async function makePublicCopy(): Promise<Copy & AsyncDisposable> {
  await using made = new AsyncDisposableStack();
  const root = await Deno.makeTempDir({ prefix: "portik-" });
  made.defer(() => Deno.remove(root, { recursive: true }));
  await Deno.chmod(root, 0o755);
  const deno = `${root}/deno`;
  await linkOrCopy(await Deno.realPath(Deno.execPath()), deno);
  for (const folder of ["src", "tests/live"]) await copyFolder(HERE.root, folder, root);
  await Deno.mkdir(`${root}/cache`);
  await Deno.chown(`${root}/cache`, NOBODY, NOBODY);
  const kept = made.move();
  return {
    root,
    deno,
    env: { DENO_DIR: `${root}/cache`, HOME: root },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await Deno.link(from, to);
  } catch {
    // Another file system.
    await Deno.copyFile(from, to);
  }
}

async function copyFolder(from: string, folder: string, to: string): Promise<void> {
  await Deno.mkdir(`${to}/${folder}`, { recursive: true, mode: 0o755 });
  for await (const entry of Deno.readDir(`${from}/${folder}`)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) await copyFolder(from, path, to);
    else await Deno.copyFile(`${from}/${path}`, `${to}/${path}`);
  }
}
