/** Installs packages from npm into a folder, without running anything of theirs; says why not where that fails. */
export async function installPackages(
  folder: string,
  packages: readonly string[],
): Promise<string | undefined> {
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder];
  try {
    const { code, stderr } = await new Deno.Command("npm", { args: [...args, ...packages] })
      .output();
    if (code === 0) return undefined;
    return new TextDecoder().decode(stderr).trim().split("\n").at(-1);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return "npm is not installed";
  }
}
