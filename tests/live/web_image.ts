/** The image of all containers in tests; Podman calls it `localhost/web:1`. */
export const IMAGE = "web:1";

/** How an engine starts it, unless told otherwise: a web server on port 80. */
export const IMAGE_COMMAND = 'CMD ["/bin/httpd", "-f", "-p", "80"]';

/** Packs what the image consists of, busybox alone, into `folder`; returns the file for `import`. */
export async function packWebImage(folder: string): Promise<string> {
  const root = `${folder}/image`;
  await Deno.mkdir(`${root}/bin`, { recursive: true });
  await Deno.copyFile(await which("busybox"), `${root}/bin/busybox`);
  for (const name of ["sh", "sleep", "httpd", "nc"]) {
    await Deno.symlink("busybox", `${root}/bin/${name}`);
  }
  const tar = `${folder}/image.tar`;
  const { code } = await new Deno.Command("tar", { args: ["-C", root, "-cf", tar, "."] }).output();
  if (code !== 0) throw new Error(`Cannot pack ${root}`);
  await Deno.chmod(tar, 0o644);
  return tar;
}

/** Where a program is. */
export async function which(program: string): Promise<string> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    try {
      return await Deno.realPath(`${folder}/${program}`);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw new Error(`Cannot find ${program}`);
}
