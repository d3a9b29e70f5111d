import { formatAge } from "../model/duration.ts";
import type { Listener } from "../model/listener.ts";
import { mainOwner, type Owner } from "../model/owner.ts";
import { containerOf } from "./container_words.ts";
import { count } from "./sentence.ts";

/** `postgres (pid 812, user postgres)`, or what is known of an owner that cannot be seen. */
export function describeOwner(owner: Owner | undefined): string {
  if (!owner) return "something that portik cannot see";
  const { pid, name, user, uid, unit, confidence } = owner;
  const who = user === undefined ? uid === undefined ? [] : [`uid ${uid}`] : [`user ${user}`];
  if (pid === undefined) {
    const process = unit === undefined ? "a process that cannot be seen" : `a process of ${unit}`;
    return who.length === 0 ? process : `${process} (${who})`;
  }
  const likely = confidence === "certain" ? "" : "what is probably ";
  return `${likely}${name ?? "a process"} (${[`pid ${pid}`, ...who].join(", ")})`;
}

/** Where a listener of another network namespace is: in a container, or in a namespace by its name. */
export function placeOf(listener: Listener): string {
  const { namespace = "here" } = listener;
  const container = containerOf(listener);
  return container === undefined ? namespace : `${namespace} (container ${container})`;
}

/**
 * How and since when the owner runs, or nothing: `started 3 h ago by systemd unit ssh.service`,
 * `started 5 min ago in /srv/shop (branch main)`.
 */
export function describeStart({ pid, ageSeconds, unit, project }: Owner): string {
  // Of an owner without a pid, the unit has been told already.
  const by = unit === undefined || pid === undefined ? "" : ` by systemd unit ${unit}`;
  const branch = project?.branch === undefined ? "" : ` (branch ${project.branch})`;
  const where = by !== "" || project === undefined ? "" : ` in ${project.root}${branch}`;
  if (ageSeconds === undefined) return by === "" ? "" : `started${by}`;
  return `started ${formatAge(ageSeconds)} ago${by}${where}`;
}

/** `nginx (pid 7, user root) and 4 processes that share the socket`. */
export function describeOwners({ owners }: Pick<Listener, "owners">): string {
  const main = describeOwner(mainOwner(owners));
  const others = owners.length - 1;
  if (others < 1) return main;
  const share = others === 1 ? "shares" : "share";
  return `${main} and ${count(others, "process", "processes")} that ${share} the socket`;
}
