/**
 * Removes the cgroups that an engine makes right below the root of every hierarchy and leaves behind,
 * as far as they are empty: those that an engine of this machine's own uses are not.
 */
export function removeEngineCgroups(name: "docker" | "libpod_parent"): void {
  for (const root of ["/sys/fs/cgroup", ...foldersIn("/sys/fs/cgroup")]) {
    removeEmpty(`${root}/${name}`);
  }
}

function removeEmpty(folder: string): void {
  for (const inner of foldersIn(folder)) removeEmpty(inner);
  try {
    Deno.removeSync(folder);
  } catch (error) {
    // It is not there, or in use.
    if (!(error instanceof Error)) throw error;
  }
}

function foldersIn(path: string): string[] {
  try {
    return [...Deno.readDirSync(path)].filter((one) => one.isDirectory)
      .map(({ name }) => `${path}/${name}`);
  } catch {
    return [];
  }
}
