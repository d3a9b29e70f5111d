import { redactArgv, redactPath, redactShapes, redactText } from "../model/secrets.ts";
import { type Failure, isFailure } from "./host.ts";
import { redactConfig } from "./redact_config.ts";
import type { RecordedRun, Recording } from "./recording.ts";

/**
 * A recording without secrets: arguments and folders of processes, variables, and what programs printed
 * are gone through; users' full names and the names of open files, which no rule needs, are left out.
 * Paths are changed wherever they stand, so that the recording still answers for them.
 */
export function redactRecording(recording: Recording): Recording {
  const { env, texts, links, folders, stats, runs } = recording;
  return {
    ...recording,
    redacted: true,
    env: mapValues(env, (value, name) => redactArgv([`--${name}`, value])[1] ?? ""),
    texts: mapPaths(texts, redactFile),
    links: mapPaths(onlyNeeded(links), (link) => isFailure(link) ? link : redactPath(link)),
    folders: mapPaths(folders, (names) => isFailure(names) ? names : names.map(redactPath)),
    stats: mapPaths(stats, (stat) => stat),
    runs: runs.map(redactRun),
  };
}

function mapValues<T>(
  map: Readonly<Record<string, T>>,
  change: (value: T, key: string) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}

function mapPaths<T>(
  map: Readonly<Record<string, T>>,
  change: (value: T, path: string) => T,
): Record<string, T> {
  const changed = Object.entries(mapValues(map, change));
  return Object.fromEntries(changed.map(([path, value]) => [redactPathOfFile(path), value]));
}

/** Paths of control groups stand in what `ss` prints as well, where shapes alone are looked for. */
function redactPathOfFile(path: string): string {
  return path.startsWith("/sys/fs/cgroup/") ? redactShapes(path) : redactPath(path);
}

function redactFile(text: string | Failure, path: string): string | Failure {
  if (isFailure(text)) return text;
  if (/^\/proc\/\d+\/cmdline$/.test(path)) return redactCmdline(text);
  if (path === "/etc/passwd") return redactPasswd(text);
  if (path.startsWith("/proc/") || path.startsWith("/sys/")) return redactShapes(text);
  // Of git, the name of a branch or of a folder; of all else, configurations of proxies.
  if (/\/(?:\.git|HEAD)$/.test(path)) return text.split("\n").map(redactPath).join("\n");
  return redactConfig(text);
}

/** Arguments that each end in a NUL byte; behind a title that a process gave itself, there are many. */
function redactCmdline(text: string): string {
  const end = /\0*$/.exec(text)?.[0] ?? "";
  const argv = text.slice(0, text.length - end.length).split("\0");
  return redactArgv(argv).join("\0") + end;
}

/** Keeps name and uid of `passwd(5)` lines, which is all that portik reads of them. */
function redactPasswd(text: string): string {
  return text.split("\n").map((line) => {
    const [name, , uid] = line.split(":");
    return uid === undefined ? "" : `${name}::${uid}::::`;
  }).join("\n");
}

/** Of the descriptors of processes only sockets matter. */
function onlyNeeded(links: Recording["links"]): Recording["links"] {
  return Object.fromEntries(
    Object.entries(links).filter(([path, link]) =>
      !/^\/proc\/\d+\/(task\/\d+\/)?fd\//.test(path) ||
      (typeof link === "string" && link.startsWith("socket:["))
    ),
  );
}

function redactRun({ argv, answer }: RecordedRun): RecordedRun {
  if (isFailure(answer)) return { argv, answer };
  const stdout = redactOutput(argv[0] ?? "", answer.stdout);
  return { argv, answer: { ...answer, stdout, stderr: redactText(answer.stderr) } };
}

/** Programs whose rows hold names of processes at most, and nothing of their arguments. */
const ROWS: ReadonlySet<string> = new Set(["ss", "lsof", "netstat"]);

function redactOutput(program: string, output: string): string {
  if (ROWS.has(program)) return redactShapes(output);
  if (program === "getent") return redactPasswd(output);
  if (program === "podman") return redactText(onlyContainers(output));
  const lines = output.split("\n");
  const isJsonLines = lines.every((line) => line === "" || line.startsWith("{"));
  return isJsonLines ? lines.map(redactText).join("\n") : redactText(output);
}

/** What portik reads of a row of `podman ps --format json`; the rest tells of commands, mounts and more. */
const CONTAINER_KEYS: ReadonlySet<string> = new Set([
  ...["Id", "Names", "Image", "State", "Pid", "Pod", "PodName", "IsInfra", "Ports", "Labels"],
]);

/** Rows of Podman's list with the keys that matter, and the labels of Compose alone. */
function onlyContainers(output: string): string {
  const needed = (key: string, value: unknown) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const isRow = "Id" in value;
    if (!isRow && key !== "Labels") return value;
    return Object.fromEntries(
      Object.entries(value).filter(([name]) =>
        isRow ? CONTAINER_KEYS.has(name) : name.startsWith("com.docker.compose.")
      ),
    );
  };
  try {
    return JSON.stringify(JSON.parse(output, needed));
  } catch {
    // What cannot be read is a gap in any case, and secrets in it cannot be told from the rest.
    return "";
  }
}
