/** Where portik looks for the hierarchy of cgroup v2: alone, or beside those of v1 (`cgroups(7)`). */
const ROOTS = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"];

/** A cgroup of v2 right below the root of the hierarchy. */
export interface Cgroup extends Disposable {
  /** Its path in the hierarchy, as a socket tells it: `/portik-1-1.service`. */
  readonly path: string;
  /** Puts a process into it; sockets made before that stay where they were. */
  add(pid: number): void;
}

let made = 0;

/** Makes one whose name ends so; root alone may. Dispose of it when the processes in it are dead. */
export function makeCgroup(ending: string): Cgroup {
  const root = rootOfV2();
  if (root === undefined) throw new Error("Cannot find cgroup v2");
  const name = `portik-${Deno.pid}-${++made}${ending}`;
  const folder = `${root}/${name}`;
  Deno.mkdirSync(folder);
  return {
    path: `/${name}`,
    add: (pid) => Deno.writeTextFileSync(`${folder}/cgroup.procs`, `${pid}`),
    // The files in it are the kernel's, and go with the folder.
    [Symbol.dispose]: () => Deno.removeSync(folder),
  };
}

/** True where a cgroup of v2 can be made: not in most containers. */
export function hasCgroups(): boolean {
  try {
    makeCgroup("")[Symbol.dispose]();
    return true;
  } catch {
    return false;
  }
}

function rootOfV2(): string | undefined {
  const mounts = Deno.readTextFileSync("/proc/self/mounts").split("\n").map((row) =>
    row.split(" ")
  );
  return ROOTS.find((root) => mounts.some(([, path, type]) => path === root && type === "cgroup2"));
}
