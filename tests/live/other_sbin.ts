/**
 * Words in front of a program that is to find other programs of root (`mount_namespaces(7)`): each name leads
 * to the file that stands for it in `/usr/sbin`, or to a script, or where that is empty to nothing.
 * `folder` is empty, and takes what was there.
 */
export async function otherSbin(
  folder: string,
  changes: Readonly<Record<string, string>>,
): Promise<string[]> {
  await Deno.mkdir(`${folder}/old`);
  const swaps = await Promise.all(
    Object.entries(changes).map(async ([name, what], i) => {
      if (what === "") return `rm -f /usr/sbin/${name}`;
      if (!what.startsWith("#!")) return `ln -sf ${folder}/old/${what} /usr/sbin/${name}`;
      await Deno.writeTextFile(`${folder}/${i}`, what, { mode: 0o755 });
      return `ln -sf ${folder}/${i} /usr/sbin/${name}`;
    }),
  );
  const script = [
    `mount --bind /usr/sbin ${folder}/old`,
    "mount -t tmpfs none /usr/sbin",
    `ln -s ${folder}/old/* /usr/sbin/`,
    ...swaps,
    'exec "$@"',
  ];
  return ["unshare", "--mount", "sh", "-ec", script.join("\n"), "sh"];
}
